"""A brief with the user's own figures: named as theirs, kept in run.json, and repeated from it bit for bit."""

import json
from pathlib import Path

import pytest

from lodestone import workspace
from lodestone.terms.errors import BadInput

pytestmark = pytest.mark.slow  # each test writes whole briefs

TEXT = "Tokyo, 4 May 2026. China will prohibit exports of gallium to Japan from 1 July 2026, the ministry announced.\n"
ROWS = """quantity,mineral,place,year,value,unit,stage,form
stock,gallium,Japan,2024,60,t,,
consumption,Ga,Japan,2024,190,t,,refined
"""
HOW = {"economy": "JPN", "runs": 8, "months": 12}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk")
    (path / "text.txt").write_text(TEXT, encoding="utf-8")
    (path / "my.csv").write_text(ROWS, encoding="utf-8")
    workspace.add_facts(path / "my.csv", path)
    return path


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, bytes]:
    return dict(workspace.brief_files(workspace.brief([folder / "text.txt"], facts=folder, **HOW)))


def test_the_page_names_them_as_the_users_and_says_what_they_change(files: dict[str, bytes]) -> None:
    page = files["brief.html"].decode("utf-8")
    assert 'id="own"' in page
    assert "60 t" in page
    assert "With your figures, JPN consumption of refined: " in page
    figures = json.loads(files["numbers.json"])["figures"]["own-gallium"]
    assert [row["used"] for row in figures["own"]] == [True, True]


def test_the_answer_says_that_they_are_in_it(folder: Path) -> None:
    found = workspace.brief([folder / "text.txt"], facts=folder, **HOW)
    assert any("Two figures of your own are in these numbers" in sentence for sentence in workspace.brief_answer(found))
    cover = next(b for b in found.breaks if b.chain == "gallium").gravest.cover_before
    assert cover == pytest.approx(found.told["gallium"].figures[-1].months or found.told["gallium"].figures[0].months)


def test_it_repeats_from_run_json_alone(folder: Path, files: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(files["run.json"])
    assert dict(workspace.brief_files(workspace.repeat_brief(tmp_path / "run.json"))) == files


def test_a_figure_changed_in_run_json_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(files["run.json"].replace(b'"value": 60.0', b'"value": 600.0'))
    with pytest.raises(BadInput, match="changed by hand"):
        workspace.repeat_brief(tmp_path / "run.json")


def test_without_own_figures_no_file_speaks_of_any(folder: Path) -> None:
    plain = dict(workspace.brief_files(workspace.brief([folder / "text.txt"], **HOW)))
    assert "own_facts" not in json.loads(plain["run.json"])
    assert b'id="own"' not in plain["brief.html"]


def test_own_figures_of_another_mineral_leave_the_numbers_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text(ROWS.replace("gallium", "cobalt").replace("Ga,", "cobalt,"), encoding="utf-8")
    workspace.add_facts(tmp_path / "my.csv", tmp_path)
    plain = workspace.brief_files(workspace.brief([folder / "text.txt"], **HOW))
    other = workspace.brief_files(workspace.brief([folder / "text.txt"], facts=tmp_path, **HOW))
    assert other == plain
