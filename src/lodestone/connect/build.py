"""From a folder of publishers' files to the packaged facts: one Parquet a publisher, all or nothing."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lodestone.connect.publishers import PUBLISHERS, Part
from lodestone.store.parquet import canonical, rows_hash, write
from lodestone.terms.errors import BadInput

HASHES = "HASHES.toml"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build wrote: rows and hash of the sorted canonical rows per publisher, and the publishers it found no file of."""

    rows: Mapping[str, int]
    hashes: Mapping[str, str]
    bytes: Mapping[str, int]
    absent: tuple[str, ...]


def build(raw: Path, out: Path, *, progress: Progress | None = None) -> BuildReport:
    """Read every publisher's files under ``raw`` and write ``out/<publisher>.parquet`` and ``out/HASHES.toml``.

    Every file is read and checked before the first is written, and all are written to temporary names before the first is
    renamed: bad input leaves the previous facts untouched. A publisher of whom ``raw`` holds no file is reported absent and its
    facts stay.
    ``progress(publisher, done, total)`` is called before each publisher and once at the end. Raises ``BadInput``.
    """
    if not raw.is_dir():
        raise BadInput(f"{raw}: no such folder; --raw names a folder of publishers' files")
    found = {name: _files(name, parts, raw) for name, parts in PUBLISHERS.items()}
    present = {name: parts for name, parts in found.items() if parts}
    if not present:
        raise BadInput(f"{raw}: no file of a known publisher there; looked for {_looked_for()}")
    rows: dict[str, list[tuple[str, ...]]] = {}
    for done, (name, parts) in enumerate(present.items()):
        if progress:
            progress(name, done, len(present))
        rows[name] = [canonical(fact) for part, path in parts for fact in part.read(path)]
    report = _write(rows, out, tuple(name for name in PUBLISHERS if name not in present))
    if progress:
        progress("", len(present), len(present))
    return report


def _files(name: str, parts: tuple[Part, ...], raw: Path) -> tuple[tuple[Part, Path], ...]:
    """The files of one publisher: all of them or none, because half a publisher would replace a whole one."""
    found = [(part, part.find(raw)) for part in parts]
    have = tuple((part, path) for part, path in found if path is not None)
    if have and len(have) < len(parts):
        missing = ", ".join(part.patterns[0] for part, path in found if path is None)
        raise BadInput(f"{raw}: {name} is incomplete: no {missing}; add it, or take its other files away")
    return have


def _write(rows: Mapping[str, list[tuple[str, ...]]], out: Path, absent: tuple[str, ...]) -> BuildReport:
    """Write everything under temporary names, then rename everything."""
    record = _record(out) | {name: (len(r), rows_hash(r)) for name, r in rows.items()}
    finals = [out / f"{name}.parquet" for name in rows] + [out / HASHES]
    parts = [path.with_name(f"{path.name}.part") for path in finals]
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, part in zip(rows, parts, strict=False):
            write(rows[name], part)
        parts[-1].write_text(_toml(record), encoding="utf-8", newline="\n")
        for part, final in zip(parts, finals, strict=True):
            part.replace(final)
    except OSError as error:
        for part in filter(Path.is_file, parts):
            part.unlink()
        raise BadInput(f"{out}: cannot be written ({error.strerror or error}); choose another folder") from None
    return BuildReport(
        rows={name: record[name][0] for name in rows},
        hashes={name: record[name][1] for name in rows},
        bytes={name: path.stat().st_size for name, path in zip(rows, finals, strict=False)},
        absent=absent,
    )


def _record(out: Path) -> dict[str, tuple[int, str]]:
    """Rows and hash of each publisher whose facts lie in ``out`` already."""
    try:
        book = tomllib.loads((out / HASHES).read_text(encoding="utf-8"))
        return {name: (int(r["rows"]), str(r["sha256"])) for name, r in book.items() if (out / f"{name}.parquet").is_file()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        return {}  # no record, or none that can be read: the build writes a new one


def _toml(record: Mapping[str, tuple[int, str]]) -> str:
    lines = ["# Rows and SHA-256 of the sorted canonical rows of each publisher's facts; written by the build."]
    for name in sorted(record):
        rows, digest = record[name]
        lines += ["", f"[{name}]", f"rows = {rows}", f'sha256 = "{digest}"']
    return "\n".join(lines) + "\n"


def _looked_for() -> str:
    return ", ".join(part.patterns[0] for parts in PUBLISHERS.values() for part in parts)
