"""Times of force of a measure, solved by hand, and laws of intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.evidence.validity import DEEDS, Step, day_after, first_day, intervals, phase_at
from lodestone.terms.measure import Measure
from lodestone.terms.said import Said
from lodestone.terms.source import Span


def measure(announced: str | None = "2025-10-09", effective: str | None = "2025-12-01", lifted: str | None = None) -> Measure:
    said = Said("export_licence", Span("t", 0, 3, "ban"))
    return Measure(id="m", kind=said, actor=None, announced=announced, effective=effective, lifted=lifted, claim="c1")


def phases(*steps: Step, of: Measure | None = None) -> list[tuple[str, str, str | None]]:
    return [(p.phase, p.start, p.end) for p in intervals(of or measure(), steps)]


def test_announced_then_in_force():
    assert phases() == [("announced", "2025-10-09", "2025-12-01"), ("in_force", "2025-12-01", None)]


def test_suspended_before_it_took_force_and_after_the_suspension_ran_out():
    found = intervals(measure(), [Step("suspends", "2025-11-07", "2026-11-10", "c2")])
    assert [(p.phase, p.start, p.end) for p in found][:2] == [
        ("announced", "2025-10-09", "2025-11-07"),
        ("suspended", "2025-11-07", "2026-11-11"),
    ]
    assert phase_at(found, "2026-01-15").phase == "suspended"
    assert phase_at(found, "2026-11-10").phase == "suspended"
    last = phase_at(found, "2026-11-11")
    assert last.phase == "in_force"
    assert "concluded, not read" in last.note
    assert phase_at(found, "2025-10-08") is None


def test_a_short_suspension_before_the_day_of_effect_returns_to_announced():
    assert phases(Step("suspends", "2025-10-20", "2025-10-31", "c2")) == [
        ("announced", "2025-10-09", "2025-10-20"),
        ("suspended", "2025-10-20", "2025-11-01"),
        ("announced", "2025-11-01", "2025-12-01"),
        ("in_force", "2025-12-01", None),
    ]


def test_a_prolonged_suspension_does_not_run_out_with_the_first():
    first, longer = Step("suspends", "2026-01-01", "2026-06-30", "c2"), Step("suspends", "2026-06-01", "2026-12-31", "c3")
    found = intervals(measure(), [first, longer])
    assert phase_at(found, "2026-08-01").phase == "suspended"
    assert phase_at(found, "2027-01-01").phase == "in_force"


def test_what_ended_stays_ended_until_it_is_taken_up_again():
    ended = Step("ends", "2026-02-01", None, "c3")
    assert phases(ended, Step("suspends", "2026-03-01", None, "c4"))[-1] == ("expired", "2026-02-01", None)
    assert phases(ended, Step("resumes", "2026-05", None, "c5"))[-1] == ("in_force", "2026-05-01", None)
    early_end = [Step("suspends", "2025-12-10", "2026-06-30", "c2"), Step("ends", "2026-02-01", None, "c3")]
    assert phases(*early_end)[-1] == ("expired", "2026-02-01", None)


def test_a_measure_without_dates_has_no_times():
    assert intervals(measure(None, None)) == ()


@pytest.mark.parametrize(
    ("date", "first", "after"),
    [
        ("2025-11-30", "2025-11-30", "2025-12-01"),
        ("2024-02-28", "2024-02-28", "2024-02-29"),
        ("2025-11", "2025-11-01", "2025-12-01"),
        ("2025-12", "2025-12-01", "2026-01-01"),
        ("2025", "2025-01-01", "2026-01-01"),
        ("2025/2027", "2025-01-01", "2028-01-01"),
    ],
)
def test_days_of_a_date(date, first, after):
    assert first_day(date) == first
    assert day_after(date) == after


DATES = st.dates().filter(lambda d: 1990 < d.year < 2090).map(str)
KINDS = st.sampled_from(DEEDS)
STEPS = st.lists(st.builds(Step, KINDS, DATES, st.one_of(st.none(), DATES), st.sampled_from("xyz")), max_size=6)


@given(STEPS)
def test_intervals_leave_no_gap_and_never_overlap(steps):
    found = intervals(measure(), steps)
    assert [p.end for p in found[:-1]] == [p.start for p in found[1:]]
    assert found[-1].end is None
    starts = [p.start for p in found]
    assert starts == sorted(set(starts))


@given(STEPS)
def test_the_order_in_which_steps_are_told_does_not_matter(steps):
    unique = {s.start: s for s in steps}
    ordered = [unique[k] for k in sorted(unique)]
    assert phases(*ordered) == phases(*reversed(ordered))
