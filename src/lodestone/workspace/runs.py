"""Simulations: scenarios from files or the packaged library, run once, many times, or over a grid."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodestone.terms.errors import BadInput
from lodestone.workspace.doors import PathLike, Progress
from lodestone.workspace.figures import network

if TYPE_CHECKING:
    from lodestone.atlas.network import Network
    from lodestone.scenario.scenario import Scenario
    from lodestone.shock.ensemble import Ensemble
    from lodestone.shock.result import Run
    from lodestone.shock.sweep import Swept


def read_scenario(path: PathLike) -> "Scenario":
    """The one scenario called ``path``, as :func:`read_scenarios`; a measure that gives several raises ``BadInput``."""
    found = read_scenarios(path)
    if len(found) > 1:
        raise BadInput(f"{path} gives several runs; choose one of {', '.join(one.id for one in found)}")
    return found[0]


def read_scenarios(path: PathLike) -> "tuple[Scenario, ...]":
    """The scenario in a TOML file or the packaged one of that name; every run of a measure on record.

    A measure gives one run a chain, reading and state; ``measure:chain`` and longer names choose among them. Raises
    ``BadInput`` naming file, key and remedy.
    """
    from lodestone.scenario import library, on_record, toml
    from lodestone.store.files import read_bytes

    name = str(path)
    if not Path(path).exists() and name in library.names():
        return (library.scenario(name),)
    if not Path(path).exists() and name.split(":")[0] in {measure.id for measure in on_record.on_record()}:
        return on_record.named(name)
    if not Path(path).exists() and not name.endswith(".toml"):
        raise BadInput(
            f"{name}: no such file, nor a packaged scenario or measure (see lodestone shock list); "
            f"packaged are {', '.join(library.names())}"
        )
    try:
        return (toml.decode(read_bytes(path).decode("utf-8-sig"), Path(path).name),)
    except UnicodeDecodeError:
        raise BadInput(f"{path}: not UTF-8 text; save the scenario as UTF-8") from None


def packaged_scenarios() -> list[tuple[str, str, str]]:
    """Name, mineral and title of every packaged scenario."""
    from lodestone.scenario import library

    return [(name, found.commodity, found.title) for name in library.names() for found in [library.scenario(name)]]


def measures_on_record(day: str) -> list[tuple[str, str, str, str, str, str]]:
    """Id, who, what and where it stands on ``day`` (ISO), its address, and why it gives no run, if so."""
    from lodestone.scenario import on_record
    from lodestone.scenario.readings import kind_label
    from lodestone.terms.commodity import commodity
    from lodestone.terms.place import place

    found: list[tuple[str, str, str, str, str, str]] = []
    for measure in on_record.on_record():
        goods = ", ".join(commodity(c).label for c in measure.commodities) or "other goods"
        whom = ", ".join(place(p).label for p in measure.targets) or "everyone"
        what = f"{kind_label(measure.kind)}, {goods}, to {whom}"
        state = on_record.phase(measure, day)
        found.append((measure.id, place(measure.actor).label, what, state, measure.source, on_record.why_not(measure) or ""))
    return found


def simulate(
    scenario: "Scenario",
    *,
    network: "Network | None" = None,
    year: int = 2024,
    runs: int = 300,
    seed: int = 1,
    facts: PathLike | None = None,
    progress: Progress | None = None,
) -> "Run":
    """What breaks, month by month: ``runs`` draws of the scenario's uncertain numbers on the steady network of its mineral.

    ``facts`` is a folder with figures of the user's own; a stock there is what users of its place start with.
    The same seed gives the same bits. Raises ``BadInput`` for a scenario that meets nothing of the network.
    """
    from lodestone.shock import simulate as engine

    if runs < 1:
        raise BadInput(f"runs {runs}: want at least 1")
    net = _steady(scenario.commodity, year, facts) if network is None else network
    return engine.simulate(net, engine.paced(scenario, net), runs=runs, seed=seed, progress=progress)


def monte_carlo(scenario: "Scenario", *, runs: int = 10_000, year: int = 2024, seed: int = 1, **how: Any) -> "Ensemble":
    """Thousands of draws, reduced where they are made; ``how`` as of :func:`lodestone.shock.monte_carlo.monte_carlo`.

    Also ``facts``, as of ``simulate``.
    """
    from lodestone.shock import monte_carlo as engine
    from lodestone.shock.simulate import paced

    facts = how.pop("facts", None)
    net = how.pop("network", None) or _steady(scenario.commodity, year, facts)
    return engine.monte_carlo(net, paced(scenario, net), runs, seed=seed, **how)


def sweep(scenario: "Scenario", grid: Mapping[str, Sequence[object]], *, year: int = 2024, **how: Any) -> "Swept":
    """Every combination of numbers or dates of a scenario; ``grid`` and ``how`` as of :func:`lodestone.shock.sweep.sweep`."""
    from lodestone.shock import sweep as engine
    from lodestone.shock.simulate import paced

    net = how.pop("network", None) or _steady(scenario.commodity, year)
    return engine.sweep(net, paced(scenario, net), grid, **how)


def _steady(mineral: str, year: int, facts: PathLike | None = None) -> "Network":
    return _published(mineral, year) if facts is None else network(mineral, year=year, steady=True, facts=facts)


@cache
def _published(mineral: str, year: int) -> "Network":
    return network(mineral, year=year, steady=True)
