"""Proof of a chain file: what it declares is found, nothing is lost, and its network balances."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lodestone.atlas.arrays import Floats
    from lodestone.atlas.chain import Chain
    from lodestone.atlas.chainfigure import Pick
    from lodestone.atlas.fact import Fact
    from lodestone.atlas.network import Network


@dataclass(frozen=True, slots=True)
class ChainProof:
    """What ``check_chain`` measured.

    Largest imbalance of account and baseline over throughput, and the tonnes per customs fate.
    """

    chain: str
    year: int
    residual_account: float
    residual_baseline: float
    rows_classified: int
    rows_dropped: int
    open_gaps: tuple[str, ...]


def check_chain(path_or_text: str | Path, *, facts: "Sequence[Fact] | None" = None, year: int | None = None) -> ChainProof:
    """Prove a chain file: raises ``AssertionError`` naming every failure at once, ``BadInput`` when it cannot be read.

    Proved: every form is made somewhere; every customs row of the year lands in one form or is dropped for a reason; every fact
    selection finds facts; every source is declared; no gap is filled from a place that makes or ships nothing; account and
    baseline balance; traced rows and columns sum; order of facts and size of tonnes do not matter. ``facts`` default to the
    packaged ones.
    """
    from lodestone.atlas.chainfile import read_chain
    from lodestone.store.facts import load

    is_text = isinstance(path_or_text, str) and "\n" in path_or_text
    name = "chain text" if is_text else Path(path_or_text).name
    text = str(path_or_text) if is_text else Path(path_or_text).read_text("utf-8")
    chain = read_chain(text, name)
    year = year or chain.year
    facts = load(commodities=chain.commodities) if facts is None else facts
    failures = [*_forms(chain), *_picks(chain, facts), *_sources(chain, facts), *_gap_origins(chain, facts, year)]
    proof, more = _networks(chain, facts, year)
    failures += more
    if failures:
        raise AssertionError(f"{name}:\n" + "\n".join(f"- {f}" for f in failures))
    return proof


def _forms(chain: "Chain") -> Iterator[str]:
    """Forms nothing makes."""
    made = {p.output for p in chain.process} | {s.form for s in chain.secondary}
    produced = {p.process for p in chain.production}
    for form in chain.form:
        if form.id not in made:
            yield f"form {form.id}: no process makes it and no scrap returns to it"
    for process in chain.process:
        if process.id not in produced:
            yield f"process {process.id}: no [[production]] entry gives its output"


def _picks(chain: "Chain", facts: "Sequence[Fact]") -> Iterator[str]:
    """Fact selections that find nothing in any year of the chain."""
    from lodestone.atlas.pace import pick

    choices: list[tuple[str, Pick, str | None]] = []
    choices += [(f"production of {p.process}", c, None) for p in chain.production for c in p.facts]
    choices += [(f"secondary in {s.place}", s.facts, None) for s in chain.secondary if s.facts is not None]
    choices += [(f"anchor {a.id}", a.facts, None) for a in chain.anchor if a.facts is not None]
    choices += [(f"split for {s.importer}", c, p) for s in chain.split for c, p in ((s.total, None), (s.shares, s.importer))]
    choices += [(f"shares of {p.process}", p.shares, None) for p in chain.production if p.shares is not None]
    choices += [("price index", chain.price_index, None)] if chain.price_index else []
    years = range(chain.years.first, chain.years.last + 1)
    for where, choice, partner in choices:
        if not any(pick(facts, choice, chain, year, partner) for year in years):
            yield f"{where}: {choice.card} has no {choice.quantity} of {choice.form or 'any form'} for {years[0]} to {years[-1]}"


def _sources(chain: "Chain", facts: "Sequence[Fact]") -> Iterator[str]:
    """Sources that neither the file nor a fact's card declares."""
    import msgspec

    known = {s.id for s in chain.source} | {f.card for f in facts}

    def walk(value: Any, where: str) -> Iterator[str]:
        if isinstance(value, dict):
            source = value.get("source")
            if isinstance(source, str) and source and source not in known and "kind" in value:
                yield f"{where}: source {source!r} is neither a [[source]] of the file nor a card"
            for key, inner in value.items():
                yield from walk(inner, f"{where}.{key}" if where else key)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner, where)

    yield from walk(msgspec.to_builtins(chain), "")


