"""The user's own figures: kept all or nothing, marked as theirs, and said wherever they change an answer."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from lodestone import workspace
from lodestone.atlas.fact import OWN
from lodestone.atlas.supply_table import to_json
from lodestone.store.facts import load
from lodestone.store.overlay import FILE, read_own, remove_own
from lodestone.terms.errors import BadInput

HEAD = ["quantity", "mineral", "place", "year", "value", "unit", "stage", "form", "low", "high", "note"]
CHINA = ["production", "gallium", "China", 2024, 900_000, "kg", "refine", "crude", 850_000, 950_000, "plant visits"]
STOCK = ["stock", "Ga", "JPN", 2024, 12, "t", None, None, None, None, None]


def workbook(path: Path, *rows: list, head: list = HEAD) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (head, *rows):
        sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def added(tmp_path: Path) -> Path:
    assert workspace.add_facts(workbook(tmp_path / "my.xlsx", CHINA, STOCK), tmp_path) == (2, 0)
    return tmp_path


def test_figures_are_kept_in_canonical_units_with_their_row(added: Path) -> None:
    china, stock = read_own(added)
    assert (china.value, china.low, china.high, china.unit, china.row) == (900.0, 850.0, 950.0, "t/year", "my.xlsx, row 2")
    assert (stock.quantity, stock.form, stock.value, stock.card) == ("stock", "all", 12.0, OWN)


def test_they_lie_over_the_packaged_facts(added: Path) -> None:
    found = load(commodity="gallium", quantities=["stock"], folder=added)
    assert OWN in {f.card for f in found}
    assert len(found) == len(load(commodity="gallium", quantities=["stock"])) + 1
    assert not [f for f in load(commodity="cobalt", folder=added) if f.card == OWN]
    assert not [f for f in load(commodity="gallium", periods=[2020], folder=added) if f.card == OWN]


def test_the_answer_says_what_changed(added: Path) -> None:
    """839 t become 900 t; the world total of 848 t moves to 909 t, and China's share to 900 / 909."""
    table = workspace.supply("gallium", stage="refine", year=2024, facts=added)
    china = next(r for r in table.rows if r.place == "CHN" and r.form == "crude")
    assert (china.value, china.low, china.high, china.sources[0]) == (900.0, 850.0, 950.0, OWN)
    assert china.note == "yours; usgs_mcs_2026 has 839 t"
    assert china.share == pytest.approx(900 / 909)
    assert sum(r.share or 0 for r in table.rows if r.form == "crude") == pytest.approx(1)
    assert to_json(table)["changes"] == ["CHN refine crude 2024: your 900 t instead of 839 t (usgs_mcs_2026 2024)"]
    assert "changes" not in to_json(workspace.supply("gallium", year=2024))


def test_an_old_figure_is_not_used_and_said_so(added: Path) -> None:
    table = workspace.supply("gallium", year=2025, facts=added)
    assert "not used" in table.changes[0]
    assert next(r for r in table.rows if r.place == "CHN" and r.form == "crude").sources[0] == "usgs_mcs_2026"


def test_a_figure_later_than_the_year_asked_is_said_too(added: Path) -> None:
    table = workspace.supply("gallium", year=2023, facts=added)
    assert table.changes == ("CHN refine crude 2024: your 900 t is not used: it is later than 2023",)


def test_a_place_the_publisher_does_not_name_comes_out_of_the_rest(tmp_path: Path) -> None:
    row = ["production", "cobalt", "Morocco", 2024, 1_234, "t", "mine", "ore", None, None, None]
    unnamed = ["production", "cobalt", "Zambia", 2024, 2_000, "t", "mine", "ore", None, None, None]
    workspace.add_facts(workbook(tmp_path / "my.xlsx", row, unnamed), tmp_path)
    before = workspace.supply("cobalt", stage="mine", year=2024)
    after = workspace.supply("cobalt", stage="mine", year=2024, facts=tmp_path)
    assert len(after.changes) == 2
    assert sum(r.share or 0 for r in after.rows) == pytest.approx(1)
    rest = {t: next(r.value for r in s.rows if r.place == "ROW") for t, s in (("before", before), ("after", after))}
    named = {r.place for r in before.rows if r.form == "ore"}
    moved = sum(v for p, v in (("MAR", 1_234), ("ZMB", 2_000)) if p not in named)
    assert rest["before"] - rest["after"] == pytest.approx(moved)


