"""``lodestone shock SCENARIO.toml``: what breaks, month by month."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

MANY = 1000  # more runs than this are reduced where they are made, on all processors


def shock(
    scenario: Path,
    *,
    runs: Annotated[int, Parameter(help="how many draws of the uncertain numbers")] = 300,
    seed: Annotated[int, Parameter(help="seed of the draws; the same seed gives the same result")] = 1,
    year: Annotated[int, Parameter(help="year of the network the scenario starts from")] = 2024,
    place: Annotated[str | None, Parameter(help="economy or bloc to show month by month")] = None,
    scheduler: Annotated[str | None, Parameter(help="address of a Dask scheduler to spread the runs over")] = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """What breaks, month by month, in a scenario file.

    Parameters
    ----------
    scenario
        a scenario TOML, the name of one that is packaged, or a measure on record (``lodestone shock list`` names them)
    """
    from lodestone import workspace
    from lodestone.face.cli.output import print_json, print_table, progress
    from lodestone.shock import views
    from lodestone.shock.lanes import ready

    if str(scenario) == "list":
        return _listed(json)
    if (runs > MANY and ready()) or scheduler is not None:
        return _many(scenario, runs, seed, year, place, scheduler, json)
    with progress(str(scenario)) as step:
        run = workspace.simulate(workspace.read_scenario(scenario), year=year, runs=runs, seed=seed, progress=step)
    if json:
        print_json(views.run_json(run))
        return 0
    views.print_run(run, place=place, table=print_table)
    return 0


def _listed(json: bool) -> int:
    """What can be run by name: packaged scenarios, and measures on record with where they stand today."""
    from datetime import date

    from lodestone import workspace
    from lodestone.face.cli.output import print_json, print_table

    today = date.today().isoformat()
    ready, measures = workspace.packaged_scenarios(), workspace.measures_on_record(today)
    if json:
        columns = ("id", "actor", "measure", "state", "address", "why_not")
        print_json(
            {
                "scenarios": [dict(zip(("name", "mineral", "title"), row, strict=True)) for row in ready],
                "on": today,
                "measures": [dict(zip(columns, row, strict=True)) for row in measures],
            }
        )
        return 0
    print_table("Packaged scenarios", ("name", "mineral", "title"), ready)
    rows = [(id_, actor, what, state, "no: " + reason if reason else "yes") for id_, actor, what, state, _, reason in measures]
    print_table(f"Measures on record, as they stand on {today}", ("id", "by", "what", "state", "can be run"), rows)
    print("Where each stands written: lodestone shock list --json. After the last day of a pause the state is unknown.")
    return 0


def _many(scenario: Path, runs: int, seed: int, year: int, place: str | None, scheduler: str | None, json: bool) -> int:
    """Thousands of runs: bands and causes without keeping every month; 130 where the user stopped them, with what there is."""
    import sys

    from lodestone import workspace
    from lodestone.face.cli.output import print_json, print_table, progress
    from lodestone.shock import ensemble_views

    case = workspace.read_scenario(scenario)
    with progress(str(scenario)) as step, _workers(scheduler) as executor:
        found = workspace.monte_carlo(case, year=year, runs=runs, seed=seed, executor=executor, progress=step)
    if found.note:
        print(f"lodestone shock: {found.note}; {found.done} of {found.wanted} runs are there", file=sys.stderr)
    if json:
        print_json(ensemble_views.ensemble_json(found))
    else:
        ensemble_views.print_ensemble(found, place=place, table=print_table)
    return 130 if found.partial else 0


@contextmanager
def _workers(scheduler: str | None) -> Iterator[Executor]:
    """Threads on this machine, or the workers of a Dask scheduler."""
    from lodestone.terms.errors import BadInput

    if scheduler is None:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            yield pool
        return
    try:
        from distributed import Client
    except ImportError:
        raise BadInput("--scheduler needs Dask: python -m pip install 'lodestone[cluster]'") from None
    try:
        connect: Any = Client  # Dask has no type hints
        client = connect(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise BadInput(f"no Dask scheduler answers at {scheduler} ({error}); start one with: dask scheduler") from None
    with client:
        yield client.get_executor()
