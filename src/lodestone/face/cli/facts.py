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
        print(f"{added} {'figure' if added == 1 else 'figures'} added, {replaced} replaced; use them with --facts {into}")
    return 0


@app.command(name="list")
def show(*, into: Folder = Path(), export: Export = None, json: Json = False) -> int:
    """List your own figures."""
    from dataclasses import asdict

    from lodestone.atlas.own_changes import WORDS
    from lodestone.face.cli.output import band, check_export, print_json, print_table, write_sheet
    from lodestone.store.overlay import read_own

    check_export(export)
    _there(into)
    facts = read_own(into)
    if export is not None:
        from lodestone.face.cli.sheets import facts_sheet

        write_sheet(facts_sheet(facts, into), export)
    if json:
        print_json([asdict(f) for f in facts])
        return 0
    rows = [
        (
            WORDS.get(f.quantity, f.quantity),
            f.commodity,
            f.stage,
            f.form,
            f.place,
            str(f.period),
            f.value,
            band(f.low, f.high, 6),
            f.unit,
            f.row,
            f.note,
        )
        for f in facts
    ]
    head = ("quantity", "mineral", "stage", "form", "place", "year", "value", "your range", "unit", "from", "note")
    notes = [] if rows else ["none yet; add some with: lodestone facts add FILE"]
    print_table(f"Your own figures in {into}", head, rows, notes=notes)
    return 0


@app.command
def remove(
    mineral: str | None = None,
    *,
    everything: Annotated[bool, Parameter(name="--all", help="forget the figures of every mineral", negative="")] = False,
    into: Folder = Path(),
    json: Json = False,
) -> int:
    """Forget your own figures of a mineral, or all of them with --all."""
    from lodestone.face.cli.output import print_json
    from lodestone.store.overlay import read_own, remove_own
    from lodestone.terms.commodity import commodity
    from lodestone.terms.errors import BadInput

    if (mineral is None) != everything:
        raise BadInput("say which mineral to forget, or --all for every one of them")
    _there(into)
    count = remove_own(into, commodity=commodity(mineral).id if mineral is not None else None)
    left = len(read_own(into))
    if json:
        print_json({"folder": str(into), "removed": count, "left": left})
    else:
        print(f"{count} {'figure' if count == 1 else 'figures'} forgotten" + (f", {left} left" if left else ""))
    return 0


@app.command
def template(file: Path, *, json: Json = False) -> int:
    """Write an empty workbook with the right columns and what they mean.

    Parameters
    ----------
    file
        where to write it (.xlsx or .csv)
    """
    from lodestone.connect.own_facts import COLUMNS, HELP, OPTIONAL
    from lodestone.face.cli.output import print_json
    from lodestone.store.export import Sheet, export
    from lodestone.terms.errors import BadInput

    if file.suffix.lower() not in (".xlsx", ".csv"):  # what facts add reads
        raise BadInput(f"{file}: a template is an .xlsx or .csv file; rename it, for example {file.with_suffix('.xlsx').name}")
    if file.exists():
        raise BadInput(f"{file}: exists already; choose another name")
    columns = dict.fromkeys((*COLUMNS, *OPTIONAL), "")
    notes = [f"{name}: {meaning}" for name, meaning in HELP] if file.suffix.lower() == ".xlsx" else []
    export(Sheet(title="What the columns mean", columns=columns, rows=[], notes=notes), file)
    if json:
        print_json({"file": str(file), "columns": list(columns)})
    else:
        print(f"{file}: fill in one figure a row, then: lodestone facts add {file}")
    return 0


def _there(folder: Path) -> None:
    """Refuse a folder that is none: a misspelt name would otherwise look like one without figures."""
    from lodestone.terms.errors import BadInput

    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder; name the one you gave to: lodestone facts add FILE --in FOLDER")
