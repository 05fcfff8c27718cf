"""Conditions on a ledger: each finds what it should, nothing else, and soon."""

import pytest
from ledger_texts import AT, BAN, PACT, find, ledger

from lodestone.evidence import review
from lodestone.store.ledger import Ledger
from lodestone.store.ledger_schema import writing
from lodestone.store.ledger_search import Wanted, neighbour, queue, search, second_opinions
from lodestone.terms.errors import BadInput, NothingToAnswer, UnknownTerm

CJK = "日本とチリは、リチウムに関する覚書に署名した。\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    with ledger(tmp_path_factory.mktemp("l"), (PACT, "pact.txt"), (BAN, "ban.txt"), (CJK, "ja.txt")) as found:
        yield found


def quotes(book: Ledger, **wanted: str) -> list[str]:
    return [e.claim.span.quote for e in search(book.db, Wanted(**wanted)).entries]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"mineral": "Ga", "who": "China"}, "China banned exports of gallium"),
        ({"who": "China", "with_": "Japan"}, "China banned exports of gallium"),
        ({"mineral": "lithium", "text": "mejillones TONNES"}, "lithium refinery at Mejillones"),
        ({"family": "restrict", "since": "2025-04"}, "China banned"),
        ({"text": '"to Japan from"'}, "China banned"),
        ({"text": "覚書"}, "覚書に署名"),
        ({"text": "Ja of"}, "China banned"),
        ({"text": "Japan gallium China"}, "China banned"),
        ({"source": "ban.txt"}, "China banned"),
    ],
    ids=lambda w: str(w)[:40],
)
def test_conditions_find_the_claim(book, wanted, words):
    found = quotes(book, **wanted)
    assert any(words in q for q in found)
    every = search(book.db, Wanted()).total
    assert 0 < len(found) < every


@pytest.mark.parametrize(
    "wanted",
    [
        {"text": '"Japan to"'},
        {"text": "100%"},
        {"text": "to_Japan"},
        {"since": "2026"},
        {"state": "accepted"},
    ],
    ids=str,
)
def test_conditions_that_no_claim_meets(book, wanted):
    assert quotes(book, **wanted) == []


def test_search_by_index_and_search_by_reading_agree(book, monkeypatch):
    by_index = {words: quotes(book, text=words) for words in ("gallium", "japan", "リチウム", "exch dat", "%", "no such words")}
    assert book.db.execute("select name from sqlite_master where name = 'words'").fetchone()
    monkeypatch.setattr("lodestone.store.ledger_search.INDEX", "no_such_index")
    assert {words: quotes(book, text=words) for words in by_index} == by_index
    assert by_index["gallium"]


def test_a_group_covers_its_members(book):
    assert search(book.db, Wanted(mineral="lithium")).total == len(quotes(book, mineral="lithium"))
    with pytest.raises(UnknownTerm, match="gallium"):
        search(book.db, Wanted(mineral="galium"))


@pytest.mark.parametrize(
    ("wanted", "error", "words"),
    [
        ({"state": "acepted"}, UnknownTerm, "accepted"),
        ({"family": "money"}, UnknownTerm, "family"),
        ({"since": "May 2025"}, BadInput, "want YYYY"),
        ({"text": "  "}, BadInput, "words to look for"),
        ({"who": "Wakanda"}, NothingToAnswer, "it has"),
        ({"stage": "smelt"}, NothingToAnswer, "stages"),
    ],
    ids=lambda w: str(w)[:30],
)
def test_words_that_cannot_be_meant(book, wanted, error, words):
    with pytest.raises(error, match=words):
        search(book.db, Wanted(**wanted))


def test_pages_and_the_total(book):
    whole = search(book.db, Wanted(), limit=None)
    pages = [e for i in range(0, whole.total, 3) for e in search(book.db, Wanted(), limit=3, offset=i).entries]
    assert tuple(pages) == whole.entries
    assert search(book.db, Wanted(), limit=1).total == whole.total


def test_the_queue_puts_minerals_and_figures_first_and_deferred_claims_last(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        first = queue(book.db, who="Ann")
        top = book.entry(first[0]).claim
        assert top.slots["minerals"]
        assert top.specificity == 3
        entry = book.entry(first[0])
        book.record(review.defer(entry), [entry], who="Ann", at=AT)
        assert queue(book.db, who="Ann")[-1] == first[0]
        assert queue(book.db, who="Bob")[0] == first[0]
        book.record(review.accept(entry), [entry], who="Ann", at=AT)
        assert first[0] not in queue(book.db, who="Bob")
        assert second_opinions(book.db, who="Bob", every=1) == [first[0]]
        assert second_opinions(book.db, who="Ann", every=1) == []


def test_the_neighbour_is_the_next_claim_of_the_text(book):
    entry = book.entry(find(book, "Mejillones"))
    following = neighbour(book.db, entry)
    assert following is not None
    assert "40 billion yen" in book.entry(following).claim.span.quote


def synthetic(book: Ledger, claims: int) -> None:
    """Many claims on one made-up source, written straight into the tables."""
    minerals = ["gallium", "cobalt", "lithium", "nickel", "graphite"]
    with writing(book.db) as db:
        source = db.execute("select id from source").fetchone()[0]
        change = db.execute("insert into change (at, who, act) values (?, 'x', 'fill')", (AT,)).lastrowid
        spans, rows, slots, words = [], [], [], []
        for i in range(claims):
            quote = f"Party {i} will supply {i % 977} tonnes of {minerals[i % 5]} from pit {i % 89} by {2026 + i % 9}."
            spans.append((1000 + i, source, 10_000 + 200 * i, 10_000 + 200 * i + len(quote), quote, "", ""))
            family = ("project", "finance", "secure")[i % 3]
            head = (f"{i:012x}", 1, 1, "candidate", "exact", "commitment", family)
            rows.append((*head, "planned", "asserted", 2, source, 1000 + i, family, change))
            slots.append((f"{i:012x}", 1, "minerals", 0, minerals[i % 5], "asserted", None, 1000 + i, None))
            words.append((1000 + i, quote))
        db.executemany("insert into span values (?, ?, ?, ?, ?, ?, ?)", spans)
        db.executemany(
            "insert into claim (id, version, body, state, anchor, kind, family, status, modality, specificity, source, span, "
            "rule, change) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        db.executemany("insert into slot values (?, ?, ?, ?, ?, ?, ?, ?, ?)", slots)
        db.executemany("insert into words (rowid, quote) values (?, ?)", words)


@pytest.mark.slow
def test_a_hundred_thousand_claims_are_listed_and_searched(tmp_path):
    with ledger(tmp_path, (BAN, "ban.txt")) as book:
        synthetic(book, 100_000)
        questions = [
            Wanted(),
            Wanted(mineral="gallium"),
            Wanted(state="candidate", family="finance"),
            Wanted(text="pit 88 cobalt"),
            Wanted(mineral="cobalt", text="2031"),
            Wanted(since="2025"),
        ]
        for wanted in questions:
            assert search(book.db, wanted).total > 0