def _gap_origins(chain: "Chain", facts: "Sequence[Fact]", year: int) -> Iterator[str]:
    """Admitted origins that could not ship anything."""
    from lodestone.atlas.build import believe

    inputs, _ = believe(facts, chain, year=year)
    able = {(chain.process_of(m.process).output, m.place) for m in inputs.makes} | {(p.form, p.origin) for p in inputs.parts}
    able |= {(r.form, r.place) for r in inputs.returns}
    answers = [(p.id, g.place, g.origins) for p in chain.process for g in p.gap]
    answers += [(g.process, g.place, g.origins) for w in chain.wiring for g in w.gap]
    for process, place, origins in answers:
        for origin in origins:
            if not any((form, origin) in able for form in chain.process_of(process).inputs):
                needs = ", ".join(chain.process_of(process).inputs)
                yield f"gap of {process} in {place}: {origin} neither makes nor ships {needs}"


def _networks(chain: "Chain", facts: "Sequence[Fact]", year: int) -> tuple[ChainProof, list[str]]:
    """Build both kinds and hold them against the laws."""
    from lodestone.atlas.build import build_network
    from lodestone.atlas.customs import customs

    account = build_network(facts, chain, year=year, draws=0)
    baseline = build_network(facts, chain, year=year, kind="baseline", draws=0)
    shuffled = build_network(tuple(reversed(facts)), chain, year=year, draws=0)
    sorted_rows = customs(facts, chain, year)
    failures = [f"{r.edition} {r.code} {r.exporter} to {r.importer}: no rule takes it" for r in sorted_rows.unmatched[:5]]
    unbalanced = [n for n in (account, baseline) if n.balance_residual > 1e-6]
    failures += [f"{n.kind}: largest imbalance {n.balance_residual:.1e} of throughput" for n in unbalanced]
    failures += [*_traced(account), *_traced(baseline)]
    if not _same(shuffled.flow_t, account.flow_t):
        failures.append("the order of the facts changes the network")
    failures += _scale_free(chain, facts, year, account)
    return ChainProof(
        chain=chain.id, year=year, residual_account=account.balance_residual, residual_baseline=baseline.balance_residual,
        rows_classified=len(sorted_rows.parts), rows_dropped=len(sorted_rows.dropped), open_gaps=account.assumptions,
    ), failures  # fmt: skip


def _traced(network: "Network") -> Iterator[str]:
    """Traced columns must sum to what is used; all of it to what was made less what went to stock."""
    import numpy as np

    from lodestone.atlas.trace import trace

    found = trace(network).tonnes
    scale = max(float(found.sum()), 1e-300)
    shape = found.shape[:2]
    made, needed, stock = (np.zeros(shape) for _ in range(3))
    at = (network.node_form, network.node_place)
    made[at], needed[at], stock[at] = network.made_t(), network.needed_t(), network.stock_draw_t
    if abs(found.sum(axis=1) - needed).max() > 1e-9 * scale:
        yield f"{network.kind}: traced columns miss what is used by {abs(found.sum(axis=1) - needed).max():.2e} t"
    if abs(found.sum(axis=(1, 2)) - made.sum(axis=1) - stock.sum(axis=1)).max() > 1e-9 * scale:
        yield f"{network.kind}: traced tonnes of a form miss what was made less what went to stock"
    if network.kind == "baseline" and abs(found.sum(axis=2) - made).max() > 1e-9 * scale:
        yield f"baseline: traced rows miss what was made by {abs(found.sum(axis=2) - made).max():.2e} t"


def _scale_free(chain: "Chain", facts: "Sequence[Fact]", year: int, account: "Network", factor: float = 1000.0) -> list[str]:
    """A thousand times the tonnes must give a thousand times the network."""
    from lodestone.atlas.assemble import assemble
    from lodestone.atlas.build import believe
    from lodestone.atlas.reconcile import solve

    inputs, _ = believe(facts, chain, year=year)
    larger = replace(
        inputs,
        parts=tuple(replace(p, tonnes=p.tonnes * factor) for p in inputs.parts),
        makes=tuple(replace(m, tonnes=m.tonnes * factor) for m in inputs.makes),
        returns=tuple(replace(r, tonnes=r.tonnes * factor) for r in inputs.returns),
        totals=tuple(replace(t, tonnes=t.tonnes * factor) for t in inputs.totals),
    )
    layout = assemble(larger)
    flow = solve(layout.system).z[layout.span("cell")]
    return [] if _same(flow[flow > 0] / factor, account.flow_t) else ["the size of the tonnes changes the shape of the network"]


def _same(ours: "Floats", theirs: "Floats") -> bool:
    """Whether two lists of flows agree to a millionth of the largest."""
    return ours.shape == theirs.shape and bool(abs(ours - theirs).max(initial=0) <= 1e-6 * theirs.max(initial=0))
