"""From a folder of publishers' files to the packaged facts: one Parquet a publisher, all or nothing."""

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

    def to_toml(self) -> str:
        """The committed record: one table a publisher."""
        lines = ["# Rows and SHA-256 of the sorted canonical rows of each publisher's facts; written by the build."]
        for name in sorted(self.rows):
            lines += ["", f"[{name}]", f"rows = {self.rows[name]}", f'sha256 = "{self.hashes[name]}"']
        return "\n".join(lines) + "\n"


def build(raw: Path, out: Path, *, progress: Progress | None = None) -> BuildReport:
    """Read every publisher's files under ``raw`` and write ``out/<publisher>.parquet`` and ``out/HASHES.toml``.

    Every file is read and checked before the first is written; each is written to a temporary name, then renamed: bad input
    leaves the previous facts untouched. A publisher of whom ``raw`` holds no file is reported absent and its facts stay.
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
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, publisher_rows in rows.items():
            write(publisher_rows, out / f"{name}.parquet")
        report = BuildReport(
            rows={name: len(r) for name, r in rows.items()},
            hashes={name: rows_hash(r) for name, r in rows.items()},
            bytes={name: (out / f"{name}.parquet").stat().st_size for name in rows},
            absent=absent,
        )
        part = out / f"{HASHES}.part"
        part.write_text(report.to_toml(), encoding="utf-8", newline="\n")
        part.replace(out / HASHES)
    except OSError as error:
        raise BadInput(f"{out}: cannot be written ({error.strerror}); choose another folder") from None
    return report


def _looked_for() -> str:
    return ", ".join(part.patterns[0] for parts in PUBLISHERS.values() for part in parts)
