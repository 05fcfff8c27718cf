"""What publishers and the chain file say of output by place: priors of production, scrap return and totals."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import stdev

from lodestone.atlas.chain import ASSUMED, Chain
from lodestone.atlas.chainfigure import Anchor, Pick, Production
from lodestone.atlas.chainvalue import CONTENT_STATUS, CellStatus, Price, Range
from lodestone.atlas.classify import FactorKey, worst
from lodestone.atlas.fact import Fact
from lodestone.atlas.pace import NOT_A_PLACE, Said, aged, pace_of, pick
from lodestone.atlas.weights import joint, weights

FLAG_STATUS: dict[str, CellStatus] = {"reported": "observed", "estimated": "estimated", "carried": "carried"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """Prior of one process's output at one place: t contained a year, relative error without its factors, and the factors.

    ``sources`` are cards, sources of the chain file or ``assumption``; ``basis`` says how the figure came about.
    """

    process: str
    place: str
    tonnes: float
    sd: float
    status: CellStatus
    sources: tuple[str, ...]
    basis: str
    factors: tuple[FactorKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """Prior of the scrap recovered into one form at one place, t contained a year, with its relative error."""

    form: str
    place: str
    tonnes: float
    sd: float
    status: CellStatus
    sources: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A soft total: the anchor's terms summed over ``places`` should give ``tonnes`` within the relative error ``sd``."""

    anchor: Anchor
    places: tuple[str, ...] | None
    tonnes: float
    sd: float
    source: str


def merge(said: Sequence[Said]) -> tuple[float, float, CellStatus]:
    """Several publishers' figures of one cell as (tonnes, relative error, status).

    Mean in log, weighted by each figure's doubt; the error is the publishers' scatter, at least ``network.publisher_sd``, and
    ``network.single_publisher_sd`` where only one speaks. An old figure is doubted more by ``network.carry_sd`` a year.
    """
    w = weights()
    doubt = [joint(w.publisher_sd, w.carry_sd * s.age) for s in said]
    believe = [1 / d**2 for d in doubt]
    tonnes = exp(sum(b * log(s.value) for b, s in zip(believe, said, strict=True)) / sum(believe))
    if len(said) > 1:
        sd = max(stdev([log(s.value) for s in said]), 1 / sqrt(sum(believe)), w.publisher_sd)
    else:
        sd = joint(w.single_publisher_sd, w.carry_sd * said[0].age)
    status = min((FLAG_STATUS[s.flag] if s.age == 0 else "carried" for s in said), key=("observed", "estimated", "carried").index)
    return tonnes, sd, status


def productions(
    facts: Sequence[Fact],
    chain: Chain,
    year: int,
    factors: dict[FactorKey, Range | Price],
    own: Mapping[tuple[str, str], Make] | None = None,
) -> list[Make]:
    """Priors of every process's output, in file order; adds the factors used to ``factors``.

    A typed figure of another year is scaled by the chain's primary output between the two years, and counts as carried.
    ``own`` (by process and place) overrules every entry, and what the file derives from that process follows it.
    """
    own = own or {}
    made: list[Make] = []
    for entry in chain.production:
        if entry.facts:
            made += _from_facts(facts, entry, chain, year, factors)
        elif entry.same_as:
            made += [_mirrored(entry, m, chain, factors) for m in list(made) if m.process == entry.same_as]
        elif entry.shares is not None:
            made += _shared(facts, entry, entry.shares, [m for m in made if m.process == entry.of], chain, year, factors)
        else:
            assert entry.value is not None
            assert entry.sd is not None
            old = aged(facts, entry, chain, year)
            ground = entry.status or CONTENT_STATUS[entry.kind]
            made.append(
                Make(
                    process=entry.process,
                    place=entry.place,
                    tonnes=entry.value * old.scale,
                    sd=joint(entry.sd, old.sd),
                    status=worst(["carried", ground]) if old.sd else ground,
                    sources=(entry.source or ASSUMED,),
                    basis=chain.cite(entry.source, entry.reason) + old.said,
                )
            )
        if own:
            mine = [m for (process, _), m in own.items() if process == entry.process]
            made = [m for m in made if (m.process, m.place) not in own or m.process != entry.process] + mine
    made = [m for m in [*made, *own.values()] if m.tonnes > 0]
    once: dict[tuple[str, str], Make] = {}
    for m in made:  # a later entry of the file replaces an earlier one for the same process and place
        once[m.process, m.place] = m
    return list(once.values())


