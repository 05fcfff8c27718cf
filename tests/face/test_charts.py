"""Charts as files: drawn by their ending, refused in one sentence, with sources, year and unit on the picture."""

import json

import pytest

from lodestone.face.cli import main
from lodestone.face.cli.charts import cited, named, write_chart
from lodestone.terms.errors import BadInput


def run(capsys, *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_a_network_is_drawn_beside_its_json(capsys, tmp_path):
    file = tmp_path / "gallium.svg"
    code, out, _ = run(capsys, "network", "gallium", "--year", "2024", "--chart", file, "--json")
    assert code == 0
    assert json.loads(out)["mineral"] == "gallium"
    text = file.read_text("utf-8")
    for words in ("Gallium 2024", "Ga contained", "Refined: crude", "no published figure", "Sources:", "owned-up"):
        assert words in text


def test_supply_is_drawn_as_a_picture_or_a_page(capsys, tmp_path):
    picture, page = tmp_path / "g.png", tmp_path / "g.html"
    assert run(capsys, "atlas", "gallium", "--chart", picture)[0] == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert run(capsys, "atlas", "germanium", "--stage", "refine", "--chart", page)[0] == 0
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "Germanium" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("network", "gallium", "--chart", "gallium.pdf"), ".png, .svg or .html"),
        (("atlas", "gallium", "--chart", "gallium"), ".png, .svg or .html"),
        (("atlas", "gallium", "--imports", "JPN", "--chart", "g.png"), "leave --chart out"),
    ],
)
def test_what_cannot_be_drawn_is_said_before_anything_is_computed(capsys, words, said):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_chart_that_cannot_be_written_says_which_option_to_change(tmp_path):
    standing = tmp_path / "file"
    standing.write_text("in the way", encoding="utf-8")
    with pytest.raises(BadInput, match="--chart"):
        write_chart(standing / "chart.svg", "<svg/>", "nothing")
    assert standing.read_text("utf-8") == "in the way"


def test_publishers_are_named_once_and_assumptions_last():
    said = cited(["assumption", "usgs_mcs_2026", "usgs_mcs_2026", "formula"])
    assert said == "U.S. Geological Survey 2026, formula, owned-up assumptions"


def test_a_heading_says_a_thing_once():
    assert named("Refined", "refined") == "Refined"
    assert named("Mined", "platinum_concentrate") == "Mined: platinum concentrate"


def test_panels_serve_every_stage_and_name_who_is_missing(tmp_path):
    heavy, manganese = tmp_path / "heavy.svg", tmp_path / "manganese.svg"
    assert main(["atlas", "rare_earths_heavy", "--year", "2024", "--chart", str(heavy)]) == 0
    assert "Refined: " in heavy.read_text(encoding="utf-8")
    assert main(["atlas", "manganese", "--stage", "refine", "--year", "2024", "--chart", str(manganese)]) == 0
    assert "upper bounds" in manganese.read_text(encoding="utf-8")


def test_an_export_that_cannot_be_written_says_which_option_to_change(capsys, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["atlas", "cobalt", "--export", str(tmp_path / "file" / "x.csv")]) == 2
    err = capsys.readouterr().err
    assert "--export" in err
    assert "--out" not in err
