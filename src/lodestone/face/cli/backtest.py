"""``lodestone backtest EPISODE``: the model beside history."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from lodestone.face.cli.options import Export


def backtest(
    episode: str = "all",
    *,
    leave_one_out: Annotated[bool, Parameter(help="fit without the episode that is scored", negative="")] = False,
    runs: Annotated[int, Parameter(help="how many draws of the uncertain numbers")] = 400,
    seed: Annotated[int, Parameter(help="seed of the draws; the same seed gives the same result")] = 1,
    chart: Annotated[Path | None, Parameter(help="also draw model against history into this SVG or PNG file")] = None,
    export: Export = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """The model beside history: past export controls and outages, replayed and compared with sourced figures.

    Parameters
    ----------
    episode
        a packaged episode, an episode TOML (schema lodestone-episode/1), or ``all``
    """
    from lodestone import workspace
    from lodestone.face.cli.output import check_export, print_json, progress, write_sheet

    check_export(export)
    with progress(episode) as step:
        found = workspace.backtest(episode, leave_one_out=leave_one_out, runs=runs, seed=seed, progress=step)
    if chart is not None:
        workspace.backtest_chart(chart, episode, runs=runs, seed=seed)
    if export is not None:
        from lodestone.face.cli.sheets import backtest_sheet

        write_sheet(backtest_sheet(found), export)
    if json:
        print_json(found)
        return 0
    for one in found.get("episodes", [found]):
        _print_episode(one)
    for forecast, rows in found.get("scores", {}).items():
        _print_scores(forecast, rows)
    return 0


def _print_episode(found: Mapping[str, Any]) -> None:
    from lodestone.face.cli.output import print_table

    rows = [
        (r["place"], r["month"], r["name"], r["series"], r["observed"], r["median"], f"{r['low']:.2f} to {r['high']:.2f}",
         f"{r['log_error']:+.2f}")
        for r in found["rows"]
    ]  # fmt: skip
    notes = [
        f"{group}: rms log error {missed:.2f}; saying that nothing changes {found['nothing_changes'][group]:.2f}"
        for group, missed in found["rms"].items()
        if missed is not None
    ]
    heads = ("place", "month", "figure", "series", "observed", "model", "90 %", "log error")
    print_table(found["episode"], heads, rows, notes=notes)


def _print_scores(forecast: str, rows: list[dict[str, Any]]) -> None:
    from lodestone.face.cli.output import percent, print_table

    heads = ("event", "figures", "of", "model", "nothing changes", "flow = openness", "mean of others", "noise", "in 90 % band")
    cells = [
        (r["kind"], r["group"], r["figures"], r["model"], r["nothing"], r["openness"], r["others"], r["stated_noise"],
         percent(r["coverage"]))
        for r in rows
    ]  # fmt: skip
    note = "rms log errors, each figure told by the model fitted to the other episodes; 0.41 is a factor of 1.5"
    print_table(f"Held out by episode, {forecast}", heads, cells, notes=(note,))
