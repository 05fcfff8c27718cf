"""``lodestone shock SCENARIO.toml``: what breaks, month by month."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from lodestone.face.cli.options import Export, Facts

if TYPE_CHECKING:
    from lodestone.atlas.own_changes import Told
    from lodestone.scenario.scenario import Scenario

MANY = 1000  # more runs than this are reduced where they are made, on all processors


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What was asked of every scenario; ``document`` is made for JSON or a file, ``tables`` are printed."""

    runs: int
    seed: int
    year: int
    place: str | None
    chart: Path | None
    scheduler: str | None
    facts: Path | None
    document: bool
    tables: bool


def shock(
    *scenarios: Path,
    runs: Annotated[int, Parameter(help="how many draws of the uncertain numbers")] = 300,
    seed: Annotated[int, Parameter(help="seed of the draws; the same seed gives the same result")] = 1,
    year: Annotated[int, Parameter(help="year of the network the scenario starts from")] = 2024,
    place: Annotated[str | None, Parameter(help="economy or bloc to show month by month")] = None,
    facts: Facts = None,
    export: Export = None,
    chart: Annotated[Path | None, Parameter(help="also draw --place month by month into this PNG, SVG or HTML file")] = None,
    scheduler: Annotated[str | None, Parameter(help="address of a Dask scheduler to spread the runs over")] = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """What breaks, month by month, in a scenario file.

    Several scenarios are run one after the other; with --json they stand in a list. A measure on record that touches several
    chains gives one run a chain; a chain no event touches is not simulated.

    Parameters
    ----------
    scenarios
        a scenario TOML, the name of one that is packaged, or a measure on record (``lodestone shock list`` names them)
    """
    from lodestone import workspace
    from lodestone.face.cli.output import check_export, print_json, write_sheet
    from lodestone.shock.lanes import ready
    from lodestone.terms.errors import BadInput

    if not scenarios:
        raise BadInput("say which scenario: a TOML file, or a name of lodestone shock list")
    if [str(s) for s in scenarios] == ["list"]:
        return _listed(json)
    check_export(export)
    cases = [case for name in scenarios for case in workspace.read_scenarios(name)]
    many = (runs > MANY and ready()) or scheduler is not None
    if chart is not None:
        _chartable(chart, place, len(cases), many)
    asked = _Asked(
        runs=runs, seed=seed, year=year, place=place, chart=chart, scheduler=scheduler, facts=facts,
        document=json or export is not None, tables=not json,
    )  # fmt: skip
    code, answers = 0, []
    notes: list[str] = []
    for case in cases:
        answer, told, stopped = (_many if many else _one)(case, asked)
        answers.append(answer)
        notes += told.sentences()
        code = max(code, 130 if stopped else 0)
        if stopped:
            break
    if export is not None:
        from lodestone.face.cli.sheets import shock_sheet

        write_sheet(shock_sheet(answers, facts, [*(note for case in cases for note in case.notes), *notes]), export)
    if json:
        print_json(answers[0] if len(cases) == 1 else {"scenarios": answers})
    return code


def _chartable(chart: Path, place: str | None, cases: int, many: bool) -> None:
    """Refuse a chart that could not be drawn before anything is simulated."""
    from lodestone.face.cli.charts import check_name
    from lodestone.terms.errors import BadInput

    check_name(chart)
    if place is None or cases > 1:
        raise BadInput("--chart draws one place in one scenario: give --place and one scenario (measure:chain:reading)")
    if many:
        raise BadInput(f"--chart needs every month of every run: give at most {MANY} runs and no --scheduler")


def _one(case: "Scenario", asked: _Asked) -> "tuple[dict[str, Any], Told, bool]":
    """One scenario with every month kept; what the document says, what own figures change, and that nobody stopped it."""
    from lodestone import workspace
    from lodestone.face.cli.output import print_table, progress
    from lodestone.shock import views

    with progress(case.id) as step:
        run = workspace.simulate(case, year=asked.year, runs=asked.runs, seed=asked.seed, facts=asked.facts, progress=step)
        told = workspace.shock_told(run, case, asked.facts, year=asked.year, without=asked.runs <= MANY)
    if asked.chart is not None and asked.place is not None:
        import sys

        from lodestone.face.cli.shock_chart import shock_chart

        print(f"chart: {shock_chart(run, asked.place, asked.chart)}", file=sys.stderr)
    if asked.tables:
        views.print_run(run, place=asked.place, table=print_table)
        _print_notes(case, told)
    return (views.run_json(run) | told.document() if asked.document else {}), told, False


def _print_notes(case: "Scenario", told: "Told") -> None:
    """What the reader must know that the numbers do not show."""
    for note in (*case.notes, *told.sentences()):
        print(f"- {note}")


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


def _many(case: "Scenario", asked: _Asked) -> "tuple[dict[str, Any], Told, bool]":
    """Thousands of runs: bands and causes without keeping every month; and whether the user stopped them."""
    import sys

    from lodestone import workspace
    from lodestone.face.cli.output import print_table, progress
    from lodestone.shock import ensemble_views

    how: dict[str, Any] = {"year": asked.year, "runs": asked.runs, "seed": asked.seed, "facts": asked.facts}
    with progress(case.id) as step, _workers(asked.scheduler) as executor:
        found = workspace.monte_carlo(case, executor=executor, progress=step, **how)
    told = workspace.shock_told(found, case, asked.facts, year=asked.year, without=False)
    if found.note:
        print(f"lodestone shock: {found.note}; {found.done} of {found.wanted} runs are there", file=sys.stderr)
    if asked.tables:
        ensemble_views.print_ensemble(found, place=asked.place, table=print_table)
        _print_notes(case, told)
    return (ensemble_views.ensemble_json(found) | told.document() if asked.document else {}), told, found.partial


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
