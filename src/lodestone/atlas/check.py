"""Whether a chain's network can be leaned on: its laws, and per stage what it rests on and how well it fills holes."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from lodestone.atlas.assemble import assemble
from lodestone.atlas.build import believe, build_network
from lodestone.atlas.chain import Chain
from lodestone.atlas.chainfile import load_chain
from lodestone.atlas.classify import CUSTOMS, Part, customs_rows
from lodestone.atlas.customs import customs
from lodestone.atlas.fact import Fact
from lodestone.atlas.layout import Inputs
from lodestone.atlas.network import Network, StageAccount
from lodestone.atlas.pace import NOT_A_PLACE, pick
from lodestone.atlas.reconcile import solve
from lodestone.atlas.recovery import SEEDS, Recovery, recover
from lodestone.terms.errors import BadInput, NothingToAnswer
from lodestone.terms.prior import prior


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCheck:
    """One form of one chain. Shares are of traded tonnes, ``moved`` of throughput; ``doubts`` say why it is weak, if it is.

    ``recovery_error``, ``recovery_error_totals``, ``top_origin_error`` are those of ``Recovery``, None where nothing is known to
    hide.
    """

    chain: str
    form: str
    stage: str
    throughput_t: float
    traded_t: float
    moved: float
    observed: float
    estimated: float
    carried: float
    imputed: float
    recovery_error: float | None
    recovery_error_totals: float | None
    top_origin_error: float | None
    recovery_cells: int
    doubts: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """``weak``: do not lean on its figures; ``no filling``: known well, but its holes cannot be filled; else empty."""
        far = self.moved > _limit("moved") or max(self.imputed, self.carried) > _limit("imputed")
        unsteady = self.top_origin_error is not None and self.top_origin_error > _limit("top_origin")
        return "weak" if far or unsteady else "no filling" if self.doubts else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainCheck:
    """A chain in a year: what fails a law (``failures``), what its data are weak in (``doubts``), its stages and open gaps.

    ``method_moved`` is how far the shipped tonnes would differ had the balance kept proportions (entropy) instead of differences,
    None where that does not converge; ``baseline_moved`` how far the steady baseline's shipments lie from the year's,
    both over the tonnes shipped. ``to_stock`` is what went to stocks over primary output (below zero: what came from them).
    """

    chain: str
    year: int
    residual: float
    stages: tuple[StageCheck, ...]
    failures: tuple[str, ...]
    doubts: tuple[str, ...]
    gaps: tuple[str, ...]
    method_moved: float | None = None
    baseline_moved: float | None = None
    to_stock: float | None = None


def check(facts: Sequence[Fact], chain: Chain | str, *, year: int | None = None, seeds: Sequence[int] = SEEDS) -> ChainCheck:
    """Build a chain's account and baseline and hold them against the laws and the thresholds ``check.*`` of tables/priors.csv.

    ``year`` is the chain's own unless given; ``seeds`` draw what the recovery hides (none: not measured). A chain that cannot be
    built in its own year is a failure with its reason; of another year without data it raises ``NothingToAnswer``.
    """
    chain = load_chain(chain) if isinstance(chain, str) else chain
    year = chain.year if year is None else year
    facts = [f for f in facts if f.commodity in chain.commodities]
    try:
        account = build_network(facts, chain, year=year, draws=0)
        baseline = build_network(facts, chain, year=year, kind="baseline", draws=0)
    except (NothingToAnswer, BadInput) as error:
        if isinstance(error, NothingToAnswer) and year != chain.year:
            raise
        return ChainCheck(chain=chain.id, year=year, residual=float("nan"), stages=(), failures=(str(error),), doubts=(), gaps=())
    inputs, gaps = believe(facts, chain, year=year)
    other, steady = _other_method(inputs), _shipments_differ(account, baseline)
    stocked = -float(account.stock_draw_t.sum() / max(account.primary_t.sum(), 1e-300))
    recovered = {r.form: r for r in recover(inputs, before=_year_before(facts, chain, year), seeds=seeds)} if seeds else {}
    return ChainCheck(
        chain=chain.id, year=year, residual=max(account.balance_residual, baseline.balance_residual),
        stages=tuple(_stage(chain.id, a, recovered.get(a.form), bool(seeds)) for a in account.stage_accounts),
        failures=tuple(_failures(facts, chain, year, account, baseline)),
        doubts=(
            *_whole(other, steady, stocked), *_from_stock(account), *_publishers(facts, chain, year),
            *_customs(facts, chain, year),
        ), gaps=gaps,
        method_moved=other, baseline_moved=steady, to_stock=stocked,
    )  # fmt: skip


def to_json(checks: Sequence[ChainCheck]) -> dict[str, Any]:
    """Every check as plain types: ``{"ok", "chains": [...]}``; a residual that does not exist is null."""
    chains = [
        asdict(c)
        | {"residual": c.residual if c.residual == c.residual else None}
        | {"stages": [asdict(s) | {"verdict": s.verdict} for s in c.stages]}
        for c in checks
    ]
    return {"ok": not any(c.failures for c in checks), "chains": chains}


def _stage(chain: str, account: StageAccount, recovery: Recovery | None, measured: bool) -> StageCheck:
    moved = account.moved_t / account.throughput_t if account.throughput_t > 0 else 0.0
    return StageCheck(
        chain=chain, form=account.form, stage=account.stage, throughput_t=account.throughput_t, traded_t=account.traded_t,
        moved=moved, observed=account.observed, estimated=account.estimated, carried=account.carried, imputed=account.imputed,
        recovery_error=recovery.error if recovery else None,
        recovery_error_totals=recovery.error_totals if recovery else None,
        top_origin_error=recovery.top_origin if recovery else None, recovery_cells=recovery.cells if recovery else 0,
        doubts=tuple(_stage_doubts(account, moved, recovery, measured)),
    )  # fmt: skip


def _stage_doubts(account: StageAccount, moved: float, recovery: Recovery | None, measured: bool) -> Iterator[str]:
    if moved > _limit("moved"):
        yield f"published output, trade and yields do not fit: {moved:.0%} of throughput had to move"
    if account.imputed > _limit("imputed"):
        yield f"{account.imputed:.0%} of its trade stands under no code at hand: do not rank origins"
    if account.carried > _limit("imputed"):
        yield f"{account.carried:.0%} of its trade is another year's"
    if measured and recovery is None and account.traded_t > 0 and account.imputed <= _limit("imputed"):
        yield "too few known cells to measure recovery"
    elif recovery and recovery.error > _limit("recovery"):
        yield f"a hidden cell comes back {recovery.error:.0%} off ({recovery.fill}): holes cannot be filled"
    if recovery and recovery.top_origin > _limit("top_origin"):
        yield f"hiding a fifth moves the largest origin by {100 * recovery.top_origin:.0f} points"


def _failures(facts: Sequence[Fact], chain: Chain, year: int, account: Network, baseline: Network) -> Iterator[str]:
    """Laws broken: balance, no cell without a source, no negative tonnes, no customs row without a fate."""
    for network in (account, baseline):
        if network.balance_residual > _limit("balance"):
            yield f"{network.kind}: a node is out of balance by {network.balance_residual:.1e} of its form's throughput"
        if not all(network.arc_sources) or not all(network.node_sources):
            yield f"{network.kind}: a cell names no source"
        if min(network.flow_t.min(initial=0.0), network.made_t().min(initial=0.0), network.use_t.min(initial=0.0)) < 0:
            yield f"{network.kind}: negative tonnes"
        if not np.isfinite(network.flow_t).all():
            yield f"{network.kind}: tonnes that are no number"
    unmatched = customs(facts, chain, year).unmatched
    if unmatched:
        row = unmatched[0]
        yield f"{len(unmatched)} customs rows fit no rule, first {row.edition} {row.code} {row.exporter} to {row.importer}"


def _other_method(inputs: Inputs) -> float | None:
    """Tonnes shipped otherwise under entropy, over tonnes shipped; None where entropy does not converge."""
    layout = assemble(inputs)
    cells = layout.span("cell")
    ours = solve(layout.system).z[cells]
    try:
        theirs = solve(layout.system, method="entropy").z[cells]
    except BadInput:
        return None
    return float(np.abs(theirs - ours).sum() / max(ours.sum(), 1e-300))


def _shipments_differ(account: Network, baseline: Network) -> float:
    """Tonnes the baseline ships otherwise than the account, over what the account ships."""
    shape = (len(account.forms), len(account.places), len(account.places))
    ours, theirs = np.zeros(shape), np.zeros(shape)
    for network, shipped in ((account, ours), (baseline, theirs)):
        shipped[network.arc_form, network.arc_origin, network.arc_destination] = network.flow_t
    return float(np.abs(theirs - ours).sum() / max(ours.sum(), 1e-300))


def _whole(other: float | None, steady: float, stocked: float) -> Iterator[str]:
    """What is doubtful in the network as a whole."""
    if other is None:
        yield "keeping proportions instead of differences (entropy) does not converge: no second opinion on the balance"
    elif other > _limit("method"):
        yield f"keeping proportions instead of differences would ship {other:.1%} of the tonnes otherwise"
    if steady > _limit("baseline"):
        part = f"{abs(stocked):.0%} of primary output {'went to' if stocked > 0 else 'came from'} stocks"
        yield f"the steady baseline ships {steady:.0%} otherwise than the year did: {part}"


def _from_stock(account: Network) -> Iterator[str]:
    """Places of some size that live on stock: they ship or use more than twice what they made and received in the year."""
    entered = account.inflow_t() - np.maximum(account.stock_draw_t, 0)
    beyond = account.stock_draw_t - entered
    largest = np.zeros(len(account.forms))
    np.maximum.at(largest, account.node_form, account.made_t())
    for node in np.flatnonzero((beyond > 0) & (beyond > _limit("sizeable") * largest[account.node_form])):
        form, place = account.forms[account.node_form[node]], account.places[account.node_place[node]]
        yield f"{form} in {place}: {account.stock_draw_t[node]:,.0f} t out of stock, {entered[node]:,.0f} t made or received"


def _year_before(facts: Sequence[Fact], chain: Chain, year: int) -> list[Part]:
    """Last year's own customs parts; nothing where the chain does not speak for it."""
    try:
        return [p for p in customs(facts, chain, year - 1).parts if p.status != "carried"]
    except NothingToAnswer:
        return []


