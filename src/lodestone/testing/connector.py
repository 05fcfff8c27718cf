"""Proof of a connector: its facts are clean, and a damaged file is refused in one sentence."""

import csv
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from lodestone.terms.errors import BadInput, UnknownTerm

if TYPE_CHECKING:
    from lodestone.atlas.fact import Fact

Read = Callable[[Path], Iterable["Fact"]]
RENAMED = "renamed column"
TWICE = "last row twice"
NO_CHARACTER = b"\x81"  # stands in neither UTF-8 nor cp1252
LONGEST = 600  # characters: a message is a sentence, not a dump
BINARY = (".parquet", ".zip", ".xlsx", ".gz")


@dataclass(frozen=True, slots=True)
class ConnectorProof:
    """What ``check_connector`` saw: facts read from the sample, the cards they cite, and the kinds of damage refused."""

    facts: int
    cards: tuple[str, ...]
    refused: tuple[str, ...]


def check_connector(read: Read, sample: Path, *, cards: Iterable[str] | None = None) -> ConnectorProof:
    """Prove a connector on a small sample in its publisher's format; raises ``AssertionError`` naming every failure at once.

    Proved: it yields facts; each cites a known card (``cards``, default the packaged ones) in the canonical unit of its quantity
    and in words of the vocabulary; no value is negative or not finite; withheld means no value, and no value means withheld; no
    cell stands twice; a second reading gives the same facts in the same order; the sample cut short or absent is refused with
    ``BadInput`` in one sentence that names the file, and so is one with a byte that is no character, with its last row twice, or
    with a renamed column (or JSON key), unless that row or column is not read at all. Formats that a byte cannot edit (zip,
    Parquet, Excel) are proved on truncation alone.
    """
    from lodestone.connect.sheet import KEY, SIGNED
    from lodestone.store.facts import cards as packaged

    facts = list(read(sample))
    known = set(packaged() if cards is None else cards)
    failures = [] if facts else ["the sample gives no facts"]
    seen: dict[tuple[object, ...], int] = {}
    for number, fact in enumerate(facts, start=1):
        where = f"fact {number} ({fact.quantity} {fact.commodity} {fact.place} {fact.period})"
        key = tuple(getattr(fact, name) for name in KEY)
        failures += [f"{where}: {fault}" for fault in _faults(fact, known, fact.quantity in SIGNED)]
        if key in seen:
            failures.append(f"{where}: the same cell as fact {seen[key]}")
        seen[key] = number
    if list(read(sample)) != facts:
        failures.append("a second reading gives other facts or another order")
    refused: list[str] = []
    for damage, path in _damaged(sample):
        fault = _refusal(read, path, facts if damage.startswith((RENAMED, TWICE)) else None)
        if fault is None:
            refused.append(damage)
        elif fault:
            failures.append(f"{damage}: {fault}")
    if sample.suffix not in BINARY and not any(damage.startswith(RENAMED) for damage in refused):
        failures.append("whatever column is renamed, the file is read as if nothing were wrong")
    if failures:
        raise AssertionError(f"{sample.name}:\n" + "\n".join(f"- {f}" for f in failures[:40]))
    return ConnectorProof(len(facts), tuple(sorted({f.card for f in facts})), tuple(refused))


def _faults(fact: "Fact", cards: set[str], signed: bool) -> Iterator[str]:
    """What is wrong with one fact."""
    from lodestone.terms.commodity import STAGES, commodities
    from lodestone.terms.units import canonical_unit

    if fact.card not in cards:
        yield f"card {fact.card!r} is not in data/cards"
    try:
        if fact.unit != canonical_unit(fact.quantity):
            yield f"unit {fact.unit!r}, want {canonical_unit(fact.quantity)!r}"
    except UnknownTerm as error:
        yield str(error)
    if fact.commodity and fact.commodity not in commodities():
        yield f"commodity {fact.commodity!r} is not in the vocabulary"
    if fact.stage and fact.stage not in STAGES:
        yield f"stage {fact.stage!r} is not in the vocabulary"
    numbers = [n for n in (fact.value, fact.low, fact.high) if n is not None]
    if not all(map(isfinite, numbers)):
        yield "a value that is not finite"
    elif min(numbers, default=0.0) < 0 and not signed:
        yield "a negative value"
    if (fact.value is None) != (fact.flag == "withheld"):
        yield f"value {fact.value} is flagged {fact.flag}; withheld is a flag without a value, never zero"


def _damaged(sample: Path) -> Iterator[tuple[str, Path]]:
    """Copies of the sample, each damaged in one way, under the same name."""
    whole = sample.read_bytes()
    damages = {"cut in half": whole[: max(len(whole) // 2, 1)] if sample.suffix in BINARY else _cut(whole)}
    if sample.suffix not in BINARY:
        body = whole.rstrip()
        damages["a byte that is no character"] = body[:-1] + NO_CHARACTER + body[-1:] + b"\n"
        if whole.lstrip()[:1] != b"{":
            damages[TWICE] = body + body[body.rfind(b"\n") :] + b"\n"
        for name in _names(whole):
            damages[f"{RENAMED} {name.decode(errors='replace')}"] = whole.replace(
                name, b'"renamed"' if name[:1] == b'"' else b"renamed", 1
            )
    with tempfile.TemporaryDirectory() as folder:
        for number, (damage, content) in enumerate(damages.items()):
            path = Path(folder) / str(number) / sample.name
            path.parent.mkdir()
            path.write_bytes(content)
            yield damage, path
        gone = Path(folder) / "gone" / sample.name
        shutil.rmtree(gone.parent, ignore_errors=True)
        yield "absent", gone


def _cut(text: bytes) -> bytes:
    """A text cut inside its last row, after the first cell: what a broken download leaves."""
    body = text.rstrip()
    last = body[body.rfind(b"\n") + 1 :]
    comma = last.find(b",")
    return body[: len(body) - len(last) + comma] if comma > 0 else body[: len(body) // 2]


def _names(text: bytes) -> list[bytes]:
    """The names a table goes by: the cells of its first row, or the first keys of a JSON document."""
    if text.lstrip()[:1] == b"{":
        return [f'"{key}"'.encode() for key in json.loads(text)]
    header = text.removeprefix(b"\xef\xbb\xbf").splitlines()[0].decode("latin-1")
    return [name.encode("latin-1") for name in next(csv.reader([header])) if name]


def _refusal(read: Read, path: Path, same: "Sequence[Fact] | None") -> str | None:
    """None when the file is refused properly, empty when it gives the ``same`` facts, else what happened instead."""
    try:
        facts = list(read(path))
    except BadInput as error:
        said = str(error)
        if path.name not in said:
            return f"the message does not name the file: {said}"
        return None if len(said) <= LONGEST and "\n" not in said else "the message is not one sentence"
    except Exception as error:
        return f"{type(error).__name__} instead of BadInput ({error})"
    if same is not None and [replace(f, row="") for f in facts] == [replace(f, row="") for f in same]:
        return ""
    return f"read as {len(facts)} facts instead of being refused"
