"""Judged claims become measures and pledges that name the claims they rest on, and a result goes stale when one changes."""

from dataclasses import replace

import pytest
from ledger_texts import AT, BAN, LATER, PACT, find, ledger, reading

from lodestone.evidence import review
from lodestone.evidence.bridge import bridge
from lodestone.evidence.ledger import stale
from lodestone.evidence.measures import measures
from lodestone.evidence.pledges import pledges
from lodestone.store import ledger_views
from lodestone.store.ledger import Ledger
from lodestone.store.ledger_rows import parties_of
from lodestone.store.ledger_search import current

PAUSE = """Notice, 2 August 2025

China suspended the ban on gallium exports from 2 August 2025 to 31 January 2026.
"""


@pytest.fixture
def book(tmp_path):
    with ledger(tmp_path, (PACT, "pact.txt"), (BAN, "ban.txt"), (PAUSE, "pause.txt")) as found:
        yield found


def judge(book: Ledger, id_: str, make=review.accept, at: str = AT) -> None:
    entry = book.entry(id_)
    book.record(make(entry), [entry], who="Ann", at=at)


def drawn(book: Ledger, *states: str):
    related = [(r["a"], r["type"], r["b"]) for r in ledger_views.relations(book.db)]
    dated = current(book.db, [a for a, _, _ in related])
    return bridge(ledger_views.readings(book.db, states or ("accepted",)), related, dated, ledger_views.denied(book.db))


def test_nothing_accepted_gives_nothing(book):
    found = drawn(book)
    assert (found.measures, found.pledges, found.used) == ((), (), ())


def test_only_accepted_claims_are_used(book):
    refinery = find(book, "Mejillones")
    judge(book, refinery)
    found = drawn(book)
    assert found.measures == ()
    [pledge] = found.pledges
    assert [(u.claim, u.version) for u in pledge.used] == [(refinery, 2)]
    assert not pledge.provisional
    assert pledge.what.capacity.mode == 20_000
    text = PACT
    assert all(text[s.start : s.end] == s.quote for s in pledge.what.basis)


def test_provisional_ones_say_so_and_equal_those_of_a_plain_reading(book):
    found = drawn(book, "candidate", "proposed", "accepted")
    assert all(d.provisional for d in (*found.measures, *found.pledges))
    texts = [reading(PACT), reading(BAN, "ban.txt"), reading(PAUSE, "pause.txt")]
    assert [d.what for d in found.pledges] == [p for r in texts for p in pledges(r)]
    assert [d.what for d in found.measures] == [m for r in texts for m in measures(r)]
    assert len(found.pledges) >= 2


def test_a_corrected_claim_gives_a_corrected_measure(book):
    ban = find(book, "China banned")
    entry = book.entry(ban)
    book.record(review.edit(entry, BAN, ["minerals -gallium"]), [entry], who="Ann", at=AT)
    [measure] = drawn(book).measures
    assert measure.what.commodities == ()
    assert measure.what.actor.value == "CHN"


def test_a_result_goes_stale_when_a_claim_changes(book):
    ban, refinery = find(book, "China banned"), find(book, "Mejillones")
    judge(book, ban)
    judge(book, refinery)
    used = drawn(book).used
    names = [u.claim for u in used]
    assert set(names) == {ban, refinery}
    assert stale(used, current(book.db, names)) == ()
    judge(book, ban, review.reject, at=LATER)
    [said] = stale(used, current(book.db, names))
    assert ban in said
    assert "rejected" in said


def test_a_claim_lost_from_the_newest_text_is_no_longer_used(book):
    data = find(book, "Mejillones")
    judge(book, data)
    used = drawn(book).used
    without = "".join(line for line in PACT.splitlines(keepends=True) if "Mejillones" not in line)
    book.add(reading(without), who="Ann", at=LATER)
    assert drawn(book).pledges == ()
    assert "no longer in the newest text" in stale(used, current(book.db, [data]))[0]


def test_times_of_force_follow_the_claims_that_suspend(book):
    ban, pause = find(book, "China banned"), find(book, "China suspended")
    judge(book, ban)
    judge(book, pause)
    book.relate(pause, "suspends", ban, who="Ann", at=AT)
    [measure] = [d for d in drawn(book).measures if d.what.claim == ban]
    assert [(p.phase, p.start) for p in measure.phases][-3:] == [
        ("in_force", "2025-06-01"), ("suspended", "2025-08-02"), ("in_force", "2026-02-01"),
    ]  # fmt: skip
    assert {u.claim for u in measure.used} == {ban, pause}
    assert "concluded" in measure.phases[-1].note


