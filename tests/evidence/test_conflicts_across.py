"""Each detector of contradictions on texts of our own: raised where two texts speak of one thing, silent where they do not."""

import pytest

from lodestone.evidence.claim import Conflict, Reading
from lodestone.evidence.conflicts import KnownAmount, conflicts
from lodestone.evidence.exchange import rate_of
from lodestone.evidence.intake import document
from lodestone.evidence.read import read
from lodestone.terms.money import Money

RATES = {("JPY", "USD"): {"2025": 149.7, "2025-12": 155.9}, ("EUR", "USD"): {"2025": 0.885, "2025-12": 0.854}}
NOTICE = "Notice, 6 January 2026\n\nChina banned exports of dual-use items to military users in Japan from 6 January 2026.\n"
NEWS = "BEIJING, January 8, 2026 — China banned exports of dual-use items to Japan on 6 January 2026.\n"
HELD = "OSLO, May 8, 2025 — Japan and Norway held talks on nickel refining and on magnesium recycling in Oslo on 6 May 2025.\n"


def told(text: str, name: str) -> Reading:
    return read(document(text.encode(), name))


def found(kind: str, *texts: str, **how: object) -> list[Conflict]:
    readings = [told(t, f"text{i}.txt") for i, t in enumerate(texts)]
    for conflict in (every := conflicts(readings, **how)):  # whatever is raised quotes its texts
        for span in conflict.spans:
            [text] = [r.document.text for r in readings if r.document.source.id == span.source]
            assert text[span.start : span.end] == span.quote
    return [c for c in every if c.type == kind]


def test_a_conversion_is_held_against_the_month_not_the_year():
    text = "TOKYO, 12 December 2025 — Japan will lend 60 billion yen (about {} million dollars) to lithium refineries in Chile."
    assert found("currency", text.format(385), rates=RATES) == []
    [slip] = found("currency", text.format(340), rates=RATES)
    assert "176.5 JPY" in slip.message
    assert "2025-12 was 155.9" in slip.message


def test_two_currencies_are_crossed_through_the_dollar():
    text = "TOKYO, 12 December 2025 — Japan will lend 60 billion yen (about {} million euros) to lithium refineries in Chile."
    assert found("currency", text.format(329), rates=RATES) == []
    assert len(found("currency", text.format(400), rates=RATES)) == 1
    assert rate_of(RATES, "JPY", "KRW", "2025-12-20") is None
    assert rate_of(RATES, "JPY", "USD", None) is None


def test_end_users_in_one_text_and_none_in_the_other():
    [scope] = found("scope", NOTICE, NEWS)
    assert "end users differ" in scope.message
    assert "military users in text0.txt" in scope.message
    assert "none in text1.txt" in scope.message
    assert found("scope", NOTICE, NOTICE.replace("Notice", "Order")) == []


def test_minerals_that_neither_text_shares_whole():
    first = "Notice, 5 May 2025\n\nChina banned exports of gallium and germanium to Japan from 1 June 2025.\n"
    second = "Wire, 6 May 2025\n\nChina banned exports of gallium and antimony to Japan from 1 June 2025.\n"
    [scope] = found("scope", first, second)
    assert "minerals differ" in scope.message
    part = "Wire, 6 May 2025\n\nChina banned exports of gallium to Japan from 1 June 2025.\n"
    assert found("scope", first, part) == []  # a text on gallium need not tell the rest
    later = second.replace("2025", "2027")
    assert found("scope", first, later) == []


def test_products_that_have_nothing_in_common():
    first = "Notice, 5 May 2025\n\nChina requires licences for exports of samarium magnets to Japan from 1 June 2025.\n"
    second = "Wire, 6 May 2025\n\nChina requires licences for exports of samarium oxides to Japan from 1 June 2025.\n"
    [scope] = found("scope", first, second)
    assert "magnets in text0.txt" in scope.message
    assert found("scope", first, second.replace("oxides", "magnets")) == []


def test_one_measure_with_two_days_of_effect():
    first = "Notice, 9 October 2025\n\nChina requires licences for exports of holmium from 8 November 2025.\n"
    second = "Wire, 15 October 2025\n\nChina requires licences for exports of holmium from 9 October 2025.\n"
    [date] = found("date", first, second)
    assert "2025-11-08 in text0.txt" in date.message
    assert "2025-10-09 in text1.txt" in date.message
    assert found("date", first, second.replace("9 October 2025.", "8 November 2025.")) == []