def test_the_same_cell_again_replaces(added: Path) -> None:
    again = [*CHINA[:4], 910, "t", *CHINA[6:8], None, None, None]
    assert workspace.add_facts(workbook(added / "new.xlsx", again), added) == (0, 1)
    assert sorted(f.value or 0 for f in read_own(added)) == [12.0, 910.0]


def test_forgetting(added: Path) -> None:
    assert remove_own(added, commodity="cobalt") == 0
    assert remove_own(added, commodity="gallium") == 2
    assert read_own(added) == ()


@pytest.mark.parametrize(
    ("at", "value", "said"),
    [
        (0, "hope", 'quantity: "hope", want one of stock'),
        (1, "galium", "did you mean gallium"),
        (2, "Cathay", "row 3"),
        (2, "EU", "is not one economy"),
        (3, "soon", "is not a calendar year"),
        (4, "a lot", '"a lot" is not a number'),
        (4, -5, "is negative"),
        (4, None, "leave the row out"),
        (5, "USD", 'unit: "USD" is not a unit for production'),
        (5, None, "is empty"),
        (6, "moon", "moon"),
        (7, "ore", "known at refine: crude"),
        (4, "1,500", "write it without a comma"),
        (4, "<5", "write the middle, with its range in low and high"),
        (4, "10 - 15", "write the middle"),
        (4, "NaN", '"NaN" is not a number'),
        (4, "inf", '"inf" is not a number'),
        (8, 950, "must lie between"),
        (9, "x", 'high: "x" is not a number'),
    ],
)
def test_one_wrong_row_and_nothing_is_kept(added: Path, at: int, value: object, said: str) -> None:
    before = (added / FILE).read_bytes()
    wrong = ["production", "gallium", "JPN", 2024, 900, "t", "refine", "crude", None, None, None]
    wrong[at] = value
    path = workbook(added / "wrong.xlsx", [*STOCK[:3], 2023, *STOCK[4:]], wrong)
    with pytest.raises(BadInput) as refused:
        workspace.add_facts(path, added)
    assert said in str(refused.value)
    assert "wrong.xlsx, row 3" in str(refused.value)
    assert (added / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("stage", "form", "said"),
    [
        ("refine", "wafer", 'form: "wafer" is no form of gallium at stage refine (known at refine: crude'),
        (None, "wafer", 'form: "wafer" is no form of gallium'),
        ("refine", None, "which form of gallium at refine?"),
    ],
)
def test_a_stock_of_no_form_of_the_chain_is_refused(added: Path, stage: str | None, form: str | None, said: str) -> None:
    before = (added / FILE).read_bytes()
    path = workbook(added / "wrong.xlsx", [*STOCK[:6], stage, form, None, None, None])
    with pytest.raises(BadInput) as refused:
        workspace.add_facts(path, added)
    assert said in str(refused.value)
    assert (added / FILE).read_bytes() == before


def test_a_form_alone_finds_its_stage(tmp_path: Path) -> None:
    rows = [["consumption", "manganese", "Japan", 2024, 100, "t", None, "electrolytic"]]
    rows += [["recycling", "gallium", "Japan", 2024, 80, "t", None, "refined"], ["stock", "platinum", "Japan", 2024, 9, "t"]]
    workspace.add_facts(workbook(tmp_path / "my.xlsx", *[[*r, *[None] * (11 - len(r))] for r in rows]), tmp_path)
    assert [(f.quantity, f.stage, f.form) for f in read_own(tmp_path)] == [
        ("secondary", "refine", "refined"), ("stock", "refine", "all"), ("use", "metal", "electrolytic"),
    ]  # fmt: skip


def _cut(path: Path) -> None:
    workbook(path, CHINA, STOCK)
    path.write_bytes(path.read_bytes()[:-400])