def test_witnesses_of_a_claim_are_counted_by_lineage(tmp_path):
    agency = PACT.replace("Joint statement of", "News agency on").replace("They will build", "The two will build")
    with ledger(tmp_path, (PACT, "pact.txt"), (agency, "agency.txt"), (BAN, "ban.txt")) as book:
        claims = book.db.execute(
            "select p.id from current p join claim c on c.row = p.row join span s on s.id = c.span "
            "where instr(quote, 'Mejillones')"
        ).fetchall()
        entry = book.entry(claims[0][0])
        [other] = ledger_views.witnesses(book.db, entry)
        assert (other["claim"], other["file"]) == (claims[1][0], "agency.txt")
        assert other["lineage"] == entry.lineage  # two texts, one witness
        assert ledger_views.witnesses(book.db, book.entry(find(book, "China banned"))) == []


def test_what_memory_and_the_ledger_know_of_parties_is_the_same(tmp_path):
    from lodestone.evidence.lineage import traits

    with ledger(tmp_path, (PACT, "pact.txt")) as book:
        kept = traits(reading(PACT))
        assert parties_of(book.db, reading(PACT).document.source.id) == (kept.about, kept.named)
        assert kept.about >= {"JPN", "CHL"}


def test_a_story_told_again_counts_once(tmp_path):
    story = PACT
    again = PACT.replace("Joint statement of", "News agency on").replace("They will build", "The two will build")
    with ledger(tmp_path, (story, "pact.txt")) as book:
        added = book.add(reading(again, "agency.txt"), who="Ann", at=AT, tier="official")
        assert added.rewords is not None
        held = ledger_views.readings(book.db, ("candidate", "proposed"))
        found = bridge(held)
        assert len(found.pledges) == len(pledges(reading(story)))
        assert len(found.retold) >= 4
        # the text of the better tier is the one kept
        assert {d.what.basis[0].source for d in found.pledges} == {reading(again, "agency.txt").document.source.id}
        # with a lineage of their own, both would count
        apart = [(r, {i: replace(e, lineage=e.source.id) for i, e in m.items()}) for r, m in held]
        assert len(bridge(apart).pledges) == 2 * len(found.pledges)


def test_a_suspension_nobody_has_related_leaves_both_ways_open(book):
    ban, pause = find(book, "China banned"), find(book, "China suspended")
    judge(book, ban)
    [measure] = drawn(book).measures
    assert [w.measure is not None for w in measure.on("2025-10-01")] == [True]  # the claim of the pause is not accepted yet
    judge(book, pause)
    found = drawn(book)
    [measure], [suggested] = found.measures, found.suggested
    assert (suggested.a, suggested.deed, suggested.b) == (pause, "suspends", ban)
    on = measure.on("2025-10-01")
    assert [w.measure and w.measure.effective for w in on] == ["2026-02-01", None, "2025-06-01"]
    assert {u.claim for u in measure.used} == {ban, pause}


def test_a_related_suspension_settles_the_day_and_leaves_only_what_follows_open(book):
    ban, pause = find(book, "China banned"), find(book, "China suspended")
    judge(book, ban)
    judge(book, pause)
    book.relate(pause, "suspends", ban, who="Ann", at=AT)
    found = drawn(book)
    assert found.suggested == ()
    [measure] = found.measures
    assert [w.measure and w.measure.effective for w in measure.on("2025-10-01")] == ["2026-02-01", None]
    assert [w.measure and w.measure.effective for w in measure.on("2026-03-01")] == ["2026-02-01", None]
    assert [w.measure and w.measure.effective for w in measure.on("2025-06-15")] == ["2025-06-01"]


def test_a_denied_suspension_is_not_suggested_again(book):
    ban, pause = find(book, "China banned"), find(book, "China suspended")
    judge(book, ban)
    judge(book, pause)
    book.relate(pause, "suspends", ban, who="Ann", at=AT, holds=False)
    found = drawn(book)
    assert found.suggested == ()
    assert [w.why for w in found.measures[0].on("2025-10-01")] == ["as stated"]


ENDING = """Notice, 1 June 2025

China banned gallium exports to Chile from 1 June 2025 until 31 December 2025.
"""
LIFTED = """Notice, 1 August 2025

China banned gallium exports to Chile from 1 June 2025. The ban was lifted with effect from 1 August 2025.
"""


@pytest.mark.parametrize(("text", "by"), [(ENDING, "China banned"), (LIFTED, "The ban was lifted")])
def test_a_person_can_deny_an_end_that_the_text_states(tmp_path, text, by):
    with ledger(tmp_path, (text, "notice.txt")) as book:
        ban, end = find(book, "China banned"), find(book, by)
        judge(book, ban)
        if end != ban:
            judge(book, end)

        def phases():
            [measure] = drawn(book).measures
            return [p.phase for p in measure.phases if p.phase != "announced"]

        assert phases() == ["in_force", "expired"]
        book.relate(end, "ends", ban, who="Ann", at=LATER, holds=False)
        assert phases() == ["in_force"]
        assert drawn(book).measures[0].what.lifted is None
        book.relate(end, "ends", ban, who="Ann", at=LATER)
        assert phases() == ["in_force", "expired"]
