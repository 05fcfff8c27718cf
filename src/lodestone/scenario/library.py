"""Ready-made scenarios that come with the package, by id."""

from functools import cache
from importlib.resources import files

from lodestone.scenario.scenario import Scenario
from lodestone.scenario.toml import decode
from lodestone.terms.tables import unknown


@cache
def names() -> tuple[str, ...]:
    """Ids of the packaged scenarios, sorted."""
    folder = files("lodestone.data") / "scenarios"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def scenario(id_: str) -> Scenario:
    """The packaged scenario called ``id_``; raises ``UnknownTerm`` with the nearest ids."""
    if id_ not in names():
        raise unknown(id_, "packaged scenario", names())
    return decode((files("lodestone.data") / "scenarios" / f"{id_}.toml").read_text("utf-8"), f"{id_}.toml")


def scenarios_of(chain_id: str) -> tuple[Scenario, ...]:
    """Every packaged scenario of one chain, by id."""
    return tuple(one for one in map(scenario, names()) if one.commodity == chain_id)
