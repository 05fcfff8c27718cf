"""Publishers' tables at the door: decode, name the row that is wrong, refuse what cannot be a fact."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from lodestone.atlas.fact import Fact, Flag
from lodestone.terms.errors import BadInput

SIGNED = frozenset({"governance"})  # the only quantity that may be below zero
KEY = (
    "quantity", "commodity", "form", "stage", "place", "partner", "period", "period_end", "month", "code", "code_edition", "card",
)  # fmt: skip


def read_bytes(path: Path) -> bytes:
    """The file's content, unpacked when its name ends in ``.gz``; raises ``BadInput`` when it is absent or cut short."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if path.suffix == ".gz" else raw
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput(f"{path}: not a whole gzip file ({error}); download it again") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None


def read_text(path: Path, encoding: str) -> str:
    """The file decoded as ``encoding``; raises ``BadInput`` naming the first line that is not."""
    raw = read_bytes(path)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        name = encoding.upper().removesuffix("-SIG")
        raise BadInput(
            f"{path}, line {line}: not {name} text; save it as {name}, or keep the publisher's file unchanged"
        ) from None


def records(path: Path, encoding: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each data row of a CSV (or XLSX, first sheet) as (line number, column -> text).

    Raises ``BadInput`` for a missing column or a short row.
    """
    if path.suffix.lower() == ".xlsx":
        from lodestone.connect.workbook import workbook_records

        yield from workbook_records(path, columns)
        return
    reader = csv.DictReader(io.StringIO(read_text(path, encoding), newline=""))
    try:
        found = reader.fieldnames or []
        missing = [c for c in columns if c not in found]
        if missing:
            has = ", ".join(found[:12]) or "nothing"
            raise BadInput(f"{path}: wrong release or changed columns: lacks {', '.join(missing)}; has {has}")
        for record in reader:
            if None in record or any(record[c] is None for c in columns):
                raise BadInput(
                    f"{path}, line {reader.line_num}: want {len(found)} cells; the file is cut short or its quoting is broken"
                )
            yield reader.line_num, record
    except csv.Error as error:
        raise BadInput(f"{path}, line {reader.line_num}: not a table ({error})") from None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a value, or bounds, or only a sign such as ``W``; ``sign`` explains what is no plain number."""

    value: float | None
    low: float | None = None
    high: float | None = None
    flag: Flag = "reported"
    sign: str = ""

    def scaled(self, factor: float) -> "Reading":
        """The same reading in another unit, to twelve figures: more than any publisher prints, and 68.3 % stays 0.683."""

        def by(x: float | None) -> float | None:
            return None if x is None else float(f"{x * factor:.12g}")

        return Reading(by(self.value), by(self.low), by(self.high), self.flag, self.sign)


_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?|[+-]?\.\d+")
_RANGE = re.compile(rf"({_NUMBER.pattern})\s*[-–]\s*({_NUMBER.pattern})")
_SIGNS = {
    "W": "withheld by the publisher",
    "NA": "not available",
    "E": "net exporter",
    "": "empty cell",
}


def cell(text: str, path: Path, line: int) -> Reading:
    """Read one printed cell; raises ``BadInput`` when it is neither a number nor a known sign.

    An em dash is the USGS sign for nothing produced and reads as zero. ``W``, ``NA``, ``E``, empty and ``>50`` carry no value:
    they are flagged withheld, never zero. ``<0.1`` and ``10 - 15`` read as the middle of their interval, flagged estimated.
    """
    text = text.strip()
    if text in ("—", "–"):
        return Reading(0.0)
    if text in _SIGNS:
        return Reading(None, high=0.0 if text == "E" else None, flag="withheld", sign=_SIGNS[text])
    if text[0] in "<>":
        bound = _number(text[1:], path, line)
        if text[0] == ">":
            return Reading(None, low=bound, flag="withheld", sign=f"printed as {text}")
        return Reading(bound / 2, 0.0, bound, "estimated", f"printed as {text}; middle of the interval")
    if span := _RANGE.fullmatch(text):
        low, high = _number(span[1], path, line), _number(span[2], path, line)
        return Reading((low + high) / 2, low, high, "estimated", "printed as a range; its middle")
    return Reading(_number(text, path, line))


def _number(text: str, path: Path, line: int) -> float:
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise BadInput(f'{path}, line {line}: "{text}" is not a number nor a sign this publisher is known to print')
    return float(text.replace(",", ""))


def checked(path: Path, facts: Iterable[tuple[int, Fact]]) -> Iterator[Fact]:
    """Pass facts on; raises ``BadInput`` naming file and row for a value that is not finite, negative, or given twice."""
    seen: dict[tuple[object, ...], int] = {}
    for line, fact in facts:
        where = f"{path}, row {line} ({fact.quantity} {fact.commodity} {fact.place} {fact.period})"
        for number in (fact.value, fact.low, fact.high):
            if number is None:
                continue
            if not isfinite(number):
                raise BadInput(f"{where}: value is not finite; leave the cell empty where there is none")
            if number < 0 and fact.quantity not in SIGNED:
                raise BadInput(f"{where}: {number:g} is negative")
        key = tuple(getattr(fact, name) for name in KEY)
        if key in seen:
            raise BadInput(f"{where}: the same cell stands already in row {seen[key]}; remove the double")
        seen[key] = line
        yield fact
