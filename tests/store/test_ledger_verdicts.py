"""Verdicts are versions: what was before stays, undo adds, and a second reviewer is told of the first."""

import pytest
from ledger_texts import AT, LATER, PACT, find, ledger

from lodestone.evidence import review
from lodestone.store import ledger_views
from lodestone.store.ledger import Ledger
from lodestone.terms.errors import BadInput


@pytest.fixture
def book(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt")) as found:
        yield found


def judge(book: Ledger, id_: str, make=review.accept, **how: object) -> int:
    entry = book.entry(id_)
    return book.record(make(entry), [entry], **{"who": "Ann", "at": AT, **how})


def test_accepting_keeps_the_words_and_adds_a_version(book):
    id_ = find(book, "Mejillones")
    before = book.entry(id_)
    judge(book, id_, seconds=4.5)
    after = book.entry(id_)
    assert (after.version, after.body, after.state, after.by) == (2, 1, "accepted", "Ann")
    assert after.claim == before.claim
    past = ledger_views.history(book.db, id_)
    assert [(v["version"], v["state"], v["verdict"], v["seconds"]) for v in past] == [
        (1, "proposed", None, None),
        (2, "accepted", "accept", 4.5),
    ]


def test_an_edit_keeps_both_wordings(book):
    id_ = find(book, "concerned")
    entry = book.entry(id_)
    text = ledger_text(book, id_)
    outcome = review.edit(entry, text, ["family restrict", "minerals -germanium"])
    book.record(outcome, [entry], who="Ann", at=AT)
    now = book.entry(id_)
    assert now.claim.family == "restrict"
    assert "germanium" not in [s.value for s in now.claim.slots["minerals"]]
    assert "germanium" in [s.value for s in book.first(id_).claim.slots["minerals"]]


def ledger_text(book: Ledger, id_: str) -> str:
    return book.db.execute("select body from text where source = ?", (book.entry(id_).claim.span.source,)).fetchone()[0]


def test_undo_restores_by_a_new_version(book):
    id_ = find(book, "Mejillones")
    first = book.entry(id_)
    judge(book, id_, review.reject, reason="slip of the finger")
    assert book.undo(who="Ann", at=LATER) == id_
    now = book.entry(id_)
    assert (now.version, now.state, now.claim) == (3, "proposed", first.claim)
    with pytest.raises(BadInput, match="nothing of Ann to undo"):
        book.undo(who="Ann", at=LATER)


def test_undo_of_a_split_brings_the_whole_back(book):
    id_ = find(book, "geological data every year and will train")
    whole = book.entry(id_)
    outcome = review.split(whole, ledger_text(book, id_), "will train")
    book.record(outcome, [whole], who="Ann", at=AT)
    halves = [s.claim.id for s in outcome.steps if s.state == "candidate"]
    assert [book.entry(h).state for h in halves] == ["candidate", "candidate"]
    assert book.entry(id_).state == "rejected"
    assert {r["type"] for r in ledger_views.relations(book.db, id_)} == {"split_from"}
    book.undo(who="Ann", at=LATER)
    assert book.entry(id_).state == whole.state
    assert [book.entry(h).state for h in halves] == ["rejected", "rejected"]
    assert ledger_views.relations(book.db, id_) == []


def test_merge_accepts_the_whole_and_can_be_undone(book):
    a, b = book.entry(find(book, "Mejillones")), book.entry(find(book, "40 billion yen"))
    outcome = review.merge([a, b], ledger_text(book, a.claim.id))
    book.record(outcome, [a, b], who="Ann", at=AT)
    whole = book.entry(outcome.steps[0].claim.id)
    assert whole.state == "accepted"
    assert whole.claim.span.start == a.claim.span.start
    assert whole.claim.span.end == b.claim.span.end
    assert {x.unit or x.currency for x in whole.claim.amounts} >= {"JPY"}
    assert book.entry(a.claim.id).state == book.entry(b.claim.id).state == "rejected"
    book.undo(who="Ann", at=LATER)
    assert book.entry(whole.claim.id).state == "rejected"
    assert book.entry(b.claim.id).state == b.state


def test_the_second_of_two_reviewers_is_told(book, tmp_path):
    id_ = find(book, "Mejillones")
    with Ledger(tmp_path / "l.sqlite") as other:
        seen = other.entry(id_)
        judge(book, id_, who="Ann")
        with pytest.raises(BadInput, match=r"changed by Ann .* version 2 is accepted, you looked at version 1"):
            other.record(review.reject(seen), [seen], who="Bob", at=LATER)
        assert other.entry(id_).state == "accepted"
        assert len(ledger_views.reviews_of(other.db, id_)) == 1


def test_undo_does_not_take_back_what_another_did_since(book):
    id_ = find(book, "Mejillones")
    judge(book, id_, who="Ann")
    judge(book, id_, review.reject, who="Bob")
    with pytest.raises(BadInput, match="changed by Bob"):
        book.undo(who="Ann", at=LATER)


def test_a_blind_second_opinion_changes_nothing_and_opens_a_conflict_where_it_differs(book):
    same, other = find(book, "Mejillones"), find(book, "40 billion yen")
    for id_ in (same, other):
        judge(book, id_)
    judge(book, same, who="Bob", blind=True)
    judge(book, other, review.reject, who="Bob", blind=True)
    assert [book.entry(i).state for i in (same, other)] == ["accepted", "accepted"]
    [conflict] = ledger_views.conflicts(book.db)
    assert conflict["type"] == "reviewers"
    assert conflict["claims"] == [other]


def test_a_deferral_is_recorded_and_changes_nothing(book):
    id_ = find(book, "Mejillones")
    judge(book, id_, review.defer, seconds=2.0)
    assert book.entry(id_).version == 1
    assert ledger_views.reviews_of(book.db, id_)[0]["verdict"] == "defer"


def test_a_conflict_is_settled_only_with_a_reason(book):
    id_ = find(book, "40 billion yen")
    judge(book, id_)
    judge(book, id_, review.reject, who="Bob", blind=True)
    [conflict] = ledger_views.conflicts(book.db)
    with pytest.raises(BadInput, match="say why"):
        book.settle(conflict["id"], "settled", who="Ann", at=LATER, reason=" ")
    book.settle(conflict["id"], "settled", who="Ann", at=LATER, reason="Bob had the older text")
    assert ledger_views.conflicts(book.db) == []
    [now] = ledger_views.conflicts(book.db, state="settled")
    assert (now["reason"], now["who"], now["message"]) == ("Bob had the older text", "Ann", conflict["message"])
    with pytest.raises(BadInput, match="no conflict"):
        book.settle("c0", "settled", who="Ann", at=LATER, reason="x")


def test_relations_can_be_taken_back(book):
    a, b = find(book, "Mejillones"), find(book, "40 billion yen")
    book.relate(a, "qualifies", b, who="Ann", at=AT)
    assert [(r["a"], r["b"]) for r in ledger_views.relations(book.db, a)] == [(a, b)]
    book.relate(a, "qualifies", b, who="Ann", at=LATER, holds=False)
    assert ledger_views.relations(book.db) == []
    for wrong, words in (
        ((a, "likes", b), "want one of"),
        ((a, "suspends", a), "itself"),
        (("ffffffffffff", "ends", a), "no claim"),
    ):
        with pytest.raises(BadInput, match=words):
            book.relate(*wrong, who="Ann", at=AT)