def _spoilt(path: Path) -> None:
    """A whole archive whose sheet breaks off."""
    workbook(path, CHINA, STOCK)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part[: len(part) // 2] if "sheet1" in name else part)


def _on_the_second_sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["read me first"])
    figures = book.create_sheet("figures")
    for row in (HEAD, CHINA):
        figures.append(row)
    book.save(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_cut, "not a whole Excel workbook"),
        (_spoilt, "not a whole Excel workbook"),
        (lambda p: p.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096)), "protected by a password, or an old .xls"),
        (lambda p: p.mkdir(), "cannot be read"),
        (lambda p: None, "no such file"),
        (_on_the_second_sheet, "sheet figures has them: move it to the front"),
    ],
    ids=["cut", "spoilt", "password", "folder", "absent", "sheet"],
)
def test_a_workbook_that_cannot_be_read_changes_nothing(added: Path, content: Callable[[Path], None], said: str) -> None:
    before = (added / FILE).read_bytes()
    content(added / "bad.xlsx")
    with pytest.raises(BadInput) as refused:
        workspace.add_facts(added / "bad.xlsx", added)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (added / FILE).read_bytes() == before


def test_a_file_another_program_holds_is_one_sentence(added: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("openpyxl.load_workbook", held)
    with pytest.raises(BadInput, match=r"cannot be read \(Permission denied\); close it elsewhere"):
        workspace.add_facts(added / "my.xlsx", added)


def test_a_table_exported_beside_own_facts_is_not_taken_for_facts(added: Path) -> None:
    from lodestone.store.export import Sheet, export

    export(Sheet(title="a table", columns={"place": ""}, rows=[("JPN",)]), added / "table.parquet")
    assert load(commodity="gallium", quantities=["stock"], folder=added)


def test_merged_cells_are_refused_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "my.xlsx", CHINA, STOCK)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.save(path)
    with pytest.raises(BadInput, match=r"my\.xlsx, sheet Sheet: merged cells at A2:A3"):
        workspace.add_facts(path, tmp_path)
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda p: p.write_bytes(b"not a workbook"), "not a whole Excel workbook"),
        (lambda p: workbook(p, CHINA[:5], head=HEAD[:5]), "lacks the columns unit"),
        (lambda p: workbook(p), "no row below the header"),
        (lambda p: workbook(p, [*CHINA, "x"], head=[*HEAD, "colour"]), "column colour has no meaning"),
        (lambda p: workbook(p, [*CHINA, "x"], head=[*HEAD, "unit"]), "two columns of one name"),
        (lambda p: workbook(p, [*CHINA[:4], "=1+1", *CHINA[5:]]), "a formula without a saved value"),
        (lambda p: workbook(p, CHINA, CHINA), "the same cell stands already in row 2"),
    ],
)
def test_a_bad_workbook_is_one_sentence(tmp_path: Path, content, said: str) -> None:
    content(tmp_path / "my.xlsx")
    with pytest.raises(BadInput, match=said):
        workspace.add_facts(tmp_path / "my.xlsx", tmp_path)
    assert not (tmp_path / FILE).exists()


def test_oxide_stays_oxide_and_is_not_laid_over_metal(tmp_path: Path) -> None:
    row = ["production", "rare earths", "Brazil", 2024, 7, "kt REO", "mine", "reo", None, None, None]
    plain = [*row[:2], "Vietnam", 2024, 7, "kt", *row[6:]]
    workspace.add_facts(workbook(tmp_path / "my.xlsx", row, plain), tmp_path)
    table = workspace.supply("rare_earths", stage="mine", year=2024, facts=tmp_path)
    brazil = next(r for r in table.rows if r.place == "BRA" and r.form == "reo")
    assert (brazil.value, brazil.basis) == (7_000.0, "oxide")
    assert any("give yours in the same" in c for c in table.changes)


def test_a_changed_file_of_ours_is_refused(added: Path) -> None:
    path = added / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("900.0", "nine"), encoding="utf-8")
    with pytest.raises(BadInput, match=r'own_facts\.csv, line 2: value "nine"'):
        load(commodity="gallium", folder=added)
    path.write_text("quantity,value\n", encoding="utf-8")
    with pytest.raises(BadInput, match="its columns were changed"):
        load(commodity="gallium", folder=added)
