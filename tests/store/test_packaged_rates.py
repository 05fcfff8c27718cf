"""Exchange rates are opened only for a sum in two currencies."""

from unittest.mock import patch

from lodestone import workspace
from lodestone.workspace.rates import PackagedRates

PLAIN = "Ministers met in Lisbon on 3 March 2025. They will lend 40 billion yen to the project."
TWICE = "Ministers met in Lisbon on 3 March 2025. They will lend 40 billion yen, or about 26 million dollars, to the project."


def test_a_plain_text_does_not_open_them(tmp_path):
    (tmp_path / "plain.txt").write_text(PLAIN, "utf-8")
    with patch("lodestone.store.facts.load", side_effect=AssertionError("opened")):
        assert workspace.read(tmp_path / "plain.txt").claims


def test_a_converted_sum_is_held_against_them(tmp_path):
    (tmp_path / "twice.txt").write_text(TWICE, "utf-8")
    found = workspace.read(tmp_path / "twice.txt").conflicts
    assert "currency" in {conflict.type for conflict in found}


def test_they_are_those_of_the_facts():
    rates = PackagedRates()
    assert 140 < rates["JPY", "USD"]["2025"] < 160
    assert len(rates) == len(list(rates)) > 10
