"""``lodestone atlas WHAT --imports ECONOMY --by-origin``: a table for people, one for machines, a file, and misuse."""

import csv
import json

import pytest

from lodestone.face.cli import main

ITALY = ["atlas", "2846,280530", "--imports", "ITA", "--year", "2024", "--by-origin"]


def test_people_see_what_was_declared_beside_the_origin(capsys):
    assert main(ITALY) == 0
    said = capsys.readouterr().out
    assert "as declared" in said
    assert "by origin: 28% of the mass was declared from NLD" in said
    assert "assumption outside the band" in said


def test_json_and_file_carry_the_band(capsys, tmp_path):
    assert main([*ITALY, "--json"]) == 0
    table = json.loads(capsys.readouterr().out)
    china = next(r for r in table["rows"] if r["partner"] == "CHN")
    assert table["by_origin"] is True
    assert china["declared_share"] < china["low"] < china["share"] < china["high"]
    assert main([*ITALY, "--export", str(tmp_path / "italy.csv")]) == 0
    rows = list(csv.reader((tmp_path / "italy.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {"declared_share [1]", "low [1]", "high [1]"} <= set(rows[0])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["atlas", "cobalt", "--by-origin"], "--by-origin belongs to --imports"),
        (["atlas", "cobalt", "--exports", "CHN", "--by-origin"], "only imports have one"),
    ],
)
def test_misuse_is_one_sentence(line, said, capsys):
    assert main(line) == 2
    assert said in capsys.readouterr().err
