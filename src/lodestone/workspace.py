"""One folder = facts, texts and runs: opens, lists, saves. No algorithm lives here.

The functions are the public Python interface; the command line calls the same ones.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodestone.terms.errors import BadInput, NothingToAnswer

if TYPE_CHECKING:
    from lodestone.atlas.fact import Fact
    from lodestone.atlas.network import Network
    from lodestone.atlas.supply_table import Supply
    from lodestone.atlas.trade import Trade
    from lodestone.brief.compose import Brief
    from lodestone.evidence.claim import Document, Reading
    from lodestone.risk.assess import Score
    from lodestone.risk.inputs import Balance
    from lodestone.risk.inputs import Supply as RiskSupply
    from lodestone.scenario.scenario import Scenario
    from lodestone.shock.ensemble import Ensemble
    from lodestone.shock.episode import Episode
    from lodestone.shock.result import Run
    from lodestone.shock.sweep import Swept

PathLike = str | os.PathLike[str]
Progress = Callable[[str, float], None]


def document(path: PathLike, *, published: str | None = None) -> "Document":
    """The decoded text of a file with its source (name, sha256, title, publisher, date); raises ``BadInput``."""
    from lodestone.evidence import intake
    from lodestone.store.files import read_bytes

    return intake.document(read_bytes(path), Path(path).name, published=published)


def read(path: PathLike, *, published: str | None = None) -> "Reading":
    """Read the claims of one text file, each with its exact words.

    ``published`` (ISO date) helps where the text states no date of its own. Raises ``BadInput`` for a file that is
    missing, empty, binary or in an unknown encoding.
    """
    from lodestone.evidence.read import read as read_document

    return read_document(document(path, published=published))


def supply(mineral: str, *, stage: str | None = None, year: int | None = None, facts: PathLike | None = None) -> "Supply":
    """Who makes a mineral at each stage and in each form, with shares, bands and the spread between publishers.

    ``year`` answers with the latest period up to it (default: the latest there is); ``facts`` is a folder that replaces the
    packaged facts. Raises ``UnknownTerm`` for an unknown mineral or stage, ``NothingToAnswer`` for a year without figures.
    """
    from lodestone.atlas import supply_table
    from lodestone.store.facts import load

    known = load(commodity=mineral, quantities=supply_table.QUANTITIES, folder=facts)
    return supply_table.supply(known, mineral, stage=stage, year=year)


def network(mineral: str, *, year: int = 2024, steady: bool = False, facts: PathLike | None = None) -> "Network":
    """The balanced supply network of a mineral, t contained a year; ``steady`` without stock changes.

    Raises ``UnknownTerm``, and ``NothingToAnswer`` where no chain models the mineral or the year has too few figures.
    """
    from lodestone.atlas.build import build_network
    from lodestone.atlas.chainfile import load_chain
    from lodestone.atlas.customs import customs_years
    from lodestone.store.facts import load

    chain = load_chain(one_chain(mineral))
    known = load(commodities=chain.commodities, customs_periods=customs_years(chain, year), folder=facts)
    return build_network(known, chain, year=year, kind="baseline" if steady else "account")


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
    what: str | Sequence[str], economy: str, *, year: int, direction: str = "imports", facts: PathLike | None = None
) -> "Trade":
    """An economy's or bloc's imports (or exports) of a mineral, or of customs codes, by partner: gross tonnes and value.

    Raises ``UnknownTerm`` and, for a year without trade, ``NothingToAnswer`` naming the years there are.
    """
    from lodestone.atlas import trade
    from lodestone.store.facts import load

    mineral = what if isinstance(what, str) and not what.isdigit() else None
    look = trade.exports if direction == "exports" else trade.imports
    flows: dict[str, Any] = {"commodity": mineral, "quantities": ("trade", "trade_value"), "folder": facts}
    try:
        return look(load(periods=(year,), **flows), what, economy, year=year)
    except NothingToAnswer:  # the other years are only needed to say which there are
        return look(load(**flows), what, economy, year=year)


def add_facts(file: PathLike, folder: PathLike = ".") -> tuple[int, int]:
    """Keep the user's own figures of a workbook or CSV in a folder; pass the folder as ``facts`` to use them.

    Returns how many were added and how many replaced. Raises ``BadInput`` naming file, row and column; then nothing is kept.
    """
    from lodestone.connect.own_facts import read as read_own_facts
    from lodestone.store.facts import load
    from lodestone.store.overlay import add_own

    forms: dict[tuple[str, str], tuple[str, ...]] = {}
    for fact in load(quantities=("production", "capacity")):
        key = (fact.commodity, fact.stage)
        if fact.form not in forms.get(key, ()):
            forms[key] = (*forms.get(key, ()), fact.form)
    return add_own(Path(folder), read_own_facts(Path(file), forms))


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
) -> "tuple[Score, ...]":
    """Score a mineral by a published method: one row per stage and form, with band and status.

    ``economy`` is a country, a bloc or ``world``. Raises ``UnknownTerm`` for an unknown method, mineral, stage or economy and
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
    inputs = _risk_inputs(found.needs, mineral, at, year, facts)
    climate = governance(year, facts=facts) if found.governance else {}
    scores = risk.assess(method, inputs, economy=at, governance=climate, draws=draws, seed=seed)
    scores = tuple(s for s in scores if wanted in (None, s.stage))
    if not scores:
        raise NothingToAnswer(f"{method}: no figures for {mineral}{f' at stage {stage}' if stage else ''}, {at}, {year}")
    return scores


