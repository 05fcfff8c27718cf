"""``lodestone risk``: whose risk the answer is about, and draws that make no sense."""

import json

import pytest

from lodestone.face.cli import main


def test_a_measure_of_world_output_does_not_claim_to_be_about_one_economy(capsys: pytest.CaptureFixture) -> None:
    assert main(["risk", "lithium", "--method", "hhi", "--economy", "JPN"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("concentration of world output (HHI): world, 2024")
    assert "the same for every economy" in out
    assert main(["risk", "lithium", "--method", "hhi", "--economy", "JPN", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unanswered"] == []


def test_fewer_than_no_draws_are_refused(capsys: pytest.CaptureFixture) -> None:
    assert main(["risk", "cobalt", "--draws", "-1"]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert "--draws -1" in err
