"""What is timed: a name, how often, and a step that answers what it made (so that nothing is timed that did nothing)."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted(p for p in (ROOT / "examples").iterdir() if p.suffix in (".txt", ".html"))


@dataclass(frozen=True, slots=True)
class Case:
    """One step; ``run`` answers a figure about its result. The first call is timed apart as ``cold``."""

    times: int
    run: Callable[[], int]


def _python(code: str) -> int:
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    return 1


def _supply() -> int:
    import lodestone

    return len(lodestone.supply("gallium", year=2024).rows)


def _facts() -> int:
    from lodestone.store import facts

    facts._packaged.cache_clear()
    return len(facts.load(commodity="rare_earths_light", quantities=["production", "share"]))


def _network() -> int:
    import lodestone

    return len(lodestone.network("cobalt", year=2024).flow_t)


def _read() -> int:
    import lodestone

    return sum(len(lodestone.read(path).claims) for path in EXAMPLES)


def _shock() -> int:
    from lodestone import workspace

    workspace.simulate(workspace.read_scenario("gallium-ban-by-china"), runs=100, seed=1)
    return 100


CASES = {
    "start_bare": Case(7, lambda: _python("pass")),
    "start_import": Case(7, lambda: _python("import lodestone")),
    "start_help": Case(7, lambda: _python("from lodestone.face.cli import main; main(['--help'])")),
    "supply_gallium": Case(5, _supply),
    "facts_one_mineral": Case(5, _facts),
    "network_cobalt": Case(3, _network),
    "read_examples": Case(3, _read),
    "shock_100_runs": Case(3, _shock),
}


def _shock_chain(scenarios: int | None) -> dict[str, Any]:
    from benchmarks import shock_chain

    return shock_chain.run(scenarios)


def _shock_standard(scenarios: int | None) -> dict[str, Any]:
    from benchmarks import shock_standard

    return shock_standard.run(scenarios)


def _shock_memory(scenarios: int | None) -> dict[str, Any]:
    from benchmarks import shock_standard

    return shock_standard.memory(scenarios)


def _read_texts(times: int | None) -> dict[str, Any]:
    from benchmarks import read_texts

    return read_texts.run(times)


# Cases that time themselves and answer figures; the argument is how many scenarios to run (``read_texts``: how often to read).
MEASURED: dict[str, Callable[[int | None], dict[str, Any]]] = {
    "shock_chain": _shock_chain,
    "shock_standard": _shock_standard,
    "shock_memory": _shock_memory,
    "read_texts": _read_texts,
}
