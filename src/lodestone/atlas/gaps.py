"""Links that no code shows: owned-up arcs, land legs to transit places, and inputs filled from admitted origins only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from lodestone.atlas.believed import Make, Return
from lodestone.atlas.chain import ASSUMED, Chain, Gap
from lodestone.atlas.chainvalue import Price, Range
from lodestone.atlas.classify import FactorKey, Part, worst
from lodestone.atlas.fact import Fact
from lodestone.atlas.pace import aged, pick
from lodestone.atlas.weights import joint, weights


def owned_up(
    facts: Sequence[Fact], chain: Chain, year: int, makes: Sequence[Make], factors: dict[FactorKey, Range | Price]
) -> list[Part]:
    """The chain file's ``[[arc]]`` entries as parts; one that leans on a process's output is silent where there is none.

    Typed tonnes and shares are of a year of their own: see ``aged``.
    """
    made = {(m.process, m.place): m.tonnes for m in makes}
    parts = []
    for arc in chain.arc:
        old = aged(facts, arc, chain, year)
        leans = (arc.share or 0.0) * made.get((arc.of_process, arc.origin), 0.0)
        tonnes = arc.value * old.scale if arc.value is not None else leans
        keys: list[FactorKey] = []
        if arc.content is not None:
            keys.append(("arc", f"{arc.form} {arc.origin} {arc.destination}"))
            factors[keys[-1]] = arc.content
            tonnes *= arc.content.mode
        for name in arc.times:
            named = chain.factor_of(name)
            factor = named.of(arc.origin)
            if factor is None:
                tonnes = 0.0
                break
            keys.append((name, arc.origin if any(a.place == arc.origin for a in named.at) else "*"))
            factors[keys[-1]] = factor
            tonnes *= factor.mode
        if tonnes > 0:
            status = worst([arc.status, "carried"]) if old.sd else arc.status
            parts.append(
                Part(
                    form=arc.form,
                    origin=arc.origin,
                    destination=arc.destination,
                    tonnes=tonnes,
                    sd=joint(arc.sd, old.sd),
                    status=status,
                    source=arc.source or ASSUMED,
                    basis=chain.cite(arc.source, arc.reason) + old.said,
                    factors=tuple(keys),
                )
            )
    return parts


def shared_out(facts: Sequence[Fact], chain: Chain, year: int) -> list[Part]:
    """An importer's published total by its published import shares: a mean of some years laid on one, hence estimated."""
    parts = []
    for split in chain.split:
        total = pick(facts, split.total, chain, year).get(split.importer)
        if total is None:
            continue
        for origin, share in sorted(pick(facts, split.shares, chain, year, split.importer).items()):
            if share.value > 0 and origin != split.importer:
                parts.append(
                    Part(
                        form=split.forms.get(origin, split.form),
                        origin=origin,
                        destination=split.importer,
                        tonnes=total.value * share.value,
                        sd=split.sd,
                        status="estimated",
                        source=total.card,
                        basis=f"imports x import share {share.value:g} of {share.card}",
                    )
                )
    return parts


def land_legs(chain: Chain, parts: Sequence[Part], makes: Sequence[Make], scrap: Sequence[Return]) -> list[Part]:
    """What a transit place ships beyond what any code says it received, as a land leg from the origin the chain file names."""
    output = {p.id: p.output for p in chain.process}
    legs = []
    for leg in chain.land_leg:
        out = sum(p.tonnes for p in parts if p.form == leg.form and p.origin == leg.place)
        have = sum(p.tonnes for p in parts if p.form == leg.form and p.destination == leg.place)
        have += sum(m.tonnes for m in makes if output[m.process] == leg.form and m.place == leg.place)
        have += sum(r.tonnes for r in scrap if r.form == leg.form and r.place == leg.place)
        if out > 0 and out - have > weights().gap_share * out:
            legs.append(_imputed(leg.form, leg.origin, leg.place, out - have, f"land leg: {leg.reason}"))
    return legs


def input_gaps(
    chain: Chain, parts: Sequence[Part], makes: Sequence[Make], scrap: Sequence[Return], wiring: str | None
) -> tuple[list[Part], list[str]]:
    """Arcs for inputs that no code shows, from admitted origins in equal parts, and a sentence for every gap left open.

    A process at a place has a gap when its needed input exceeds what is made there and received on balance by more than
    ``network.gap_share``. Each arc is doubted as much as it is large.
    """
    admitted = _admitted(chain, wiring)
    output = {p.id: p.output for p in chain.process}
    arcs: list[Part] = []
    left: list[str] = []
    for process in chain.process:
        if not process.inputs or process.yield_ is None:
            continue
        form = process.inputs[0]
        supply: dict[str, float] = defaultdict(float)
        for m in makes:
            if output[m.process] == form:
                supply[m.place] += m.tonnes
        for r in scrap:
            if r.form == form:
                supply[r.place] += r.tonnes
        for p in parts:
            if p.form == form:
                supply[p.origin] -= p.tonnes
                supply[p.destination] += p.tonnes
        for m in makes:
            if m.process != process.id:
                continue
            need = m.tonnes / process.yield_.mode
            have = max(supply[m.place], 0.0)
            gap = need - have
            if gap <= weights().gap_share * need:
                continue
            rule = admitted.get((process.id, m.place))
            origins = [] if rule is None else [o for o in rule.origins if o != m.place]
            if rule is None or not origins:
                left.append(f"{process.id} in {m.place} needs {need:,.0f} t of {form}, shows {have:,.0f} t; no origin admitted")
            arcs += [_imputed(form, o, m.place, gap / len(origins), f"gap: {rule.reason}" if rule else "gap") for o in origins]
    return arcs, left


def fold(parts: Sequence[Part], keep: set[str]) -> list[Part]:
    """Count in ROW the places that never matter: outside ``keep`` and under ``network.fold_share`` of every form they handle."""
    handled: dict[tuple[str, str], float] = defaultdict(float)
    traded: dict[str, float] = defaultdict(float)
    for p in parts:
        handled[p.form, p.origin] += p.tonnes
        handled[p.form, p.destination] += p.tonnes
        traded[p.form] += p.tonnes
    big = keep | {place for (form, place), t in handled.items() if t > weights().fold_share * traded[form]}
    folded = []
    for p in parts:
        origin, destination = (place if place in big else "ROW" for place in (p.origin, p.destination))
        if origin != destination:
            folded.append(
                Part(
                    form=p.form,
                    origin=origin,
                    destination=destination,
                    tonnes=p.tonnes,
                    sd=p.sd,
                    status=p.status,
                    source=p.source,
                    basis=p.basis,
                    factors=p.factors,
                )
            )
    return folded


def _admitted(chain: Chain, wiring: str | None) -> Mapping[tuple[str, str], Gap]:
    """Who may fill which gap, with the rival answers of a named wiring on top."""
    found: dict[tuple[str, str], Gap] = {(p.id, g.place): g for p in chain.process for g in p.gap}
    for rival in chain.wiring:
        if rival.id == wiring:
            found |= {(g.process, g.place): g for g in rival.gap}
    return found


def _imputed(form: str, origin: str, destination: str, tonnes: float, basis: str) -> Part:
    return Part(
        form=form,
        origin=origin,
        destination=destination,
        tonnes=tonnes,
        sd=weights().derived_sd,
        status="imputed",
        source=ASSUMED,
        basis=basis,
    )