def returns(facts: Sequence[Fact], chain: Chain, year: int) -> list[Return]:
    """Priors of scrap returns; typed figures of another year as in ``productions``; silent facts leave one out."""
    found = []
    for entry in chain.secondary:
        if entry.facts is not None:
            said = pick(facts, entry.facts, chain, year).get(entry.place)
            if said is not None and said.value > 0:
                status: CellStatus = FLAG_STATUS[said.flag] if said.age == 0 else "carried"
                sd = joint(entry.sd, weights().carry_sd * said.age)
                found.append(
                    Return(entry.form, entry.place, said.value, sd, entry.status or status, (said.card,), "as published")
                )
            continue
        assert entry.value is not None
        old = aged(facts, entry, chain, year)
        ground = entry.status or CONTENT_STATUS[entry.kind]
        status = worst(["carried", ground]) if old.sd else ground
        basis, sources = chain.cite(entry.source, entry.reason) + old.said, (entry.source or ASSUMED,)
        found.append(Return(entry.form, entry.place, entry.value * old.scale, joint(entry.sd, old.sd), status, sources, basis))
    return found


def totals(facts: Sequence[Fact], chain: Chain, year: int) -> list[Total]:
    """Soft totals with their figures; one whose facts are silent for the year is left out."""
    found: list[Total] = []
    for anchor in chain.anchor:
        if anchor.facts is None:
            assert anchor.value is not None
            old = aged(facts, anchor, chain, year)
            sd, tonnes = joint(anchor.sd, old.sd), anchor.value * old.scale
            places = None if anchor.place == "*" else (anchor.place,)
            found.append(Total(anchor=anchor, places=places, tonnes=tonnes, sd=sd, source=anchor.source or ASSUMED))
            continue
        said = pick(facts, anchor.facts, chain, year)
        wanted = (
            [p for p in said if p not in NOT_A_PLACE]
            if anchor.place == "each"
            else ["WLD" if anchor.place == "*" else anchor.place]
        )
        for place in wanted:
            times = _times(anchor.times, place, chain, {})
            if place in said and said[place].value > 0 and times is not None:
                sd = joint(anchor.sd, weights().carry_sd * said[place].age)
                found.append(
                    Total(
                        anchor=anchor,
                        places=None if place == "WLD" else (place,),
                        tonnes=said[place].value * times[0],
                        sd=sd,
                        source=said[place].card,
                    )
                )
    return found


def _from_facts(
    facts: Sequence[Fact], entry: Production, chain: Chain, year: int, factors: dict[FactorKey, Range | Price]
) -> list[Make]:
    by_place: dict[str, list[Said]] = defaultdict(list)
    for choice in entry.facts:
        for place, one in (_later(facts, choice, chain, year) | pick(facts, choice, chain, year)).items():
            if place not in (*NOT_A_PLACE, *entry.except_places) and one.value > 0:
                by_place[place].append(one)
    made = []
    for place, said in sorted(by_place.items()):
        if entry.place and place != entry.place:
            continue
        tonnes, sd, status = merge(said)
        times = _times(entry.times, place, chain, factors)
        if times is None:
            continue
        scale, keys, grounds = times
        age = min(one.age for one in said)
        own = worst([entry.status, "carried"]) if entry.status and age else entry.status
        made.append(
            Make(
                process=entry.process,
                place=place,
                tonnes=tonnes * scale,
                sd=joint(entry.sd, weights().carry_sd * age) if entry.sd else sd,
                status=own or worst([status, *grounds]),
                sources=tuple(dict.fromkeys(one.card for one in said)),
                basis="; ".join(f"{one.card} {one.value:,.0f}" + (f" ({one.age} y old)" if one.age else "") for one in said)
                + "".join(f" x {name}" for name in entry.times),
                factors=keys,
            )
        )
    return made


