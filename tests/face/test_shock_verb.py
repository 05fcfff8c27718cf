"""``lodestone shock``: several scenarios at once, measures on record by name, a chart of one place, and what is refused."""

import json
from pathlib import Path

import pytest

from lodestone.face.cli import main


def answered(words, capsys) -> tuple[int, str, str]:
    code = main(["shock", *words])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_one_scenario_is_one_document_and_several_are_a_list(capsys):
    code, out, _ = answered(["chn-2023-23", "--runs", "4", "--json"], capsys)
    both = json.loads(out)["scenarios"]
    assert code == 0
    assert [one["mineral"] for one in both] == ["gallium", "germanium"]
    _, out, _ = answered(["chn-2023-23:germanium", "--runs", "4", "--json"], capsys)
    assert json.loads(out) == both[1]


def test_text_tells_what_the_numbers_do_not_show(capsys):
    _, out, _ = answered(["chn-2025-18", "--runs", "4"], capsys)
    assert "Sizes are those of other measures of its kind, not of this one." in out


def test_a_chart_of_one_place(tmp_path: Path, capsys):
    file = tmp_path / "japan.svg"
    code, _, err = answered(["chn-2025-18", "--runs", "20", "--place", "Japan", "--chart", str(file)], capsys)
    assert code == 0
    assert str(file) in err
    drawing = file.read_text("utf-8")
    assert "Oxide: share of need not met" in drawing
    assert "MOFCOM" in drawing  # the basis stands on the sheet
    again = tmp_path / "again.svg"
    answered(["chn-2025-18", "--runs", "20", "--place", "JPN", "--chart", str(again)], capsys)
    assert again.read_text("utf-8") == drawing


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "say which scenario"),
        (["chn-2025-18", "--chart", "x.png"], "give --place and one scenario"),
        (["chn-2023-23", "--place", "JPN", "--chart", "x.png"], "give --place and one scenario"),
        (["chn-2025-18", "--place", "JPN", "--chart", "x.gif"], "a chart is a .png, .svg or .html file"),
        (["chn-2025-81"], "no such file, nor a packaged scenario or measure"),
        (["chn-2025-18:cobalt"], "chn-2025-18 has the runs chn-2025-18:rare_earths_heavy"),
    ],
)
def test_what_is_refused(words, says, capsys):
    code, out, err = answered(words, capsys)
    assert code == 2
    assert says in " ".join(err.split())
    assert not out


def test_nothing_to_draw_where_nothing_moves(tmp_path: Path, capsys):
    file = tmp_path / "x.svg"
    code, _, _ = answered(["chn-2025-18", "--runs", "4", "--place", "ISL", "--chart", str(file)], capsys)
    assert code == 3
    assert not file.exists()