def _publishers(facts: Sequence[Fact], chain: Chain, year: int) -> Iterator[str]:
    """Places of some size where publishers of the same output differ by more than a factor, and totals that do not add up."""
    seen: set[tuple[str, ...]] = set()
    for entry in chain.in_year(year).production:
        cards = [(choice.card, pick(facts, choice, chain, year)) for choice in entry.facts]
        places = sorted({p for _, said in cards for p in said if p not in NOT_A_PLACE} - set(entry.except_places))
        largest = max((said[p].value for _, said in cards for p in said if p not in NOT_A_PLACE), default=0.0)
        for place in [entry.place] if entry.place else places:
            said = [
                (one[place].value, card) for card, one in cards if place in one and one[place].value > 0 and not one[place].age
            ]
            key = (place, *(card for _, card in said))
            if len(said) < 2 or key in seen:
                continue
            (low, least), (high, most) = min(said), max(said)
            if high / low > _limit("publishers") and high > _limit("sizeable") * largest:
                seen.add(key)
                process = chain.process_of(entry.process)
                yield f"{process.output} in {place}: {least} prints {low:,.0f} t, {most} {high:,.0f} t"


def _customs(facts: Sequence[Fact], chain: Chain, year: int) -> Iterator[str]:
    """Codes with many rows of no mass, by value, in the year or the one that stands in for it."""
    rows = customs_rows([f for f in facts if f.quantity in CUSTOMS], chain.codes(), year)
    for code, edition in chain.codes():
        own = [r for r in rows if (r.code, r.edition) == (code, edition) and r.kusd]
        value = sum(r.kusd or 0.0 for r in own)
        blank = sum(r.kusd or 0.0 for r in own if not r.tonnes)
        if value > 0 and blank / value > _limit("no_mass"):
            yield f"{edition} {code}: {blank / value:.0%} of its value has no mass"


def _limit(name: str) -> float:
    return prior(f"check.{name}").mode