def test_one_meeting_in_two_towns():
    other = HELD.replace("in Oslo on 6", "in Lima on 6").replace("OSLO, May 8", "LIMA, May 9")
    [venue] = found("venue", HELD, other)
    assert venue.message == "one event, two places: Oslo in text0.txt; Lima in text1.txt"
    assert found("venue", HELD, other.replace("6 May", "6 June")) == []


def test_one_meeting_on_two_days():
    other = HELD.replace("6 May", "7 May").replace("OSLO, May 8", "OSLO, May 9")
    [date] = found("date", HELD, other)
    assert "2025-05-06 in text0.txt" in date.message
    assert found("date", HELD, HELD.replace("6 May", "6 November").replace("May 8", "November 9")) == []  # the next of its kind


def test_a_numbered_forum_told_with_another_host():
    first = "OSLO, June 2, 2031 — Prime Minister Shigeru Ishiba met African leaders at TICAD 9 in Yokohama on 20 August 2025.\n"
    second = (
        "LIMA, June 3, 2031 — Prime Minister Fumio Kishida met African leaders at the ninth TICAD in Tokyo on 20 August 2025.\n"
    )
    assert len(found("venue", first, second)) == 1
    [actors] = found("actors", first, second)
    assert "Shigeru Ishiba in text0.txt; Fumio Kishida in text1.txt" in actors.message
    assert found("venue", first, second.replace("ninth", "eighth")) == []


def test_a_step_back_on_the_ladder():
    signed = "LIMA, March 3, 2025 — Japan and Peru signed a memorandum on tellurium refining at Ilo on 3 March 2025.\n"
    agreed = "LIMA, June 3, 2025 — Japan and Peru agreed to sign a memorandum on tellurium refining at Ilo.\n"
    [status] = found("status", signed, agreed)
    assert "signed in text0.txt, but only agreed in the later text1.txt" in status.message
    assert found("status", signed.replace("2025", "2026"), agreed) == []  # the later text says more, not less


def test_a_measure_suspended_on_the_day_of_the_run():
    order = "Notice, 9 October 2025\n\nChina requires licences for exports of holmium from 8 November 2025.\n"
    pause = (
        "Notice, 7 November 2025\n\nChina suspended the export controls on holmium from 7 November 2025 until 10 November 2026.\n"
    )
    assert found("inactive", order, pause) == []
    assert found("inactive", order, on="2026-01-15") == []
    [dead] = found("inactive", order, pause, on="2026-01-15")
    assert "is suspended on 2026-01-15 (since 2025-11-07 until 2026-11-11)" in dead.message
    assert len(dead.claims) == 2
    [open_] = found("inactive", order, pause, on="2026-11-22")
    assert "may or may not be in force on 2026-11-22" in open_.message
    assert found("inactive", order, pause, on="2025-10-20") == []


@pytest.mark.parametrize(("factor", "step"), [("4 trillion", True), ("4 billion", False)])
def test_a_slip_of_man_oku_cho_is_named(factor, step):
    text = "TOKYO, 12 December 2025 — Japan set a target of {} yen for nickel projects with Norway by 2030."
    [slip] = found("magnitude", text.format("400 million"), text.format(factor))
    assert ("万" in slip.message) is step


def test_a_slip_whose_own_conversion_fits_came_before_it():
    high = (
        "TOKYO, 12 December 2025 — Japan set a target of 6 trillion yen (38.5 billion dollars) for nickel projects with Norway."
    )
    known = KnownAmount("nickel projects with Norway", Money(6e11, "JPY"), "the ministry's file")
    [slip] = found("magnitude", high, rates=RATES, known_amounts=[known])
    assert "fits the rate of 2025-12 (155.9 JPY for one USD), so a slip would have come before the conversion" in slip.message
    wrong = high.replace("38.5 billion", "3.85 billion")
    [slip] = found("magnitude", wrong, rates=RATES, known_amounts=[known])
    assert "before the conversion" not in slip.message
    assert len(found("currency", wrong, rates=RATES)) == 1


JAPANESE = "経済産業省、2025年12月12日\n\n日本とノルウェーは、ニッケル事業で{}円を目標とすることで合意した。\n"


def test_a_second_source_in_another_language_counts():
    high = "TOKYO, 12 December 2025 — Japan and Norway set a target of 6 trillion yen for nickel projects.\n"
    [slip] = found("magnitude", high, JAPANESE.format("六千億"))
    assert "factor of 10" in slip.message
    assert found("magnitude", high, JAPANESE.format("六兆")) == []
    assert found("magnitude", high, JAPANESE.format("六千億").replace("ノルウェー", "ペルー")) == []
