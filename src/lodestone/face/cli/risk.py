"""``lodestone risk [MINERAL] --method M --economy ISO3``: published metrics with band and status."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from lodestone.risk.assess import Score


def risk(
    mineral: str | None = None,
    *,
    method: Annotated[str, Parameter(help="the metric; `lodestone risk --method list` names them")] = "hhi",
    economy: Annotated[str, Parameter(help="whose risk: a country, a bloc, or world")] = "world",
    stage: Annotated[str | None, Parameter(help="only this stage")] = None,
    year: Annotated[int, Parameter(help="calendar year")] = 2024,
    draws: Annotated[int, Parameter(help="draws behind the 5-95 % band")] = 1000,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """Concentration and import dependence per stage, with bands and status.

    Parameters
    ----------
    mineral
        a mineral; without it, every mineral that has a chain
    """
    from lodestone.face.cli.output import band, print_json, print_table
    from lodestone.risk.methods import METHODS, find

    if method == "list":
        keys = ("method", "label", "unit", "needs", "source")
        methods = [(m.id, m.label, m.unit, m.needs, m.source) for m in METHODS.values()]
        print_json([dict(zip(keys, row, strict=True)) for row in methods]) if json else print_table("Methods", keys, methods)
        return 0
    scores, silent = scores_of(mineral, method, economy, stage, year, draws)
    if json:
        print_json({"method": method, "rows": [s.row() for s in scores], "unanswered": silent})
        return 0
    columns = ("mineral", "stage", "form", "value", "5–95 %", "unit", "largest", "status", "note")
    rows = [
        (s.mineral, s.stage, s.form, s.value, band(s.low, s.high, 3), s.unit, s.largest or "", s.status, s.note) for s in scores
    ]
    print_table(f"{find(method).label}: {economy}, {year}", columns, rows, notes=[find(method).source, *silent])
    return 0


def scores_of(
    mineral: str | None, method: str, economy: str, stage: str | None, year: int, draws: int
) -> "tuple[list[Score], list[str]]":
    """Scores of one mineral or of every chain, and a sentence for each mineral nothing can be said of."""
    from lodestone import workspace
    from lodestone.atlas.chainfile import chain_ids
    from lodestone.terms.errors import NothingToAnswer

    scores: list[Score] = []
    silent: list[str] = []
    for name in [mineral] if mineral else chain_ids():
        try:
            scores += workspace.assess(method, name, economy=economy, stage=stage, year=year, draws=draws)
        except NothingToAnswer as error:
            silent.append(str(error))
    if not scores:
        raise NothingToAnswer(silent[0])
    return scores, silent
