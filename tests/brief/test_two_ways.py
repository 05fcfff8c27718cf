"""A measure nobody knows to be in force is run both ways, each an outcome of its own; a measure on record says so beside it."""

import pytest

from lodestone.brief.compose import brief, candidates, read_texts
from lodestone.brief.needs import needs
from lodestone.brief.run import outputs
from lodestone.brief.stated import NOT_IN_FORCE, in_force
from lodestone.evidence.intake import document
from lodestone.store.facts import cards, load

PAUSED = b"""Notice on gallium

China will require export licences for gallium shipped to Japan from 15 December 2025.

China suspended the licence requirement for gallium from 20 February 2026 to 31 August 2026.
"""
LATER = "2026-10-05"


@pytest.fixture(scope="module")
def found():
    readings = read_texts([document(PAUSED, "paused.txt", published=LATER)])
    facts = tuple(f for conditions in needs(candidates(readings), 2024) for f in load(**conditions))
    made = brief(readings, facts, cards(), economy="JPN", runs=16, months=18)
    return made, outputs(made, facts)["brief.html"].decode("utf-8")


def test_after_a_pause_both_ways_are_outcomes(found):
    [event] = found[0].breaks
    assert [o.scenario.reading for o in event.outcomes] == ["in force again", NOT_IN_FORCE]
    assert len({o.scenario.id for o in event.outcomes}) == 2
    assert len({o.form for o in event.outcomes}) == 1


def test_nothing_is_lost_where_it_is_not_in_force(found):
    again, still = found[0].breaks[0].outcomes
    assert still.scenario.shocks == ()
    assert abs(still.lost_share.median) < 1e-9
    assert again.lost_share.high > 0.01
    assert found[0].breaks[0].gravest is again


def test_the_page_shows_both_and_says_why(found):
    page = found[1]
    assert "Not in force: nothing of it happens" in page
    assert "whether it is in force is not known" in page
    assert "still not in force: nobody says that it returned on 2026-09-01" in page.replace("&#39;", "'")


@pytest.mark.parametrize(("day", "ways"), [("2026-01-10", 1), ("2026-03-10", 2), (LATER, 2)])
def test_ways_on_a_day(day, ways):
    reading = read_texts([document(PAUSED, "paused.txt", published=LATER)])
    [stated] = in_force(reading, None, day)[0]
    assert len(stated.ways) == ways


def test_a_measure_on_record_says_so_beside_its_sentence():
    text = b"TOKYO, 8 January 2026. On 6 January 2026 China banned exports of gallium to Japan.\n"
    readings = read_texts([document(text, "news.txt", published="2026-01-08")])
    facts = tuple(f for conditions in needs(candidates(readings), 2024) for f in load(**conditions))
    made = brief(readings, facts, cards(), economy="JPN", runs=8, months=16)
    assert [r.id for link in made.linked for r in link.records] == ["chn-2026-1"]
    page = outputs(made, facts)["brief.html"].decode("utf-8")
    assert "On record as chn-2026-1" in page
    assert "the record is narrower" in page  # and among what does not fit together
