"""What every verb prints with: one JSON document, a table for people, progress on stderr."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lodestone.terms.finite import finite

if TYPE_CHECKING:
    from lodestone.store.export import Sheet

Progress = Callable[[str, float], None]
PIPE_WIDTH = 160  # a file or pipe has no width of its own; wide enough that rows stay on one line


def print_json(document: object) -> None:
    """One JSON document on stdout; NaN and infinities are null, as JSON has no word for them."""
    print(json.dumps(finite(document), ensure_ascii=False, indent=1))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, notes: Sequence[str] = ()) -> None:
    """A table for people; a column whose cells are numbers is set flush right."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for i, name in enumerate(columns):
        numeric = any(isinstance(row[i], int | float) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(cell(value) for value in row))
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    console.print(table)
    for note in notes:
        console.print(note, style="dim", highlight=False, markup=False)


def cell(value: object) -> str:
    """A value as a person would write it: three significant digits for small numbers, none after the point for large."""
    from rich.markup import escape

    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else escape(str(value))


def write_sheet(sheet: "Sheet", path: Path) -> None:
    """Write a table to a file and say so on stderr, so that stdout stays one document."""
    from lodestone.store.export import export
    from lodestone.terms.errors import BadInput

    try:
        written = export(sheet, path)
    except BadInput as error:
        raise BadInput(str(error).replace("--out", "--export")) from None
    print(f"written: {written}", file=sys.stderr)


def check_export(path: Path | None) -> None:
    """Refuse a kind of file that no table is written as, before anything is computed."""
    from lodestone.store.export import KINDS
    from lodestone.terms.errors import BadInput

    if path is not None and path.suffix.lower() not in KINDS:
        raise BadInput(f"{path}: tables are written as {', '.join(KINDS)}; end the name with one of them")


def percent(share: float | None) -> str:
    """A share as a percentage with one digit, or a dash."""
    return "–" if share is None or share != share else f"{100 * share:.1f} %"


def band(low: float | None, high: float | None, digits: int = 3) -> str:
    """A 5-95 % band to three significant digits (it is no surer than that), or a dash where there is none.

    >>> band(152_448.9, 347_001.6), band(4.925, 7.309), band(None, 1.0)
    ('152,000–347,000', '4.92–7.31', '–')
    """
    if low is None or high is None or low != low or high != high:
        return "–"
    return f"{_rounded(low, digits)}–{_rounded(high, digits)}"


def _rounded(value: float, digits: int) -> str:
    held = float(f"{value:.{digits}g}")
    return f"{held:,.0f}" if abs(held) >= 10 ** (digits - 1) else f"{held:.{digits}g}"


@contextmanager
def progress(title: str) -> Iterator[Progress]:
    """A progress bar on stderr, silent where stderr is not a terminal; yields ``step(what, fraction done)``."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    done = TextColumn("{task.percentage:>3.0f} %")
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), done, TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda what, fraction: bar.update(task, description=what, completed=fraction)