def _risk_inputs(
    needs: str, mineral: str, economy: str, year: int, facts: PathLike | None
) -> "Sequence[RiskSupply] | Sequence[Balance]":
    """What a method of the view ``needs`` reads; a group without a network of its own answers from customs mass alone."""
    from lodestone.atlas.supply_table import to_json
    from lodestone.atlas.trace import trace
    from lodestone.risk import inputs
    from lodestone.store.facts import load
    from lodestone.terms.commodity import chains_of

    if needs == "world":
        return inputs.world_supply(to_json(supply(mineral, year=year, facts=facts))["rows"], mineral, year)
    if needs == "imports" and len(chains_of(mineral)) != 1:
        return inputs.imports_from_facts(
            load(commodity=mineral, quantities=("trade",), periods=(year,), folder=facts), mineral, economy, year
        )
    net = network(mineral, year=year, facts=facts)
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


def read_scenario(path: PathLike) -> "Scenario":
    """The scenario in a TOML file, or the packaged one of that name; raises ``BadInput`` naming file, key and remedy."""
    from lodestone.scenario import library, toml
    from lodestone.store.files import read_bytes

    name = str(path)
    if not Path(path).exists() and name in library.names():
        return library.scenario(name)
    if not Path(path).exists() and not name.endswith(".toml"):
        raise BadInput(f"{name}: no such file, nor a packaged scenario; packaged are {', '.join(library.names())}")
    try:
        return toml.decode(read_bytes(path).decode("utf-8-sig"), Path(path).name)
    except UnicodeDecodeError:
        raise BadInput(f"{path}: not UTF-8 text; save the scenario as UTF-8") from None


def packaged_scenarios() -> list[tuple[str, str, str]]:
    """Name, mineral and title of every packaged scenario."""
    from lodestone.scenario import library

    return [(name, found.commodity, found.title) for name in library.names() for found in [library.scenario(name)]]


def simulate(
    scenario: "Scenario",
    *,
    network: "Network | None" = None,
    year: int = 2024,
    runs: int = 300,
    seed: int = 1,
    progress: Progress | None = None,
) -> "Run":
    """What breaks, month by month: ``runs`` draws of the scenario's uncertain numbers on the steady network of its mineral.

    The same seed gives the same bits. Raises ``BadInput`` for a scenario that meets nothing of the network.
    """
    from lodestone.shock import simulate as engine

    if runs < 1:
        raise BadInput(f"runs {runs}: want at least 1")
    net = _steady(scenario.commodity, year) if network is None else network
    return engine.simulate(net, scenario, runs=runs, seed=seed, progress=progress)


def monte_carlo(scenario: "Scenario", *, runs: int = 10_000, year: int = 2024, seed: int = 1, **how: Any) -> "Ensemble":
    """Thousands of draws, reduced where they are made; ``how`` as of :func:`lodestone.shock.monte_carlo.monte_carlo`."""
    from lodestone.shock import monte_carlo as engine

    return engine.monte_carlo(how.pop("network", None) or _steady(scenario.commodity, year), scenario, runs, seed=seed, **how)


def sweep(scenario: "Scenario", grid: Mapping[str, Sequence[object]], *, year: int = 2024, **how: Any) -> "Swept":
    """Every combination of numbers or dates of a scenario; ``grid`` and ``how`` as of :func:`lodestone.shock.sweep.sweep`."""
    from lodestone.shock import sweep as engine

    return engine.sweep(how.pop("network", None) or _steady(scenario.commodity, year), scenario, grid, **how)


