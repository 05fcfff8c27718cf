"""Doubts: the assumption that makes the outcome is found, one that does not vary is left out."""

from dataclasses import replace

import numpy as np
import pytest

from lodestone.brief.breaks import as_delivered, band, certain, what_if
from lodestone.brief.doubts import _mover, labels, used_priors
from lodestone.scenario.draws import SHOCK_FIELDS
from lodestone.shock.params import PARAMETERS
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Intervention
from lodestone.terms.month import Month
from lodestone.terms.prior import priors


def test_a_driver_moves_the_outcome_by_its_own_fifths() -> None:
    """Outcome = assumption = 0..99: the lowest fifth averages 9.5, the highest 89.5."""
    values = np.arange(100.0)
    mover = _mover("x", values, values, None)
    assert mover is not None
    assert (mover.at_low, mover.at_high, mover.swing) == (9.5, 89.5, 80.0)
    assert mover.value_low < mover.value_high


def test_an_assumption_that_does_not_vary_is_no_mover() -> None:
    assert _mover("x", np.arange(10.0), np.ones(10), None) is None


def test_every_drawn_assumption_has_words() -> None:
    drawn = {id_ for id_, _, _ in PARAMETERS.values() if priors()[id_].shape != "fixed"} | set(SHOCK_FIELDS)
    assert drawn <= set(labels())


def test_band_of_a_hundred_and_one_values() -> None:
    b = band(np.arange(101.0))
    assert (b.median, b.low, b.high) == (50.0, 5.0, 95.0)


def test_a_what_if_names_its_priors_and_says_that_it_is_one() -> None:
    case = what_if("cobalt", "COD", "DR Congo", Month(2026, 1), 24)
    assert case.reading == "what-if"
    assert case.shocks[0].effective == "2026-04"
    assert "no text" in case.notes[0].lower()
    assert {"ban.leak", "refusal.duration"} <= {p.id for p in used_priors([case])}


def test_if_it_comes_and_as_delivered() -> None:
    case = what_if("cobalt", "COD", "DR Congo", Month(2026, 1), 24)
    odds = Estimate("odds", 0.1, 0.3, 0.6, note="made up")
    tonnes = Estimate("production", 10, 10, 10, note="made up")
    promise = Intervention(
        kind="production", commodity="cobalt", form="refined", place="CAN", tonnes=tonnes, from_date="2031", odds=odds
    )
    hedged = replace(case, shocks=(replace(case.shocks[0], odds=odds),))
    assert certain(hedged).shocks[0].odds is None
    kept = as_delivered(case, (promise,)).interventions[0]
    assert (kept.from_date, kept.odds) == ("2026-01-01", None)


@pytest.mark.parametrize("id_", ["shock.h_u", "duration_months"])
def test_labels_are_words(id_: str) -> None:
    assert " " in labels()[id_]
