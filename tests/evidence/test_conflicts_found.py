"""Contradictions are raised where two statements speak of one thing, and only there."""

from pathlib import Path

from lodestone.evidence.conflicts import KnownAmount, conflicts
from lodestone.evidence.intake import document
from lodestone.evidence.read import read
from lodestone.terms.money import Money


def _of(kind, found):
    return [c for c in found if c.type == kind]


def test_a_tenfold_slip_between_two_texts(reading):
    found = _of("magnitude", conflicts([reading("slip_high"), reading("slip_low")]))
    assert len(found) == 1
    assert [s.quote for s in found[0].spans] == ["40 billion euros", "4 billion euros"]
    assert "factor of 10" in found[0].message


def test_an_equal_sum_for_another_thing_is_no_alarm(reading):
    low = reading("slip_low")
    assert _of("magnitude", conflicts([low])) == []


def test_the_readers_own_figure(reading):
    known = KnownAmount("German and Brazilian niobium ventures", Money(4e9, "EUR"), "ministry's file")
    found = _of("magnitude", conflicts([reading("slip_high")], known_amounts=[known]))
    assert len(found) == 1
    assert "ministry's file" in found[0].message
    assert _of("magnitude", conflicts([reading("slip_low")], known_amounts=[known])) == _of(
        "magnitude", conflicts([reading("slip_low")], known_amounts=[known])
    )


def test_a_figure_on_another_matter_is_not_compared(reading):
    known = KnownAmount("Peruvian tin smelters", Money(4e9, "EUR"), "ministry's file")
    assert _of("magnitude", conflicts([reading("slip_high")], known_amounts=[known])) == []


def test_six_fields_four_listed(reading):
    (found,) = _of("count", conflicts([reading("slip_high")]))
    assert found.spans[0].quote == "six fields"
    assert "2 not named" in found.message


def test_a_weekday_that_is_not_that_days(reading):
    (found,) = _of("weekday", conflicts([reading("slip_low")]))
    assert "Tuesday" in found.message
    assert _of("weekday", conflicts([reading("slip_high")])) == []


def _converted():
    from lodestone.evidence import intake
    from lodestone.evidence.read import read

    text = "TOKYO, 3 March 2026 — Japan will lend 60 billion yen (about 9 billion dollars) to two lithium refineries in Chile."
    return read(intake.document(text.encode(), "note.txt"))


def test_an_implied_rate_is_judged_only_by_given_rates():
    assert _of("currency", conflicts([_converted()])) == []
    (found,) = _of("currency", conflicts([_converted()], rates={("JPY", "USD"): {"2026": 150.0}}))
    assert "6.667 JPY" in found.message
    assert _of("currency", conflicts([_converted()], rates={("USD", "JPY"): {"2026": 0.15}})) == []


def test_the_thirty_trillion_of_the_real_text_against_a_second_source(shared):
    from lodestone.evidence import intake
    from lodestone.evidence.read import read

    file = next((shared / "texts" / "seeds").glob("004*.txt"))
    first = read(intake.document(file.read_bytes(), file.name))
    text = (
        "TOKYO, December 20, 2025 — Japan met five Central Asian countries. Japan set a target of 3 trillion yen in commercial "
        "projects in the five Central Asian countries over five years. Japan will grant 300 billion yen for clinics in Kenya."
    )
    second = read(intake.document(text.encode(), "second.txt"))
    (found,) = _of("magnitude", conflicts([first, second]))
    assert [s.quote for s in found.spans] == ["30 trillion Japanese yen", "3 trillion yen"]
    assert _of("magnitude", conflicts([first])) == []


def test_a_mill_is_no_german_verb() -> None:
    """``plant`` beside a determiner is a noun: the bank that lends is found behind it."""
    found = read(document(b"For this plant Japan's policy banks will lend up to 80 billion yen to the company.", "x.txt"))
    assert [s.value for s in found.claims[0].slots["actors"]] == ["JPN"]


def test_the_examples_hold_one_slip_of_magnitude() -> None:
    folder = Path(__file__).parents[2] / "examples"
    readings = [read(document(path.read_bytes(), path.name)) for path in sorted(folder.iterdir())]
    assert [c.type for c in conflicts(readings)] == ["magnitude"]
