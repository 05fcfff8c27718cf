"""What the facts say: supply, networks, trade and scores of a mineral; the user's own figures laid over them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodestone.terms.errors import BadInput, NothingToAnswer
from lodestone.workspace.doors import PathLike

if TYPE_CHECKING:
    from lodestone.atlas.network import Network
    from lodestone.atlas.supply_table import Supply
    from lodestone.atlas.trade import Trade
    from lodestone.risk.assess import Score
    from lodestone.risk.inputs import Balance
    from lodestone.risk.inputs import Supply as RiskSupply


def supply(
    mineral: str, *, stage: str | None = None, year: int | None = None, facts: PathLike | None = None, own: bool = True
) -> "Supply":
    """Who makes a mineral at each stage and in each form, with shares, bands and the spread between publishers.

    ``year`` answers with the latest period up to it (default: the latest there is); ``facts`` is a folder with figures of the
    user's own (left out where ``own`` is false) or with facts that replace the packaged ones. Raises ``UnknownTerm`` for
    an unknown mineral or stage, ``NothingToAnswer`` for a year without figures.
    """
    from lodestone.atlas import supply_table
    from lodestone.store.facts import load

    known = load(commodity=mineral, quantities=supply_table.QUANTITIES, folder=facts, own=own)
    return supply_table.supply(known, mineral, stage=stage, year=year)


def network(
    mineral: str,
    *,
    year: int = 2024,
    steady: bool = False,
    facts: PathLike | None = None,
    own: bool = True,
    draws: int | None = None,
) -> "Network":
    """The balanced supply network of a mineral, t contained a year; ``steady`` without stock changes.

    ``facts`` and ``own`` as of ``supply``; the network's ``own`` says what became of each figure of the user's. ``draws`` are
    those behind its bands.
    Raises ``UnknownTerm``, and ``NothingToAnswer`` where no chain models the mineral or the year has too few figures.
    """
    from lodestone.atlas.build import DRAWS, build_network
    from lodestone.atlas.chainfile import load_chain
    from lodestone.atlas.customs import customs_years
    from lodestone.store.facts import load

    chain = load_chain(one_chain(mineral))
    wanted = chain.commodities if facts is None else list(dict.fromkeys((*chain.commodities, chain.id)))
    known = load(commodities=wanted, customs_periods=customs_years(chain, year), folder=facts, own=own)
    draws = DRAWS if draws is None else draws
    return build_network(known, chain, year=year, kind="baseline" if steady else "account", draws=draws)


def one_chain(mineral: str) -> str:
    """The chain that models a mineral; raises ``UnknownTerm``, or ``NothingToAnswer`` naming the choice."""
    from lodestone.terms.commodity import chains_of, commodities, commodity

    chains = chains_of(mineral)
    if len(chains) == 1:
        return chains[0]
    if chains:
        raise NothingToAnswer(f"{mineral} is modelled as {len(chains)} chains; name one of {', '.join(chains)}")
    known = ", ".join(sorted({c.chain for c in commodities().values() if c.chain}))
    raise NothingToAnswer(f"no chain models {commodity(mineral).label} yet; there are {known}")


def imports(
    what: str | Sequence[str],
    economy: str,
    *,
    year: int,
    direction: str = "imports",
    by_origin: bool = False,
    facts: PathLike | None = None,
) -> "Trade":
    """An economy's or bloc's imports (or exports) of a mineral, or of customs codes, by partner: gross tonnes and value.

    ``by_origin`` gives what came through entrepots to where those had it from, with a band (imports only: ``BadInput``).
    Raises ``UnknownTerm`` and, for a year without trade, ``NothingToAnswer`` naming the years there are.
    """
    from lodestone.store.facts import codes_under, load

    look = _trade_table(direction, by_origin)
    flows: dict[str, Any] = {"quantities": ("trade", "trade_value"), "folder": facts}
    if isinstance(what, str) and not what.isdigit():
        flows["commodity"] = what
    else:  # a few codes of a hundred: the rows of the others need not be read
        flows["codes"] = codes_under((what,) if isinstance(what, str) else what, facts)
    try:
        return look(load(periods=(year,), **flows), what, economy, year=year)
    except NothingToAnswer:  # the other years are only needed to say which there are
        return look(load(**flows), what, economy, year=year)


def _trade_table(direction: str, by_origin: bool) -> Callable[..., "Trade"]:
    """The function that makes the table asked for; only origins need arrays."""
    if by_origin and direction != "imports":
        raise BadInput("by origin: only imports have one; leave it out for exports")
    if by_origin:
        from lodestone.atlas.by_origin import imports_by_origin

        return imports_by_origin
    from lodestone.atlas.trade import exports, imports

    return exports if direction == "exports" else imports


def add_facts(file: PathLike, folder: PathLike = ".") -> tuple[int, int]:
    """Keep the user's own figures of a workbook or CSV in a folder; pass the folder as ``facts`` to use them.

    Returns how many were added and how many replaced. Raises ``BadInput`` naming file, row and column; then nothing is kept.
    """
    from lodestone.atlas.chainfile import chain_ids, load_chain
    from lodestone.connect.own_facts import read as read_own_facts
    from lodestone.store.facts import load
    from lodestone.store.overlay import add_own

    forms: dict[tuple[str, str], dict[str, None]] = {}
    made: dict[tuple[str, str, str, str, int], float] = {}
    for fact in load(quantities=("production", "capacity")):
        forms.setdefault((fact.commodity, fact.stage), {})[fact.form] = None
        if fact.quantity == "production" and fact.value and fact.place != "WLD" and fact.unit == "t/year":
            cell = (fact.commodity, fact.stage, fact.form, fact.card, fact.period)
            made[cell] = made.get(cell, 0.0) + fact.value
    world: dict[str, float] = {}
    for (commodity, *_), total in made.items():
        world[commodity] = max(world.get(commodity, 0.0), total)
    for chain in map(load_chain, chain_ids()):
        for form in chain.form:
            mine = [c for c in chain.commodities if form.id.startswith(c)] if chain.id not in chain.commodities else []
            for commodity in (*mine, chain.id):
                forms.setdefault((commodity, form.stage), {})[form.id] = None
    return add_own(Path(folder), read_own_facts(Path(file), {key: tuple(names) for key, names in forms.items()}, world))


def assess(
    method: str,
    mineral: str,
    *,
    economy: str = "world",
    stage: str | None = None,
    year: int = 2024,
    draws: int = 1000,
    seed: int = 0,
    facts: PathLike | None = None,
    own: bool = True,
) -> "tuple[Score, ...]":
    """Score a mineral by a published method: one row per stage and form, with band and status.

    ``economy`` is a country, a bloc or ``world``; ``facts`` and ``own`` as of ``supply``. Raises ``UnknownTerm`` for an
    unknown method, mineral, stage or economy and
    ``NothingToAnswer`` where no figure supports a row.
    """
    from lodestone.risk import assess as risk
    from lodestone.risk.methods import find
    from lodestone.terms.commodity import stage as stage_of
    from lodestone.terms.place import place

    found = find(method)
    wanted = stage_of(stage) if stage else None
    at = "world" if economy.lower() == "world" else place(economy).iso3
    if at == "world" and found.needs != "world":
        raise BadInput(f"{method} is about one economy's supply; name it with --economy, for example --economy JPN")
    inputs = _risk_inputs(found.needs, mineral, at, year, facts, own)
    climate = governance(year, facts=facts) if found.governance else {}
    scores = risk.assess(method, inputs, economy=at, governance=climate, draws=draws, seed=seed)
    scores = tuple(s for s in scores if wanted in (None, s.stage))
    if not scores:
        raise NothingToAnswer(f"{method}: no figures for {mineral}{f' at stage {stage}' if stage else ''}, {at}, {year}")
    return scores


def _risk_inputs(
    needs: str, mineral: str, economy: str, year: int, facts: PathLike | None, own: bool
) -> "Sequence[RiskSupply] | Sequence[Balance]":
    """What a method of the view ``needs`` reads; a group without a network of its own answers from customs mass alone."""
    from lodestone.atlas.supply_table import to_json
    from lodestone.atlas.trace import trace
    from lodestone.risk import inputs
    from lodestone.store.facts import load
    from lodestone.terms.commodity import chains_of

    if needs == "world":
        return inputs.world_supply(to_json(supply(mineral, year=year, facts=facts, own=own))["rows"], mineral, year)
    if needs == "imports" and len(chains_of(mineral)) != 1:
        return inputs.imports_from_facts(
            load(commodity=mineral, quantities=("trade",), periods=(year,), folder=facts), mineral, economy, year
        )
    net = network(mineral, year=year, facts=facts, own=own)
    if needs == "balance":
        return inputs.balances(net, economy)
    return inputs.origins_of(trace(net), net, economy) if needs == "origins" else inputs.imports_of(net, economy)


def governance(year: int, *, facts: PathLike | None = None) -> dict[str, float]:
    """Mean of the World Governance Indicator estimates by economy, latest year up to ``year`` (about -2.5 to 2.5)."""
    from lodestone.store.facts import load

    found: dict[str, dict[int, list[float]]] = {}
    for fact in load(quantities=("governance",), folder=facts):
        if fact.value is not None and fact.period <= year:
            found.setdefault(fact.place, {}).setdefault(fact.period, []).append(fact.value)
    return {place: sum(by_year[max(by_year)]) / len(by_year[max(by_year)]) for place, by_year in sorted(found.items())}
