"""The verbs facts and atlas on a user's own figures and files: what they print, write and refuse."""

import csv
import io
import json
from pathlib import Path

import pytest

from lodestone.face.cli import main

ROWS = """quantity,mineral,place,year,value,unit,stage,form
production,gallium,China,2024,900000,kg,refine,crude
stock,Ga,Japan,2024,12,t,,
"""


def run(capsys: pytest.CaptureFixture, *words: object) -> tuple[int, str, str]:
    code = main([str(w) for w in words])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "my.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_add_list_use_and_forget(capsys: pytest.CaptureFixture, mine: Path, tmp_path: Path) -> None:
    code, out, _ = run(capsys, "facts", "add", mine, "--in", tmp_path, "--json")
    assert (code, json.loads(out)) == (0, {"folder": str(tmp_path), "added": 2, "replaced": 0})
    code, out, _ = run(capsys, "facts", "list", "--in", tmp_path, "--json")
    assert [f["value"] for f in json.loads(out)] == [900.0, 12.0]
    code, out, _ = run(capsys, "atlas", "gallium", "--year", 2024, "--facts", tmp_path, "--json")
    document = json.loads(out)
    assert (code, len(document["changes"])) == (0, 1)
    assert next(r for r in document["rows"] if r["place"] == "CHN" and r["form"] == "crude")["sources"][0] == "own"
    code, out, _ = run(capsys, "atlas", "gallium", "--year", 2024, "--facts", tmp_path)
    assert "yours: CHN refine crude 2024: your 900 t instead of 839 t" in out
    code, out, _ = run(capsys, "facts", "remove", "gallium", "--in", tmp_path)
    assert (code, out) == (0, "2 figures forgotten\n")


def test_a_wrong_row_is_one_sentence(capsys: pytest.CaptureFixture, mine: Path, tmp_path: Path) -> None:
    mine.write_text(ROWS.replace(",t,,", ",USD,,"), encoding="utf-8")
    code, out, err = run(capsys, "facts", "add", mine, "--in", tmp_path)
    assert (code, out) == (2, "")
    assert "my.csv, row 3, unit" in err
    assert err.count("\n") == 1
    assert not (tmp_path / "own_facts.csv").exists()


def test_the_template_takes_what_add_reads(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "my.xlsx"
    assert run(capsys, "facts", "template", path)[0] == 0
    book = openpyxl.load_workbook(path)
    book["table"].append(["stock", "gallium", "Japan", 2024, 12, "t"])
    book.save(path)
    assert run(capsys, "facts", "add", path, "--in", tmp_path)[0] == 0
    assert run(capsys, "facts", "template", path)[0] == 2  # never over a file that stands


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "json"])
@pytest.mark.parametrize(
    "words", [["gallium", "--year", "2024"], ["lng", "--imports", "JPN", "--year", "2024"], ["sources"]], ids=lambda w: w[0]
)
def test_every_table_goes_into_a_file(capsys: pytest.CaptureFixture, tmp_path: Path, words: list[str], kind: str) -> None:
    path = tmp_path / f"table.{kind}"
    code, out, err = run(capsys, "atlas", *words, "--export", path, "--json")
    assert code == 0
    json.loads(out)  # still one document on stdout
    assert f"written: {path}" in err
    assert path.stat().st_size > 500


def test_an_exported_row_knows_its_unit_and_source(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    path = tmp_path / "gallium.csv"
    run(capsys, "atlas", "gallium", "--year", "2024", "--export", path)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    china = next(r for r in rows if r["place"] == "CHN" and r["form"] == "crude")
    assert (china["value"], china["unit"]) == ("839.0", "t/year")
    assert "usgs_mcs_2026" in china["sources"]
    assert any("U.S. Geological Survey" in r["stage"] and "licence: US public domain" in r["stage"] for r in rows)


def test_a_file_that_cannot_be_written_or_fetched_is_one_sentence(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    for words, said in (
        (["gallium", "--export", tmp_path / "x.docx"], "end the name with one of them"),
        (["fetch", "wmd", "--to", tmp_path], "--from FILE"),
        (["fetch", "wmd", "--from", tmp_path / "nowhere", "--to", tmp_path], "no such file"),
        (["fetch", "nobody"], "publisher"),
    ):
        code, out, err = run(capsys, "atlas", *words)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert said in err


def test_a_folder_that_is_none_is_not_an_empty_one(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    for verb in (("list",), ("remove", "--all")):
        code, out, err = run(capsys, "facts", *verb, "--in", tmp_path / "mistyped")
        assert (code, out) == (2, "")
        assert "no such folder" in err
    code, out, _ = run(capsys, "facts", "list", "--in", tmp_path)
    assert code == 0
    assert "none yet" in out


def test_everything_is_forgotten_only_when_asked(capsys: pytest.CaptureFixture, mine: Path, tmp_path: Path) -> None:
    code, _, err = run(capsys, "facts", "remove", "--in", tmp_path)
    assert code == 2
    assert "say which mineral to forget, or --all" in err


def test_a_word_too_many_is_named(capsys: pytest.CaptureFixture) -> None:
    code, _, err = run(capsys, "atlas", "gallium", "germanium")
    assert code == 2
    assert "'germanium' is one word too many here" in err


def test_every_command_of_facts_answers_json(capsys: pytest.CaptureFixture, mine: Path, tmp_path: Path) -> None:
    run(capsys, "facts", "add", mine, "--in", tmp_path)
    code, out, _ = run(capsys, "facts", "remove", "gallium", "--in", tmp_path, "--json")
    assert (code, json.loads(out)) == (0, {"folder": str(tmp_path), "removed": 2, "left": 0})
    code, out, _ = run(capsys, "facts", "template", tmp_path / "t.csv", "--json")
    assert code == 0
    assert "quantity" in json.loads(out)["columns"]
    code, _, err = run(capsys, "facts", "template", tmp_path / "t.parquet")
    assert code == 2
    assert "t.xlsx" in err


def test_kilograms_called_tonnes_are_refused_and_nothing_is_kept(
    capsys: pytest.CaptureFixture, mine: Path, tmp_path: Path
) -> None:
    mine.write_text(ROWS.replace("900", "900000"), encoding="utf-8")
    code, out, err = run(capsys, "facts", "add", mine, "--in", tmp_path)
    assert (code, out) == (2, "")
    assert "my.csv, row 2, value" in err
    assert "is the unit right?" in err
    assert not (tmp_path / "own_facts.csv").exists()


def test_a_table_in_another_encoding_is_told_what_to_do(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    file = tmp_path / "latin.csv"
    file.write_bytes("quantity,mineral,place,year,value,unit\nstock,gallium,C\xf4te,2024,5,t\n".encode("latin-1"))
    code, _, err = run(capsys, "facts", "add", file, "--in", tmp_path)
    assert code == 2
    assert "latin.csv, line 2: not UTF-8 text; save it as UTF-8" in err
