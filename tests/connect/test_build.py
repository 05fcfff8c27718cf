"""The build: same rows every time, all or nothing, previous facts kept when something is wrong."""

import tomllib
from pathlib import Path

import pytest

from lodestone.connect.build import HASHES, build
from lodestone.connect.publishers import PUBLISHERS
from lodestone.store.facts import load, packaged
from lodestone.store.parquet import canonical, rows_hash, write
from lodestone.terms.errors import BadInput


def test_a_rebuild_gives_the_same_rows_and_bytes(raw: Path, tmp_path: Path) -> None:
    first, second = build(raw, tmp_path / "a"), build(raw, tmp_path / "b")
    assert first == second
    assert set(first.rows) == set(PUBLISHERS)
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_what_is_loaded_is_what_was_read(raw: Path, tmp_path: Path) -> None:
    report = build(raw, tmp_path / "facts")
    loaded = load(folder=tmp_path / "facts")
    assert len(loaded) == sum(report.rows.values())
    read = [f for parts in PUBLISHERS.values() for part in parts if (path := part.find(raw)) for f in part.read(path)]
    assert sorted(map(canonical, loaded)) == sorted(map(canonical, read))
    assert set(loaded) == set(read)


def test_the_report_is_the_record_and_its_hashes_are_of_the_rows(raw: Path, tmp_path: Path) -> None:
    report = build(raw, tmp_path / "facts")
    record = tomllib.loads((tmp_path / "facts" / HASHES).read_text(encoding="utf-8"))
    assert {n: r["sha256"] for n, r in record.items()} == dict(report.hashes)
    wmd = load(cards=["wmd_2026"], folder=tmp_path / "facts")
    assert rows_hash(map(canonical, wmd)) == report.hashes["wmd"]
    assert rows_hash(map(canonical, reversed(wmd))) == report.hashes["wmd"]
    assert rows_hash(map(canonical, wmd[1:])) != report.hashes["wmd"]


def test_bad_input_leaves_the_previous_facts(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "facts"
    build(raw, out)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    path = raw / "wmd_2018_2024_long.csv"  # read after others, so that those were fine already
    path.write_text(path.read_text(encoding="utf-8").replace("100.0", "-1"), encoding="utf-8")
    with pytest.raises(BadInput, match="negative"):
        build(raw, out)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_a_publisher_that_is_absent_is_reported_and_its_facts_stay(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "facts"
    build(raw, out)
    kept = (out / "wmd.parquet").read_bytes()
    (raw / "wmd_2018_2024_long.csv").unlink()
    report = build(raw, out)
    assert report.absent == ("wmd",)
    assert (out / "wmd.parquet").read_bytes() == kept
    assert "wmd" in tomllib.loads((out / HASHES).read_text(encoding="utf-8"))


def test_half_a_publisher_is_refused(raw: Path, tmp_path: Path) -> None:
    (raw / "usgs_mcs2025_world.csv").unlink()
    with pytest.raises(BadInput, match="usgs_mcs is incomplete"):
        build(raw, tmp_path / "facts")


def test_a_folder_without_files_or_no_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file of a known publisher"):
        build(tmp_path, tmp_path / "facts")
    with pytest.raises(BadInput, match="no such folder"):
        build(tmp_path / "nowhere", tmp_path / "facts")


def test_two_files_of_one_table_are_refused(raw: Path, tmp_path: Path) -> None:
    (raw / "old").mkdir()
    (raw / "old" / "wmd_2018_2024_long.csv").write_bytes((raw / "wmd_2018_2024_long.csv").read_bytes())
    with pytest.raises(BadInput, match="two files of one table"):
        build(raw, tmp_path / "facts")


def test_a_place_that_cannot_be_written_is_one_sentence(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "facts").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be written"):
        build(raw, tmp_path / "facts")
    (tmp_path / "other" / "wgi.parquet.part").mkdir(parents=True)  # the name the build writes to first is taken
    with pytest.raises(BadInput, match="cannot be written"):
        build(raw, tmp_path / "other")
    assert not list((tmp_path / "other").glob("*.parquet"))


def test_progress_names_each_publisher_once(raw: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    build(raw, tmp_path / "facts", progress=lambda *step: seen.append(step))
    total = len(PUBLISHERS)
    assert seen == [*((name, i, total) for i, name in enumerate(PUBLISHERS)), ("", total, total)]


def test_text_that_looks_like_nothing_survives_the_shelf(tmp_path: Path) -> None:
    from lodestone.atlas.fact import Fact

    odd = Fact(
        quantity="production", commodity="cobalt", form="ore", stage="mine", place="COD", period=2024, value=0.1 + 0.2,
        unit="t/year", card="x", note='a "quoted", comma; a line\nbreak; NULL; \\n; é —', low=None, high=1e-17,
    )  # fmt: skip
    write([canonical(odd)], tmp_path / "x.parquet")
    assert load(folder=tmp_path) == (odd,)


@pytest.mark.slow
def test_the_packaged_facts_are_those_of_the_raw_folder(shared: Path, tmp_path: Path) -> None:
    report = build(shared / "data", tmp_path / "facts")
    record = tomllib.loads((packaged() / HASHES).read_text(encoding="utf-8"))
    assert {n: (r["rows"], r["sha256"]) for n, r in record.items()} == {
        n: (report.rows[n], report.hashes[n]) for n in report.rows
    }
    assert report.absent == ()
