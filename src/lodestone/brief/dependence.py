"""How dependent an economy is on one mineral: world suppliers by stage, origins of what it uses, import reliance."""

from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.atlas.fact import Fact
from lodestone.atlas.network import Network, Traced
from lodestone.atlas.supply_table import Spread, Supply, SupplyRow, supply, to_json
from lodestone.atlas.trace import Origins, origin_shares, trace
from lodestone.atlas.trade import Trade, imports
from lodestone.risk.assess import Score, assess
from lodestone.risk.inputs import balances, world_supply
from lodestone.terms.commodity import commodity
from lodestone.terms.errors import NothingToAnswer

EDITIONS = ("HS92", "HS17", "CN8")  # editions in which trade facts come, the longest series first


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Who makes one form of a mineral in the world, with the metrics of that table.

    ``rows`` in the publisher's order (largest first, rest last); ``top``, ``top3`` and ``hhi`` carry 5-95 % bands.
    """

    stage: str
    form: str
    rows: tuple[SupplyRow, ...]
    top: Score
    top3: Score
    hhi: Score
    spread: tuple[Spread, ...]

    @property
    def period(self) -> int:
        """The year of the figures."""
        return self.rows[0].period

    @property
    def total(self) -> float:
        """Sum of the known rows, in their unit."""
        return sum(r.value or 0.0 for r in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """One mineral seen from one economy.

    ``origins`` says, for every form the economy uses, who made it (transit removed) or why that is not known from open data.
    ``reliance`` is net import reliance by form; ``customs`` the gross mass of every customs code that holds the mineral.
    ``problems`` are sentences for what could not be answered.
    """

    chain: str
    label: str
    economy: str
    worlds: tuple[World, ...]
    network: Network | None
    traced: Traced | None
    origins: tuple[Origins, ...]
    reliance: tuple[Score, ...]
    customs: Trade | None
    problems: tuple[str, ...]

    @property
    def bottleneck(self) -> World | None:
        """The stage with the largest single supplier."""
        known = [w for w in self.worlds if w.top.value is not None]
        return max(known, key=lambda w: w.top.value or 0.0, default=None)


def dependence(
    facts: Sequence[Fact], chain: str, network: Network | None, *, economy: str, year: int, seed: int = 0
) -> Dependence:
    """Everything the section says of one chain; ``network`` (with draws, for bands) may be None where none can be built."""
    problems: list[str] = []
    worlds: tuple[World, ...] = ()
    try:
        worlds = _worlds(supply(facts, chain, year=year), seed)
    except NothingToAnswer as error:
        problems.append(str(error))
    customs = _customs(facts, chain, economy, year)
    if customs is None:
        problems.append(f"no customs code of {commodity(chain).label} is packaged for imports of {year}")
    origins: list[Origins] = []
    reliance: tuple[Score, ...] = ()
    if network is not None:
        for f, form in enumerate(network.forms):
            if not (network.arc_form == f).any():
                continue  # nobody ships it: that all of it is home-made says nothing
            try:
                origins.append(origin_shares(network, form, economy))
            except NothingToAnswer:
                continue  # the economy uses none of this form: nothing to say
        reliance = assess("net-import-reliance", balances(network, economy), economy=economy, seed=seed)
    return Dependence(
        chain=chain,
        label=commodity(chain).label,
        economy=economy,
        worlds=worlds,
        network=network,
        traced=None if network is None else trace(network),
        origins=tuple(origins),
        reliance=reliance,
        customs=customs,
        problems=tuple(problems),
    )


def _customs(facts: Sequence[Fact], chain: str, economy: str, year: int) -> Trade | None:
    """Imports by customs code, from the first edition of the nomenclature that has any for the year."""
    for edition in EDITIONS:
        try:
            return imports(facts, chain, economy, year=year, edition=edition)
        except NothingToAnswer:
            continue
    return None


def _worlds(table: Supply, seed: int) -> tuple[World, ...]:
    """One form a stage: the mineral's own (not a wider group's), the one with the largest output."""
    inputs = {(s.stage, s.form): s for s in world_supply(to_json(table)["rows"], table.mineral, table.year)}
    best: dict[str, tuple[SupplyRow, ...]] = {}
    for stage, form in inputs:
        rows = tuple(r for r in table.rows if (r.stage, r.form) == (stage, form))
        mine = best.get(stage)
        if mine is None or _weight(rows, table.mineral) > _weight(mine, table.mineral):
            best[stage] = rows
    worlds = []
    for stage, rows in best.items():
        one = inputs[stage, rows[0].form]
        scores = [assess(method, [one], seed=seed)[0] for method in ("top-share", "top3-share", "hhi")]
        spread = tuple(s for s in table.spread if (s.stage, s.form) == (stage, rows[0].form))
        worlds.append(
            World(stage=stage, form=rows[0].form, rows=rows, top=scores[0], top3=scores[1], hhi=scores[2], spread=spread)
        )
    return tuple(worlds)


def _weight(rows: Sequence[SupplyRow], mineral: str) -> tuple[bool, bool, float]:
    """How well a table speaks for a stage: about this mineral, in tonnes, and how much of it."""
    return rows[0].commodity == mineral, rows[0].unit == "t/year", sum(r.value or 0.0 for r in rows)


def concentration(found: Dependence) -> float:
    """How concentrated a chain is for its economy, for choosing among chains: the largest foreign share it leans on.

    The largest printable origin share of any form times what of it is imported; where no origin is printable, the largest
    world share. Used only to choose which chains to show when a text says "critical minerals" and no more.
    """
    best = 0.0
    for origins in found.origins:
        if origins.printable:
            best = max([best, *(r.share for r in origins.rows if not r.home)])
    world = found.bottleneck
    largest = world.top.value if world is not None and world.top.value is not None and world.top.largest != found.economy else 0.0
    return max(best, largest)
