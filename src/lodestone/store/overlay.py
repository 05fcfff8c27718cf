"""The user's own facts: kept in one readable file of a workspace folder, laid over what publishers say, always marked."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lodestone.atlas.fact import OWN, Card, Fact
from lodestone.store.files import read_bytes, write_files
from lodestone.store.parquet import COLUMNS, NUMBERS, WHOLE
from lodestone.terms.errors import BadInput

FILE = "own_facts.csv"
CELL = ("quantity", "commodity", "form", "stage", "place", "partner", "period", "month")


def own_card(folder: Path) -> Card:
    """The card that facts of the user cite: nobody published them, and no licence lets others have them."""
    return Card(
        id=OWN, publisher="you", title="Your own facts", version="as last added", licence="yours: do not pass on unasked",
        licence_checked=True, address=str(folder / FILE), read="", note="Added with: lodestone facts add",
    )  # fmt: skip


def has_own(folder: Path) -> bool:
    """Whether a folder keeps facts of the user."""
    return (folder / FILE).is_file()


def read_own(folder: Path) -> tuple[Fact, ...]:
    """The user's facts of a folder, none where it has no such file; raises ``BadInput`` naming file and line."""
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        reader = csv.DictReader(io.StringIO(read_bytes(path).decode("utf-8"), newline=""))
    except UnicodeDecodeError:
        raise BadInput(f"{path}: not UTF-8 text; add the facts again from your workbook") from None
    if list(reader.fieldnames or ()) != list(COLUMNS):
        raise BadInput(f"{path}: its columns were changed; add the facts again from your workbook")
    return tuple(_fact(path, reader.line_num, record) for record in reader)


def _fact(path: Path, line: int, record: dict[str, Any]) -> Fact:
    values: dict[str, Any] = {}
    for name, text in record.items():
        try:
            if name in NUMBERS:
                values[name] = float(text) if text else None
            elif name in WHOLE:
                values[name] = int(text) if text else None
            else:
                values[name] = text or (None if name in ("partner", "code", "code_edition") else "")
        except (TypeError, ValueError):
            raise BadInput(f'{path}, line {line}: {name} "{text}" is not a number; add the facts again') from None
    return replace(Fact(**values), card=OWN)


def add_own(folder: Path, facts: Iterable[Fact]) -> tuple[int, int]:
    """Keep facts in a folder, all or none; a cell that stands already is replaced. Returns (added, replaced)."""
    facts = list(facts)  # every row is read before anything is kept
    kept = {_cell(f): f for f in read_own(folder)}
    added = replaced = 0
    for fact in facts:
        cell = _cell(fact)
        replaced += cell in kept
        added += cell not in kept
        kept[cell] = replace(fact, card=OWN)
    _write(folder, list(kept.values()))
    return added, replaced


def remove_own(folder: Path, *, commodity: str | None = None) -> int:
    """Forget the facts of a mineral (default: all of them); returns how many."""
    facts = read_own(folder)
    left = [f for f in facts if commodity is not None and f.commodity != commodity]
    if len(left) < len(facts):
        _write(folder, left)
    return len(facts) - len(left)


def chosen(facts: Sequence[Fact], conditions: Collection[tuple[str, tuple[Any, ...]]]) -> tuple[Fact, ...]:
    """The facts that meet every (column, allowed values)."""
    return tuple(f for f in facts if all(getattr(f, name) in allowed for name, allowed in conditions))


def _cell(fact: Fact) -> tuple[object, ...]:
    return tuple(getattr(fact, name) for name in CELL)


def _write(folder: Path, facts: Sequence[Fact]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for fact in sorted(facts, key=lambda f: tuple(str(x) for x in _cell(f))):
        writer.writerow(["" if getattr(fact, name) is None else getattr(fact, name) for name in COLUMNS])
    write_files(folder, {FILE: out.getvalue().encode("utf-8")})
