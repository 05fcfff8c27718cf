"""Measures that were lifted, suspended or ran out: what a text says of it, whom it concerns, and what stays open."""

import pytest

from lodestone.evidence import force
from lodestone.evidence.claim import Reading
from lodestone.evidence.intake import document
from lodestone.evidence.measures import measures
from lodestone.evidence.read import read
from lodestone.evidence.undoing import undoings

LICENCES = "Notice, 9 October 2025\n\nChina requires licences for exports of holmium and erbium from 8 November 2025.\n"
BAN = "Notice, 5 May 2025\n\nChina banned exports of gallium to Japan from 1 June 2025.\n"
PAUSE = (
    "Notice, 7 November 2025\n\nChina suspended the export controls on holmium, erbium and gallium from 7 November 2025 "
    "until 10 November 2026.\n"
)


def told(text: str, name: str = "notice.txt") -> Reading:
    return read(document(text.encode(), name))


def ways(text: str, *others: str, day: str) -> list[tuple[str | None, str | None] | None]:
    """What a measure may be on a day: (effective, lifted), or None for not in force."""
    readings = [told(t, f"{i}.txt") for i, t in enumerate((text, *others))]
    [measure] = measures(readings[0])
    found = [u for r in readings for u in undoings(r)]
    return [w.measure and (w.measure.effective, w.measure.lifted) for w in force.ways(measure, force.timed(measure, found), day)]


@pytest.mark.parametrize(
    ("after", "lifted"),
    [
        ("The controls were lifted with effect from 1 March 2026.", "2026-03-01"),
        ("The licensing requirement expires on 30 June 2027.", "2027-07-01"),
        ("These controls will expire on 30 June 2027.", "2027-07-01"),
        ("The rules will remain in force until 31 May 2027.", "2027-06-01"),
        ("The two sides will meet again on 31 May 2027.", None),
        ("The controls will not be lifted on 31 May 2027.", None),
    ],
)
def test_a_text_that_ends_its_own_measure(after, lifted):
    [measure] = measures(
        told(f"Notice, 5 May 2025\n\nChina requires licences for exports of germanium from 1 June 2025. {after}")
    )
    assert (measure.announced, measure.effective, measure.lifted) == ("2025-05-05", "2025-06-01", lifted)


def test_until_a_day_ends_the_day_after():
    [measure] = measures(told("Notice, 5 May 2025\n\nChina banned exports of gallium from 1 June 2025 until 31 December 2026."))
    assert measure.lifted == "2027-01-01"


@pytest.mark.parametrize(
    "words",
    [
        "Japan called on China to lift its export ban on gallium.",
        "China will not lift its export ban on gallium.",
        "China suspended exports of gallium to Japan.",
        "The ministers lifted their glasses to gallium exports.",
    ],
)
def test_what_undoes_nothing(words):
    assert undoings(told(f"Notice, 9 June 2026\n\n{words}")) == ()


def test_what_may_be_undone_is_open():
    [found] = undoings(told("Notice, 9 June 2026\n\nChina may lift its export ban on gallium."))
    assert (found.deed, found.open) == ("ends", True)
    [found] = undoings(told("Notice, 9 June 2026\n\nChina reinstated the export ban on gallium on 1 June 2026."))
    assert (found.deed, found.open, found.step and found.step.start) == ("resumes", False, "2026-06-01")


def test_a_measure_suspended_before_it_took_effect_is_never_run_as_in_force():
    assert ways(LICENCES, PAUSE, day="2026-01-15") == [("2026-11-11", None), None]  # back after the suspension, or not
    assert ways(LICENCES, PAUSE, day="2025-10-20") == [("2026-11-11", None), None]  # the first stop comes before the effect
    assert ways(LICENCES, day="2026-01-15") == [("2025-11-08", None)]


def test_after_the_last_day_of_a_suspension_both_ways_are_open():
    assert ways(BAN, PAUSE, day="2026-11-22") == [("2026-11-11", None), None]
    back = "Notice, 20 November 2026\n\nChina reinstated the export ban on gallium on 20 November 2026."
    assert ways(BAN, PAUSE, back, day="2026-11-22") == [("2026-11-20", None)]


def test_a_stop_ahead_ends_the_measure_on_that_day_and_a_hedged_one_leaves_both_open():
    lifts = "Notice, 9 June 2026\n\nChina will lift its export ban on gallium on 1 August 2026."
    assert ways(BAN, lifts, day="2026-07-01") == [("2025-06-01", "2026-08-01")]
    assert ways(BAN, lifts, day="2026-08-02") == [None]
    may = "Notice, 9 June 2026\n\nChina may lift its export ban on gallium on 1 August 2026."
    assert ways(BAN, may, day="2026-07-01") == [("2025-06-01", "2026-08-01"), ("2025-06-01", None)]
    assert ways(BAN, may, day="2026-08-02") == [None, ("2025-06-01", None)]


def test_a_suggestion_names_what_the_two_share():
    [ban], pause = measures(told(BAN)), undoings(told(PAUSE))
    [made] = force.suggestions([ban], pause)
    assert (made.deed, made.a, made.b) == ("suspends", pause[0].claim.id, ban.claim)
    assert made.why == "CHN in both; gallium in both"


@pytest.mark.parametrize(
    "other",
    [
        "Notice, 7 November 2025\n\nIndonesia suspended its export ban on nickel until 10 November 2026.",
        "Notice, 7 November 2025\n\nChina suspended the export controls on graphite until 10 November 2026.",
        "Notice, 7 November 2024\n\nChina suspended the export controls on gallium until 10 December 2024.",
    ],
    ids=["another state", "another mineral", "before the measure"],
)
def test_an_undoing_of_something_else_is_not_suggested(other):
    assert force.suggestions(measures(told(BAN)), undoings(told(other))) == ()
    assert ways(BAN, other, day="2026-01-15") == [("2025-06-01", None)]


def test_the_day_of_an_announcement_is_not_the_day_of_effect():
    [measure] = measures(told("BEIJING, May 8, 2025 — China on Wednesday announced restrictions on gallium exports to Japan."))
    assert (measure.announced, measure.effective) == ("2025-05-07", None)
    [measure] = measures(told("BEIJING, May 8, 2025 — China said on Wednesday it will ban exports of gallium from 1 June 2025."))
    assert (measure.announced, measure.effective) == ("2025-05-07", "2025-06-01")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("A third dialogue will be held in Lima on 3 July 2025.", "scheduled"),
        ("The ministers will meet in Oslo on 3 July 2025.", "scheduled"),
        ("The next summit is to be held in Oslo on 3 July 2025.", "scheduled"),
        ("The ministers held talks in Oslo on 3 May 2025.", "held"),
    ],
)
def test_a_meeting_that_will_be_held_is_not_held(words, status):
    [claim] = told(f"OSLO, May 8, 2025 — {words}").claims
    assert (claim.family, claim.status) == ("consult", status)
