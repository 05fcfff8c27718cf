"""``lodestone risk [MINERAL] --method M --economy ISO3``: published metrics with band and status."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from lodestone.face.cli.options import Export, Facts

if TYPE_CHECKING:
    from lodestone.atlas.own_changes import Told
    from lodestone.risk.assess import Score


def risk(
    mineral: str | None = None,
    *,
    method: Annotated[str, Parameter(help="the metric; `lodestone risk --method list` names them")] = "hhi",
    economy: Annotated[str, Parameter(help="whose risk: a country, a bloc, or world")] = "world",
    stage: Annotated[str | None, Parameter(help="only this stage")] = None,
    year: Annotated[int, Parameter(help="calendar year")] = 2024,
    draws: Annotated[int, Parameter(help="draws behind the 5-95 % band")] = 1000,
    facts: Facts = None,
    export: Export = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """Concentration and import dependence per stage, with bands and status.

    Parameters
    ----------
    mineral
        a mineral; without it, every mineral that has a chain
    """
    from lodestone.face.cli.output import band, check_export, print_json, print_table, write_sheet
    from lodestone.risk.methods import METHODS, find
    from lodestone.terms.errors import BadInput

    check_export(export)
    if method == "list":
        keys = ("method", "label", "unit", "needs", "source")
        methods = [(m.id, m.label, m.unit, m.needs, m.source) for m in METHODS.values()]
        print_json([dict(zip(keys, row, strict=True)) for row in methods]) if json else print_table("Methods", keys, methods)
        return 0
    if draws < 0:
        raise BadInput(f"--draws {draws}: want 0 (no band) or more, for example 1000")
    scores, silent, told = scores_of(mineral, method, economy, stage, year, draws, facts)
    at = "world" if find(method).needs == "world" else economy
    title = f"{find(method).label}: {at}, {year}"
    same = [] if at == economy else [f"{method} is about world output, the same for every economy; import-hhi is about {economy}"]
    if export:
        from lodestone.face.cli.sheets import risk_sheet

        notes = [find(method).source, *silent, *told.sentences()]
        write_sheet(risk_sheet(scores, title, facts, notes), export)
    if json:
        print_json({"method": method, "rows": [s.row() for s in scores], "unanswered": silent} | told.document())
        return 0
    columns = ("mineral", "stage", "form", "value", "5–95 %", "unit", "largest", "status", "note")
    rows = [
        (s.mineral, s.stage, s.form, s.value, band(s.low, s.high, 3), s.unit, s.largest or "", s.status, s.note) for s in scores
    ]
    print_table(title, columns, rows, notes=[find(method).source, *same, *silent, *told.sentences()])
    return 0


def scores_of(
    mineral: str | None, method: str, economy: str, stage: str | None, year: int, draws: int, facts: Path | None = None
) -> "tuple[list[Score], list[str], Told]":
    """Scores of one mineral or of every chain, a sentence for each that has none, and what own figures change."""
    from lodestone import workspace
    from lodestone.atlas.chainfile import chain_ids
    from lodestone.atlas.own_changes import Told
    from lodestone.terms.errors import NothingToAnswer

    scores: list[Score] = []
    silent: list[str] = []
    told = Told()
    for name in [mineral] if mineral else chain_ids():
        try:
            found = workspace.assess(method, name, economy=economy, stage=stage, year=year, draws=draws, facts=facts)
            scores += found
            mine = workspace.scores_told(found, name, facts)
            told = Told(figures=(*told.figures, *mine.figures), changes=(*told.changes, *mine.changes))
        except NothingToAnswer as error:
            silent.append(str(error))
    if not scores:
        raise NothingToAnswer(silent[0])
    return scores, silent, told
