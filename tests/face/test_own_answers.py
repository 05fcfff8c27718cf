"""Every verb with the user's own figures: what it says of them, that nothing changes without, and the files it writes."""

import json
from pathlib import Path

import pytest

from lodestone.face.cli import main

ROWS = """quantity,mineral,place,year,value,unit,stage,form
production,gallium,China,2024,900000,kg,refine,crude
stock,Ga,Japan,2024,60,t,,
consumption,gallium,Japan,2024,190,t,,refined
"""
VERBS = {
    "atlas": ["atlas", "gallium", "--year", "2024"],
    "imports": ["atlas", "lng", "--imports", "JPN", "--year", "2024"],
    "network": ["network", "gallium"],
    "risk": ["risk", "gallium", "--method", "net-import-reliance", "--economy", "JPN"],
    "world": ["risk", "gallium"],
    "shock": ["shock", "gallium-ban-by-china", "--runs", "8"],
}


def run(capsys: pytest.CaptureFixture, *words: object) -> tuple[int, str, str]:
    code = main([str(w) for w in words])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def mine(capsys: pytest.CaptureFixture, tmp_path: Path) -> Path:
    (tmp_path / "my.csv").write_text(ROWS + "consumption,lng,Japan,2024,66,Mt,,sendout\n", encoding="utf-8")
    assert run(capsys, "facts", "add", tmp_path / "my.csv", "--in", tmp_path)[0] == 0
    return tmp_path


@pytest.mark.parametrize("verb", VERBS)
def test_an_emptied_folder_changes_nothing(capsys: pytest.CaptureFixture, mine: Path, verb: str) -> None:
    run(capsys, "facts", "remove", "--all", "--in", mine)
    assert run(capsys, *VERBS[verb], "--facts", mine, "--json") == run(capsys, *VERBS[verb], "--json")


@pytest.mark.parametrize("verb", VERBS)
def test_every_answer_says_what_became_of_them(capsys: pytest.CaptureFixture, mine: Path, verb: str) -> None:
    code, out, _ = run(capsys, *VERBS[verb], "--facts", mine, "--json")
    document = json.loads(out)
    assert code == 0
    assert all(row["used"] or row["why_not"] for row in document["own"])
    assert len(document["own"]) == (1 if verb == "imports" else 3)
    changed = {row["what"]: row for row in document["own_changes"]}
    assert bool(changed) == (verb != "imports")
    assert all(row["without"] != row["with"] for row in changed.values())
    text = run(capsys, *VERBS[verb], "--facts", mine)[1]
    assert "yours: " in text
    assert ("with your figures: " in text) == (verb != "imports")


def test_numbers_with_and_without_are_those_of_the_two_answers(capsys: pytest.CaptureFixture, mine: Path) -> None:
    def made(*words: object) -> dict[str, float]:
        document = json.loads(run(capsys, *VERBS["network"], *words, "--json")[1])
        crude = next(n for n in document["nodes"] if (n["form"], n["place"]) == ("crude", "CHN"))
        return {"made": crude["made_t_per_year"], **({"own": document["own_changes"]} if words else {})}

    without, having = made(), made("--facts", mine)
    row = next(c for c in having["own"] if c["what"] == "CHN production of crude")  # type: ignore[union-attr]
    assert (row["without"], row["with"]) == (pytest.approx(without["made"]), pytest.approx(having["made"]))
    assert row["with"] == pytest.approx(900, rel=0.02)
    assert row["sentence"].startswith("CHN production of crude: ")


def test_a_stock_lengthens_the_cover_a_shock_starts_from(capsys: pytest.CaptureFixture, mine: Path) -> None:
    document = json.loads(run(capsys, *VERBS["shock"], "--facts", mine, "--json")[1])
    stock = next(row for row in document["own"] if row["quantity"] == "stock")
    assert 1 < stock["cover_months"] < 12
    change = next(c for c in document["own_changes"] if c["what"] == "stock of users in JPN")
    assert change["with"] == stock["cover_months"]
    assert any(c["what"] == "use JPN loses in 12 months, median" for c in document["own_changes"])


EXPORTS = {
    **VERBS, "facts": ["facts", "list"], "backtest": ["backtest", "cobalt1978", "--runs", "8"],
    "check": ["atlas", "check", "gallium", "--quick"], "sources": ["atlas", "sources"],
}  # fmt: skip


@pytest.mark.parametrize("verb", EXPORTS)
def test_every_table_goes_into_every_kind_of_file(capsys: pytest.CaptureFixture, mine: Path, verb: str) -> None:
    import duckdb
    import openpyxl

    option = {"facts": ["--in", mine], "backtest": [], "check": [], "sources": []}.get(verb, ["--facts", mine])
    rows = {}
    for kind in ("json", "csv", "xlsx", "parquet"):
        path = mine / "out" / f"table.{kind}"
        path.parent.mkdir(exist_ok=True)
        code, _, err = run(capsys, *EXPORTS[verb], *option, "--export", path)
        assert code in (0, 1)
        assert f"written: {path}" in err
        if kind == "json":
            rows[kind] = len(json.loads(path.read_text("utf-8"))["rows"])
        elif kind == "xlsx":
            rows[kind] = openpyxl.load_workbook(path)["table"].max_row - 1
        elif kind == "parquet":
            rows[kind] = len(duckdb.sql(f"select * from '{path}'").fetchall())
        else:
            assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows["json"] == rows["xlsx"] == rows["parquet"] > 0


@pytest.mark.parametrize("verb", EXPORTS)
def test_a_kind_no_table_is_written_as_is_refused_before_the_work(
    capsys: pytest.CaptureFixture, tmp_path: Path, verb: str
) -> None:
    code, out, err = run(capsys, *EXPORTS[verb], "--export", tmp_path / "x.docx")
    assert (code, out) == (2, "")
    assert "end the name with one of them" in err


def test_own_figures_go_out_as_they_come_in(capsys: pytest.CaptureFixture, mine: Path) -> None:
    other = mine / "other"
    assert run(capsys, "facts", "list", "--in", mine, "--export", mine / "out.xlsx")[0] == 0
    code, _, err = run(capsys, "facts", "add", mine / "out.xlsx", "--in", other)
    assert (code, err) == (0, "")
    kept = []
    for at in (mine, other):
        listed = json.loads(run(capsys, "facts", "list", "--in", at, "--json")[1])
        kept.append([{name: value for name, value in fact.items() if name != "row"} for fact in listed])
    assert kept[0] == kept[1]


def test_a_folder_without_facts_says_how_to_keep_some(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    for words in (*VERBS.values(), ["brief", "nothing.txt"]):
        code, out, err = run(capsys, *words, "--facts", tmp_path)
        assert (code, out, err.count("\n")) == (2, "", 1)
