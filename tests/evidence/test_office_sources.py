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
    assert _reason("Prime Minister Trudeau met the ministers in Lima.", "2021-03-02").endswith("dates of office unverified")
