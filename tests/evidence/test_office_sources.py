"""Terms of office say who published them, and a reason that rests on unverified dates says so."""

from lodestone.evidence.intake import document
from lodestone.evidence.lexicon import table
from lodestone.evidence.office_holders import holders
from lodestone.evidence.read import read


def _reason(text: str, published: str) -> str:
    found = read(document(text.encode(), "t.txt", published=published)).mentions
    return next(m.inferred for m in found if m.type == "person" and m.inferred)


def test_every_row_names_its_source_or_says_it_has_none():
    assert all(row["source"] for row in table("people"))
    assert any(not h.doubt for h in holders())
    assert all(h.doubt for h in holders() if h.source.startswith("unverified"))


def test_reasons_carry_the_doubt():
    assert _reason("Prime Minister Suga met the ministers in Lima.", "2021-03-02").endswith("2020-09-16 to 2021-10-04")
    assert _reason("President Bolsonaro met the ministers in Lima.", "2021-03-02").endswith("dates of office unverified")


def _person(text: str, published: str):
    found = read(document(text.encode(), "t.txt", published=published)).mentions
    return next(m.value for m in found if m.type == "person")


def test_a_person_of_two_offices_is_what_the_day_says():
    words = "Minister Stéphane Séjourné met the delegation in Lima."
    assert _person(words, "2024-05-02") == "FRA:Stéphane Séjourné"
    assert _person(words, "2025-05-02") == "EUU:Stéphane Séjourné"


def test_terms_follow_each_other_and_end_after_they_begin():
    for h in holders():
        assert h.until is None or h.since <= h.until, h
        assert not h.doubt or h.source.startswith("unverified")
    one_seat = [h for h in holders() if h.office in ("Prime Minister", "President", "Chancellor", "Premier")]
    for h in one_seat:
        for other in one_seat:
            if (h.iso3, h.office) == (other.iso3, other.office) and h.since < other.since:
                assert h.until is not None, f"{h.name} has no last day, {other.name} came after"
                assert h.until <= other.since, f"{h.name} and {other.name} at once"


def test_most_rows_of_the_large_economies_are_verified():
    large = [h for h in holders() if h.iso3 in "JPN USA DEU FRA ITA GBR CAN CHN KOR IND AUS EUU".split()]
    assert sum(not h.doubt for h in large) >= 0.75 * len(large)
