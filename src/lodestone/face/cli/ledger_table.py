"""Rows of a ledger for people: a table where the screen is wide, blocks where it is not, so that no id is ever broken."""

import sys
from collections.abc import Sequence

from lodestone.face.cli.output import cell, print_table

WIDE = 120  # columns from which the tables of a ledger are read with ease
INDENT = "    "


def print_rows(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, notes: Sequence[str] = ()) -> None:
    """A table; on a narrower screen each row is a line of its short cells with the last, its words, below."""
    from rich.console import Console
    from rich.markup import escape
    from rich.padding import Padding

    console = Console()
    if not sys.stdout.isatty() or console.width >= WIDE:
        print_table(title, columns, rows, notes=notes)
        return
    console.print(title, style="bold", highlight=False, markup=False)
    for row in rows:
        short = [(name, cell(value)) for name, value in zip(columns, row, strict=True)]
        (_, first), *middle, (_, words) = short
        told = "  ".join(f"[dim]{escape(name)}[/dim] {value}" for name, value in middle if value not in ("–", ""))
        console.print(f"[bold]{first}[/bold]  {told}", highlight=False)
        console.print(Padding(words, (0, 0, 0, len(INDENT))), highlight=False)
    for note in notes:
        console.print(note, style="dim", highlight=False, markup=False)