def backtest(
    episode: PathLike = "all",
    *,
    leave_one_out: bool = False,
    runs: int = 400,
    seed: int = 1,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """A past episode beside what the model says of it: rows, rms log errors by group, and those of "nothing changes".

    ``episode`` is a packaged one, a TOML file of schema ``lodestone-episode/1``, or ``all``, which answers with every packaged
    episode under ``episodes``. ``leave_one_out`` fits the parameters to the packaged episodes without the one that is scored;
    with ``all`` it adds ``scores``, the table of every figure and naive forecast. Raises ``BadInput`` naming file, key and
    remedy.
    """
    from lodestone.shock import backtest as history
    from lodestone.shock import heldout

    if runs < 1:
        raise BadInput(f"runs {runs}: want at least 1")
    found, tried = history.documents(_episodes(episode), leave_one_out=leave_one_out, runs=runs, seed=seed, progress=progress)
    if str(episode) != "all":
        return found[0]
    return {"episodes": found, **({"scores": heldout.tables(tried)} if tried else {})}


def backtest_chart(out: PathLike, episode: PathLike = "all", *, runs: int = 400, seed: int = 1) -> Path:
    """Draw model against history into an SVG or PNG file: a panel for every series and place with observed figures.

    Raises ``BadInput`` for another kind of file.
    """
    from lodestone.report.figures import history
    from lodestone.shock import backtest as told
    from lodestone.store.files import write_files

    file = Path(out)
    if file.suffix.lower() not in (".svg", ".png"):
        raise BadInput(f"{file}: charts are written as .svg or .png; end the name with one of them")
    paths = [path for one in _episodes(episode) for path in told.paths(one, runs=runs, seed=seed)]
    return write_files(file.parent, {file.name: history.picture(history.panels(paths), file.suffix.lower())})[0]


def calibrate(out: PathLike, *, progress: Progress | None = None) -> list[Path]:
    """Fit the market step to every packaged episode and write posterior and scores as TOML into a folder; returns the files."""
    from lodestone.shock import record
    from lodestone.store.files import write_files

    return write_files(out, {name: text.encode("utf-8") for name, text in record.written(progress).items()})


def _episodes(word: PathLike) -> "list[Episode]":
    from lodestone.shock.episode import names

    return [read_episode(name) for name in (names() if str(word) == "all" else (word,))]


def read_episode(path: PathLike) -> "Episode":
    """The past episode in a TOML file, or the packaged one of that name; raises ``BadInput`` naming file, key and remedy."""
    from lodestone.shock import episode
    from lodestone.store.files import read_bytes

    name = str(path)
    if not Path(path).exists() and not name.endswith(".toml"):
        return episode.episode(name)
    try:
        return episode.decode(read_bytes(path).decode("utf-8-sig"), Path(path).name)
    except UnicodeDecodeError:
        raise BadInput(f"{path}: not UTF-8 text; save the episode as UTF-8") from None


@cache
def _steady(mineral: str, year: int) -> "Network":
    return network(mineral, year=year, steady=True)


def brief(
    texts: Sequence[PathLike],
    *,
    economy: str = "JPN",
    year: int = 2024,
    months: int = 24,
    runs: int = 400,
    seed: int = 1,
    published: str | None = None,
    progress: Progress | None = None,
) -> "Brief":
    """Read texts and work out what they promise, how dependent ``economy`` is, what breaks, and what would change.

    Raises ``BadInput`` for a text that cannot be read, ``UnknownTerm`` for the economy, ``NothingToAnswer`` without a claim.
    """
    return _composed(
        [document(path, published=published) for path in texts],
        economy=economy, year=year, months=months, runs=runs, seed=seed, progress=progress,
    )  # fmt: skip


def repeat_brief(run_json: PathLike, *, progress: Progress | None = None) -> "Brief":
    """The brief of a ``run.json`` again, from the texts and parameters it holds; raises ``BadInput`` when it is not one."""
    from lodestone.brief.run import inputs_of
    from lodestone.store.files import read_bytes

    documents, parameters = inputs_of(read_bytes(run_json), str(run_json))
    return _composed(documents, progress=progress, **parameters)


def _composed(documents: "Sequence[Document]", *, progress: Progress | None, **parameters: Any) -> "Brief":
    from lodestone.brief import compose
    from lodestone.store import facts

    for name in ("months", "runs"):
        if parameters[name] < 1:
            raise BadInput(f"{name} {parameters[name]}: want at least 1")
    readings = compose.read_texts(documents, progress)
    known = _facts_for(compose.candidates(readings), parameters["year"])
    return compose.brief(readings, known, facts.cards(), progress=progress, **parameters)


def _facts_for(chains: Sequence[str], year: int) -> "tuple[Fact, ...]":
    """The facts a brief on some chains looks at."""
    from lodestone.brief.needs import needs
    from lodestone.store import facts

    return tuple(fact for condition in needs(chains, year) for fact in facts.load(**condition))


def brief_files(found: "Brief") -> Mapping[str, bytes]:
    """The files of a brief: ``brief.html``, ``claims.json``, ``numbers.json``, ``run.json``."""
    from lodestone.brief.compose import candidates
    from lodestone.brief.run import outputs

    return outputs(found, _facts_for(candidates(found.readings), found.year))


def brief_answer(found: "Brief") -> list[str]:
    """The answer of a brief in plain sentences."""
    from lodestone.brief.answer import answer

    return ["".join(word if isinstance(word, str) else word.text for word in sentence) for sentence in answer(found)]


def write_brief(texts: Sequence[PathLike], out: PathLike = "out", **parameters: Any) -> list[Path]:
    """Write the brief of some texts into a folder, all files or none; parameters as of ``brief``. Returns the files."""
    from lodestone.store.files import write_files

    return write_files(out, brief_files(brief(texts, **parameters)))