def _later(facts: Sequence[Fact], choice: Pick, chain: Chain, year: int) -> dict[str, Said]:
    """Figures of the years after ``year`` that a ``Pick`` allows to look back from, scaled to it, the nearest year first."""
    found: dict[str, Said] = {}
    for then in range(year + 1, year + 1 + choice.back):
        scale = pace_of(facts, chain, year) / pace_of(facts, chain, then)
        for place, one in pick(facts, choice, chain, then).items():
            if one.age == 0:
                found.setdefault(place, Said(one.value * scale, then - year, "carried", one.card))
    return found


def _shared(
    facts: Sequence[Fact],
    entry: Production,
    choice: Pick,
    world: Sequence[Make],
    chain: Chain,
    year: int,
    factors: dict[FactorKey, Range | Price],
) -> list[Make]:
    """A publisher's shares of the world laid on the world output of another process, less this process's loss."""
    process = chain.process_of(entry.process)
    total = sum(m.tonnes for m in world) * (process.yield_.mode if process.yield_ else 1.0)
    made = []
    for place, said in sorted((_later_shares(facts, choice, chain, year) | pick(facts, choice, chain, year)).items()):
        times = _times(entry.times, place, chain, factors)
        if (
            place in (*NOT_A_PLACE, *entry.except_places)
            or said.value <= entry.least
            or times is None
            or (entry.place and place != entry.place)
        ):
            continue
        scale, keys, grounds = times
        assert entry.sd is not None
        made.append(
            Make(
                process=entry.process,
                place=place,
                tonnes=total * said.value * scale,
                sd=joint(entry.sd, weights().carry_sd * said.age),
                status=entry.status or worst(["carried" if said.age else "estimated", *grounds]),
                sources=(said.card,),
                basis=f"{said.card} share {said.value:.3g}"
                + (f" ({said.age} y old)" if said.age else "")
                + f" of world {entry.of} {total:,.0f} t: {entry.reason}",
                factors=keys,
            )
        )
    return made


def _later_shares(facts: Sequence[Fact], choice: Pick, chain: Chain, year: int) -> dict[str, Said]:
    """Shares of the first period after ``year`` that a ``Pick`` allows to look back from, as they stand, by their age."""
    found: dict[str, Said] = {}
    for then in range(year + 1, year + 1 + choice.back):
        for place, one in pick(facts, choice, chain, then).items():
            if one.age == 0:
                found.setdefault(place, Said(one.value, then - year, "carried", one.card))
    return found


def _mirrored(entry: Production, of: Make, chain: Chain, factors: dict[FactorKey, Range | Price]) -> Make:
    """Output that follows another process of the same place (ore leached where it is mined)."""
    times = _times(entry.times, of.place, chain, factors)
    scale, keys, grounds = times or (0.0, (), ())
    assert entry.sd is not None
    status = entry.status or worst([of.status, "estimated", *grounds])
    return Make(
        process=entry.process,
        place=of.place,
        tonnes=of.tonnes * scale,
        sd=entry.sd,
        status=status,
        sources=of.sources,
        basis=f"as {entry.same_as}: {entry.reason}",
        factors=(*of.factors, *keys),
    )


def _times(
    names: Sequence[str], place: str, chain: Chain, factors: dict[FactorKey, Range | Price]
) -> tuple[float, tuple[FactorKey, ...], tuple[CellStatus, ...]] | None:
    """Product of named factors in a place, their keys and their statuses; None where one is not known there."""
    scale, keys, grounds = 1.0, [], []
    for name in names:
        named = chain.factor_of(name)
        factor = named.of(place)
        if factor is None:
            return None
        key = (name, place if any(a.place == place for a in named.at) else "*")
        factors[key] = factor
        scale *= factor.mode
        keys.append(key)
        grounds.append(CONTENT_STATUS[factor.kind])
    return scale, tuple(keys), tuple(grounds)
