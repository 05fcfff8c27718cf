"""What is raised on the real news texts and what is not; they are read in place and never quoted here at length."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lodestone.evidence.claim import Reading
from lodestone.evidence.conflicts import KnownAmount, conflicts
from lodestone.evidence.intake import document
from lodestone.evidence.read import read
from lodestone.terms.money import Money

RATES = {("JPY", "USD"): {"2025-12": 155.915}}  # Federal Reserve H.10, monthly mean
NOTICE = "Notice, 6 January 2026\n\nChina banned exports of dual-use items to military users in Japan from 6 January 2026.\n"
SECOND = {
    "en": "TOKYO, December 20, 2025 — Japan set a target of 3 trillion yen in business projects with the five Central Asian "
    "countries over five years.",
    "ja": "首相官邸、2025年12月20日\n\n日本は中央アジア五か国と、五年間で三兆円の商業案件を目標とすることで合意した。",
}


@pytest.fixture(scope="module")
def seed(shared: Path) -> Callable[[str], Reading]:
    def of(number: str) -> Reading:
        file = next((shared / "texts" / "seeds").glob(f"{number}*.txt"))
        return read(document(file.read_bytes(), file.name))

    return of


@pytest.mark.parametrize("language", SECOND)
def test_thirty_trillion_is_a_probable_slip_though_its_rate_is_true(seed, language):
    first = seed("004")
    assert [c.type for c in conflicts([first], rates=RATES)] == []  # alone, its exchange rate speaks for it
    second = read(document(SECOND[language].encode(), "second.txt"))
    [slip] = conflicts([first, second], rates=RATES)
    assert slip.type == "magnitude"
    assert "factor of 10" in slip.message
    assert "fits the rate of 2025-12" in slip.message
    assert {s.quote for s in slip.spans} & {"30 trillion Japanese yen"}


def test_the_readers_own_figure_is_a_second_source(seed):
    known = KnownAmount("projects in Central Asia", Money(3e12, "JPY"), "the desk's file")
    [slip] = conflicts([seed("004")], rates=RATES, known_amounts=[known])
    assert slip.type == "magnitude"
    same = KnownAmount("projects in Central Asia", Money(3e13, "JPY"), "the desk's file")
    assert conflicts([seed("004")], rates=RATES, known_amounts=[same]) == ()


def test_news_that_leaves_out_the_end_users_of_a_notice(seed):
    [scope] = [c for c in conflicts([seed("003"), read(document(NOTICE.encode(), "notice.txt"))]) if c.type == "scope"]
    assert "military users in notice.txt" in scope.message


def test_eight_categories_of_which_four_are_listed(seed):
    [count] = conflicts([seed("000")])
    assert count.type == "count"
    assert "4 not named" in count.message


@pytest.mark.slow
def test_no_other_alarm_on_the_news_and_official_texts(shared):
    files = sorted((shared / "texts").glob("*/*.txt"))
    readings = [read(document(f.read_bytes(), f.name)) for f in files]
    assert len(readings) >= 29
    assert [c.type for c in conflicts(readings, rates=RATES, on="2026-11-22")] == ["count"]
