"""What the metrics read: who supplies what with bands, and the balance of one economy, taken from rows, facts and networks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.fact import Fact
from lodestone.atlas.network import Network, Traced
from lodestone.terms.place import members

Floats = NDArray[np.float64]
REST = ("ROW",)  # a publisher's rest of the world: part of the total, never one supplier
WORLD = "WLD"
EDITIONS = ("HS92", "HS17", "HS12")  # oldest first: the longest series
MATTERS = 0.01  # a supplier or cell below this share of the total does not lower a status
STATUSES = ("observed", "reported", "estimated", "carried", "imputed", "withheld")  # best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Who supplies one form of a mineral, to the world (``economy`` WLD) or to one economy.

    ``tonnes``, ``low``, ``high`` ``(supplier,)`` with 5 % and 95 % points (NaN where no band is known), in one unit; ``status``
    and ``sources`` by supplier. ``withheld`` names suppliers whose figure is withheld. ``own`` are the places of the economy
    itself: home supply, part of the total and never a foreign supplier. ``missing`` says why, where there is nothing.
    """

    view: Literal["world", "imports", "origins"]
    mineral: str
    stage: str
    form: str
    economy: str
    year: int
    places: tuple[str, ...]
    tonnes: Floats
    low: Floats
    high: Floats
    status: tuple[str, ...]
    sources: tuple[tuple[str, ...], ...]
    own: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What one economy makes, imports, exports and draws from stocks of one form, t contained a year.

    Each a triple of 5 % point, central value and 95 % point; the points equal the value where no band is known.
    """

    mineral: str
    stage: str
    form: str
    economy: str
    year: int
    production: tuple[float, float, float]
    imports: tuple[float, float, float]
    exports: tuple[float, float, float]
    stock_draw: float
    status: str
    sources: tuple[str, ...]
    note: str = ""


def worst(statuses: Sequence[str]) -> str:
    """The weakest of several statuses; ``observed`` for none."""
    return max(statuses, key=lambda s: STATUSES.index(s) if s in STATUSES else len(STATUSES), default="observed")


def world_supply(rows: Sequence[Mapping[str, Any]], mineral: str, year: int) -> tuple[Supply, ...]:
    """World supply of every stage and form, from the rows of ``lodestone atlas`` in their order.

    A row has ``stage``, ``form``, ``place``, ``value``, ``low``, ``high``, ``status`` and ``sources``; a withheld value is None.
    """
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["stage"], row["form"]].append(row)
    return tuple(_world(stage, form, group, mineral, year) for (stage, form), group in groups.items())


def _world(stage: str, form: str, rows: Sequence[Mapping[str, Any]], mineral: str, year: int) -> Supply:
    known = [r for r in rows if r["value"] is not None]
    return Supply(
        view="world",
        mineral=mineral,
        stage=stage,
        form=form,
        economy=WORLD,
        year=year,
        places=tuple(r["place"] for r in known),
        tonnes=_column(known, "value"),
        low=_column(known, "low"),
        high=_column(known, "high"),
        status=tuple(r["status"] for r in known),
        sources=tuple(tuple(r["sources"]) for r in known),
        withheld=tuple(r["place"] for r in rows if r["value"] is None),
        missing="" if known else "every producer's figure is withheld",
    )


def _column(rows: Sequence[Mapping[str, Any]], key: str) -> Floats:
    return np.array([np.nan if r.get(key) is None else float(r[key]) for r in rows], dtype=np.float64)


def imports_of(network: Network, economy: str) -> tuple[Supply, ...]:
    """Direct imports of an economy or bloc by last country of shipment, one ``Supply`` for every form of the network."""
    inside = _inside(network.places, economy)
    found = []
    for f, form in enumerate(network.forms):
        arcs = np.flatnonzero((network.arc_form == f) & inside[network.arc_destination] & ~inside[network.arc_origin])
        origins = network.arc_origin[arcs]
        codes = sorted({network.places[o] for o in origins})
        at = {code: [int(a) for a, o in zip(arcs, origins, strict=True) if network.places[o] == code] for code in codes}
        found.append(
            Supply(
                view="imports",
                mineral=network.mineral,
                stage=network.stages[f],
                form=form,
                economy=economy,
                year=network.year,
                places=tuple(codes),
                tonnes=np.array([network.flow_t[at[c]].sum() for c in codes]),
                low=np.array([network.low_t[at[c]].sum() for c in codes]),
                high=np.array([network.high_t[at[c]].sum() for c in codes]),
                status=tuple(worst([str(network.arc_status[a]) for a in at[c]]) for c in codes),
                sources=tuple(_sources(network, at[c]) for c in codes),
                missing="" if codes else "no imports of this form in the network",
            )
        )
    return tuple(found)


def origins_of(traced: Traced, network: Network, economy: str) -> tuple[Supply, ...]:
    """Who made what an economy or bloc uses, transit removed; home supply is part of it.

    Status and sources are those of the economy's direct imports of the form, and never better than estimated: tracing
    assumes that what enters a place is well mixed.
    """
    inside = _inside(traced.places, economy)
    direct = {s.form: s for s in imports_of(network, economy)}
    found = []
    for f, form in enumerate(traced.forms):
        columns = [None if a is None else a[f][:, inside].sum(axis=1) for a in (traced.tonnes, traced.low, traced.high)]
        tonnes = columns[0]
        assert tonnes is not None
        keep = np.flatnonzero(tonnes > 1e-9 * max(float(tonnes.sum()), 1e-12))
        nothing = np.full(len(keep), np.nan)
        low, high = (nothing if c is None else c[keep] for c in columns[1:])
        beside = direct.get(form)
        status = worst(["estimated", *(beside.status if beside else ())])
        sources = tuple(dict.fromkeys(s for group in (beside.sources if beside else ()) for s in group))
        stage = network.stages[network.forms.index(form)] if form in network.forms else ""
        found.append(
            Supply(
                view="origins",
                mineral=network.mineral,
                stage=stage,
                form=form,
                economy=economy,
                year=network.year,
                places=tuple(traced.places[p] for p in keep),
                tonnes=tonnes[keep],
                low=low,
                high=high,
                status=(status,) * len(keep),
                sources=(sources,) * len(keep),
                own=tuple(traced.places[p] for p in keep if inside[p]),
                missing="" if len(keep) else "nothing of this form is used there",
            )
        )
    return tuple(found)


def imports_from_facts(facts: Sequence[Fact], mineral: str, economy: str, year: int) -> tuple[Supply, ...]:
    """Gross imports of an economy or bloc by origin, one ``Supply`` for every form the trade facts name, in product mass.

    For a mineral without a network, or to set beside one. Only facts of the year itself; forms are added over their codes. Of
    several publishers or editions of one form the first of ``EDITIONS`` stands: added up they would count goods twice.
    """
    inside = set(members(economy))
    groups: dict[tuple[str, str], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        if fact.quantity == "trade" and fact.period == year and fact.partner in inside and fact.place not in inside:
            groups[fact.stage, fact.form][fact.place].append(fact)
    found = []
    for (stage, form), cells in sorted(groups.items()):
        by_origin = _one_edition(cells)
        codes = tuple(sorted(c for c, facts_of in by_origin.items() if any(f.value is not None for f in facts_of)))
        found.append(
            Supply(
                view="imports",
                mineral=mineral,
                stage=stage,
                form=form,
                economy=economy,
                year=year,
                places=codes,
                tonnes=np.array([sum(f.value or 0.0 for f in by_origin[c]) for c in codes]),
                low=np.full(len(codes), np.nan),
                high=np.full(len(codes), np.nan),
                status=tuple(worst([f.flag for f in by_origin[c]]) for c in codes),
                sources=tuple(tuple(sorted({f.card for f in by_origin[c]})) for c in codes),
                withheld=tuple(sorted(set(by_origin) - set(codes))),
                missing="" if codes else "the importer's figures are withheld",
            )
        )
    return tuple(found)


def _one_edition(cells: Mapping[str, Sequence[Fact]]) -> dict[str, list[Fact]]:
    """The facts of one customs edition of one publisher, by origin: the first of ``EDITIONS``, then by name."""
    kinds = {(f.code_edition or "", f.card) for facts in cells.values() for f in facts}
    chosen = min(kinds, key=lambda k: (EDITIONS.index(k[0]) if k[0] in EDITIONS else len(EDITIONS), k))
    kept = {origin: [f for f in facts if (f.code_edition or "", f.card) == chosen] for origin, facts in cells.items()}
    return {origin: facts for origin, facts in kept.items() if facts}


def balances(network: Network, economy: str) -> tuple[Balance, ...]:
    """What an economy or bloc makes, imports, exports and draws from stocks, for every form of the network.

    Production counts primary, secondary and process output. Trade carries the arcs' bands; output has none in a network.
    The note says how far home output rests on imported inputs, which reliance by form does not show.
    """
    inside = _inside(network.places, economy)
    made = network.made_t()
    found = []
    for f, form in enumerate(network.forms):
        nodes = np.flatnonzero((network.node_form == f) & inside[network.node_place])
        of_form = network.arc_form == f
        inward = np.flatnonzero(of_form & inside[network.arc_destination] & ~inside[network.arc_origin])
        outward = np.flatnonzero(of_form & ~inside[network.arc_destination] & inside[network.arc_origin])
        output = float(made[nodes].sum())
        trade = [int(a) for a in (*inward, *outward)]
        counts = MATTERS * (output + float(network.flow_t[inward].sum()))
        grounds = [str(network.node_status[n]) for n in nodes if made[n] >= counts]
        grounds += [str(network.arc_status[a]) for a in trade if network.flow_t[a] >= counts]
        found.append(
            Balance(
                mineral=network.mineral,
                stage=network.stages[f],
                form=form,
                economy=economy,
                year=network.year,
                production=(output, output, output),
                imports=_triple(network, inward),
                exports=_triple(network, outward),
                stock_draw=float(network.stock_draw_t[nodes].sum()),
                status=worst(grounds),
                sources=_sources(network, trade),
                note=_inputs(network, inside, nodes, made),
            )
        )
    return tuple(found)


def _inputs(network: Network, inside: NDArray[np.bool_], nodes: NDArray[np.int64], made: Floats) -> str:
    """How much of the main input of these nodes' processes the economy imports, as a sentence; empty where there is none."""
    links = np.flatnonzero(np.isin(network.link_output, nodes))
    if not len(links):
        return ""
    by_form = np.zeros(len(network.forms))
    np.add.at(by_form, network.node_form[network.link_input[links]], network.link_input_t[links])
    main = int(np.argmax(by_form))
    home = float(made[(network.node_form == main) & inside[network.node_place]].sum())
    arcs = (network.arc_form == main) & inside[network.arc_destination] & ~inside[network.arc_origin]
    bought = float(network.flow_t[arcs].sum())
    if by_form[main] <= 0 or bought <= 0:
        return ""
    return f"home output is made from {network.forms[main]}, of which {bought / (bought + home):.0%} comes from abroad"


def _triple(network: Network, arcs: NDArray[np.int64]) -> tuple[float, float, float]:
    low, value, high = (float(column[arcs].sum()) for column in (network.low_t, network.flow_t, network.high_t))
    return low, value, high


def _inside(places: Sequence[str], economy: str) -> NDArray[np.bool_]:
    """Which places belong to the economy or bloc; a network may carry a bloc as one place."""
    codes = {economy, *members(economy)}
    return np.array([p in codes for p in places], dtype=np.bool_)


def _sources(network: Network, arcs: Sequence[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for a in arcs for source in network.arc_sources[a]))
