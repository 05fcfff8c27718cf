"""``lodestone backtest EPISODE``: the model beside history."""

from typing import Annotated

from cyclopts import Parameter


def backtest(
    episode: str = "all",
    *,
    leave_one_out: Annotated[bool, Parameter(help="fit without the episode that is scored", negative="")] = False,
    runs: Annotated[int, Parameter(help="how many draws of the uncertain numbers")] = 400,
    seed: Annotated[int, Parameter(help="seed of the draws; the same seed gives the same result")] = 1,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """The model beside history: past export controls and outages, replayed and compared with sourced figures.

    Parameters
    ----------
    episode
        a packaged episode, an episode TOML (schema lodestone-episode/1), or ``all``
    """
    from lodestone import workspace
    from lodestone.face.cli.output import print_json, print_table, progress

    with progress(episode) as step:
        found = workspace.backtest(episode, leave_one_out=leave_one_out, runs=runs, seed=seed, progress=step)
    if json:
        print_json(found)
        return 0
    for one in found.get("episodes", [found]):
        rows = [
            (r["place"], r["month"], r["name"], r["series"], r["observed"], r["median"], f"{r['low']:.2f} to {r['high']:.2f}",
             f"{r['log_error']:+.2f}")
            for r in one["rows"]
        ]  # fmt: skip
        notes = [
            f"{group}: rms log error {one['rms'][group]:.2f}; saying that nothing changes {one['nothing_changes'][group]:.2f}"
            for group in one["rms"]
            if one["rms"][group] is not None
        ]
        heads = ("place", "month", "figure", "series", "observed", "model", "90 %", "log error")
        print_table(one["episode"], heads, rows, notes=notes)
    return 0
