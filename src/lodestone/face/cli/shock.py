"""``lodestone shock SCENARIO.toml``: what breaks, month by month."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter


def shock(
    scenario: Path,
    *,
    runs: Annotated[int, Parameter(help="how many draws of the uncertain numbers")] = 300,
    seed: Annotated[int, Parameter(help="seed of the draws; the same seed gives the same result")] = 1,
    year: Annotated[int, Parameter(help="year of the network the scenario starts from")] = 2024,
    place: Annotated[str | None, Parameter(help="economy or bloc to show month by month")] = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """What breaks, month by month, in a scenario file.

    Parameters
    ----------
    scenario
        a scenario TOML, or the name of one that is packaged (``lodestone shock list`` names them)
    """
    from lodestone import workspace
    from lodestone.face.cli.output import print_json, print_table, progress
    from lodestone.shock import views

    if str(scenario) == "list":
        print_table("Packaged scenarios", ("name", "mineral", "title"), workspace.packaged_scenarios())
        return 0
    with progress(str(scenario)) as step:
        run = workspace.simulate(workspace.read_scenario(scenario), year=year, runs=runs, seed=seed, progress=step)
    if json:
        print_json(views.run_json(run))
        return 0
    views.print_run(run, place=place, table=print_table)
    return 0
