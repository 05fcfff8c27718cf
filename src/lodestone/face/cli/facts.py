"""``lodestone facts``: your own stock, capacity, consumption and output, kept beside what publishers say."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from lodestone.face.cli.options import Export, Json

HELP = "Your own stock, capacity, consumption and output, laid over what publishers say"
Folder = Annotated[Path, Parameter(name="--in", help="folder that keeps them; pass it on as --facts")]

app = App(name="facts", help=HELP, help_format="plaintext")


@app.command
def add(file: Path, *, into: Folder = Path(), json: Json = False) -> int:
    """Add the figures of a workbook or CSV: all of them or, when one is wrong, none.

    Parameters
    ----------
    file
        XLSX or CSV with the columns quantity, mineral, place, year, value, unit (see: lodestone facts template)
    """
    from lodestone import workspace
    from lodestone.face.cli.output import print_json

    added, replaced = workspace.add_facts(file, into)
    if json:
        print_json({"folder": str(into), "added": added, "replaced": replaced})
    else:
        print(f"{added} figures added, {replaced} replaced; use them with --facts {into}")
    return 0


@app.command(name="list")
def show(*, into: Folder = Path(), export: Export = None, json: Json = False) -> int:
    """List your own figures."""
    from dataclasses import asdict

    from lodestone.face.cli.output import band, check_export, print_json, print_table, write_sheet
    from lodestone.store.overlay import read_own

    check_export(export)
    facts = read_own(into)
    if export is not None:
        from lodestone.face.cli.sheets import facts_sheet

        write_sheet(facts_sheet(facts, into), export)
    if json:
        print_json([asdict(f) for f in facts])
        return 0
    rows = [
        (f.quantity, f.commodity, f.stage, f.form, f.place, str(f.period), f.value, band(f.low, f.high, 6), f.unit, f.row, f.note)
        for f in facts
    ]
    head = ("quantity", "mineral", "stage", "form", "place", "year", "value", "your range", "unit", "from", "note")
    print_table(f"Your own figures in {into}", head, rows)
    return 0


@app.command
def remove(mineral: str | None = None, *, into: Folder = Path()) -> int:
    """Forget your own figures of a mineral, or all of them.

    Parameters
    ----------
    mineral
        leave it out to forget everything
    """
    from lodestone.store.overlay import remove_own
    from lodestone.terms.commodity import commodity

    count = remove_own(into, commodity=commodity(mineral).id if mineral else None)
    print(f"{count} figures forgotten")
    return 0


@app.command
def template(file: Path) -> int:
    """Write an empty workbook with the right columns and what they mean.

    Parameters
    ----------
    file
        where to write it (.xlsx or .csv)
    """
    from lodestone.connect.own_facts import COLUMNS, HELP, OPTIONAL
    from lodestone.store.export import Sheet, export
    from lodestone.terms.errors import BadInput

    if file.exists():
        raise BadInput(f"{file}: exists already; choose another name")
    columns = dict.fromkeys((*COLUMNS, *OPTIONAL), "")
    notes = [f"{name}: {meaning}" for name, meaning in HELP] if file.suffix.lower() == ".xlsx" else []
    export(Sheet(title="What the columns mean", columns=columns, rows=[], notes=notes), file)
    print(f"{file}: fill in one figure a row, then: lodestone facts add {file}")
    return 0
