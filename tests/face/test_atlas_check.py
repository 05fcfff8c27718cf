"""``lodestone atlas check``: one table of all stages, one JSON document, and exit codes that mean something."""

import json

import pytest

from lodestone.face.cli import main
from lodestone.face.cli.atlas_check import check


def test_json_names_every_stage_and_its_doubts(capsys):
    assert main(["atlas", "check", "lithium", "--quick", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is True
    (chain,) = said["chains"]
    assert chain["residual"] < 1e-6
    stages = {s["form"]: s for s in chain["stages"]}
    assert list(stages) == ["concentrate", "brine", "carbonate", "hydroxide"]
    assert stages["concentrate"]["verdict"] == "weak"
    assert stages["concentrate"]["imputed"] == 1.0
    assert stages["carbonate"]["observed"] > 0.9
    assert stages["carbonate"]["recovery_error"] is None  # quick


def test_a_group_stands_for_its_chains_and_the_table_names_the_weak(capsys):
    assert main(["atlas", "check", "rare_earths", "--quick"]) == 0
    said = capsys.readouterr().out
    assert "rare_earths_light" in said
    assert "rare_earths_heavy" in said
    assert "do not rank origins" in said


def test_a_broken_law_is_exit_one(capsys, monkeypatch):
    from lodestone.store import facts

    monkeypatch.setattr(facts, "load", lambda **_: ())
    assert check("cobalt", quick=True) == 1
    assert "FAILS" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (["atlas", "check", "galium"], 2, "did you mean gallium"),
        (["atlas", "check", "gold"], 3, "no chain file for"),
        (["atlas", "check", "gallium", "--year", "1990"], 3, "speaks for 2021 to 2024"),
    ],
)
def test_nonsense_is_one_sentence(line, code, words, capsys):
    assert main(line) == code
    assert words in capsys.readouterr().err


def test_a_year_no_chain_speaks_for_is_said_once_and_at_once(capsys):
    assert main(["atlas", "check", "--year", "1990"]) == 3
    out, err = capsys.readouterr()
    assert not out
    assert "1990" in err
    assert "15 more chains" in err
    assert err.count("\n") == 1


def test_a_page_that_cannot_be_written_says_which_option_to_change(capsys, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["atlas", "check", "cobalt", "--quick", "--markdown", str(tmp_path / "file" / "page.md")]) == 2
    assert "--markdown" in capsys.readouterr().err
