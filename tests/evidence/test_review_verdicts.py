"""Verdicts and edits as pure functions: nothing is added that the text does not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.evidence import intake, review
from lodestone.evidence.agreement import Judged, agreement, kappa
from lodestone.evidence.ledger import Entry
from lodestone.evidence.read import read
from lodestone.terms.errors import BadInput, LodestoneError

TEXT = """Statement, 4 April 2025

Japan and Peru will build a gallium refinery at Callao by 2029 and Peru will lend up to 30 billion yen for it.
They may also study germanium.
"""
READING = read(intake.document(TEXT.encode(), "peru.txt"))


def entry(words: str) -> Entry:
    [claim] = [c for c in READING.claims if words in c.span.quote]
    return Entry(
        claim=claim, source=READING.document.source, version=1, body=1, state="candidate", anchor="exact", rule=claim.family,
        tier="news", lineage="x", by="reader", at="2025-04-05T00:00:00Z",
    )  # fmt: skip


REFINERY = entry("gallium refinery")
STUDY = entry("germanium")


def edited(*changes: str, of: Entry = REFINERY):
    return review.edit(of, TEXT, changes).steps[0].claim


def test_accept_and_reject():
    assert review.accept(REFINERY).steps == (review.Step(REFINERY.claim, "accepted"),)
    assert review.reject(REFINERY).steps == (review.Step(REFINERY.claim, "rejected"),)
    assert review.defer(REFINERY).steps == ()


def test_another_label_is_an_edit():
    labels = REFINERY.claim.labels
    assert len(labels) >= 2
    assert review.accept(REFINERY, 1).verdict == "accept"
    outcome = review.accept(REFINERY, 2)
    assert outcome.verdict == "edit"
    assert outcome.steps[0].claim.family == outcome.steps[0].claim.labels[0].family == labels[1].family
    with pytest.raises(BadInput, match="label 9"):
        review.accept(REFINERY, 9)


def test_edits_of_words_and_status():
    claim = edited("family finance", "status signed", "modality may", "kind event")
    assert (claim.family, claim.status, claim.modality, claim.kind) == ("finance", "signed", "may", "event")
    assert edited("status -").status is None


def test_an_added_mineral_quotes_the_claim():
    claim = edited("minerals -gallium", "minerals +Ga")
    [said] = claim.slots["minerals"]
    assert said.value == "gallium"
    assert TEXT[said.span.start : said.span.end] == said.span.quote == "gallium"


def test_an_added_value_takes_its_hedge_and_quote():
    [*_, said] = edited("minerals +germanium~possible = study germanium", of=REFINERY).slots["minerals"]
    assert (said.hedge, said.span.quote) == ("possible", "study germanium")
    assert TEXT[said.span.start : said.span.end] == "study germanium"


def test_added_amounts_and_dates_quote_the_text():
    claim = edited("dates +2029-12 deadline = by 2029", "amounts +3e10 JPY pledged = 30 billion yen")
    assert claim.dates[-1].value == "2029-12"
    assert claim.amounts[-1].value == 3e10
    assert TEXT[claim.amounts[-1].span.start : claim.amounts[-1].span.end] == "30 billion yen"
    assert edited("amounts -1").amounts == REFINERY.claim.amounts[1:]


def test_a_span_is_set_by_its_words():
    claim = edited("span build a gallium refinery at Callao")
    assert TEXT[claim.span.start : claim.span.end] == "build a gallium refinery at Callao"
    assert claim.id == REFINERY.claim.id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("minerals +unobtainium", "commodity"),
        ("minerals +lithium", "does not name lithium"),
        ("minerals +lithium = lithium brine", "does not say"),
        ("minerals gallium", r"say \+ or -"),
        ("minerals -cobalt", "does not hold"),
        ("actors +Wakanda = Peru", "country"),
        ("family money", "want one of"),
        ("status nearly", "want one of"),
        ("amounts -9", "counted from 1"),
        ("amounts +lots JPY pledged = 30 billion yen", "want number"),
        ("amounts +1 JPY wished = 30 billion yen", "role"),
        ("dates +soon deadline = by 2029", "ISO date"),
        ("dates +2029 deadline", "does not say"),
        ("span a copper mine in the sky", "does not say"),
        ("colour red", "fields are"),
        ("minerals +germanium~surely = germanium", "hedge"),
    ],
)
def test_an_edit_that_cannot_be_is_one_sentence(change, words):
    with pytest.raises(LodestoneError, match=words) as error:
        edited(change)
    assert "\n" not in str(error.value)


def test_no_change_is_no_edit():
    with pytest.raises(BadInput, match="nothing to edit"):
        edited()


@given(st.text(max_size=40))
def test_whatever_is_typed_every_quote_is_verbatim_or_the_edit_is_refused(typed):
    try:
        claim = edited(typed)
    except LodestoneError:
        return
    spans = [claim.span, *(s.span for values in claim.slots.values() for s in values), *(a.span for a in claim.amounts)]
    assert all(TEXT[s.start : s.end] == s.quote for s in spans)


def test_a_split_gives_each_half_its_own_words():
    outcome = review.split(REFINERY, TEXT, "and Peru will lend") if "lend" in REFINERY.claim.span.quote else None
    whole = REFINERY if outcome else review_merged()
    outcome = outcome or review.split(whole, TEXT, "and Peru will lend")
    first, second, gone = outcome.steps
    assert (first.state, second.state, gone.state) == ("candidate", "candidate", "rejected")
    assert first.claim.span.quote.endswith("by 2029")
    assert second.claim.span.quote.startswith("and Peru will lend")
    assert [s.value for s in first.claim.slots["minerals"]] == ["gallium"]
    assert [s.value for s in second.claim.slots["minerals"]] == []
    assert not first.claim.amounts
    assert [a.value for a in second.claim.amounts] == [3e10]
    assert first.claim.slots["actors"] == second.claim.slots["actors"]
    for words in ("", "Japan and Peru", "no such words"):
        with pytest.raises(BadInput):
            review.split(whole, TEXT, words)


def review_merged() -> Entry:
    from dataclasses import replace

    whole = review.merge([REFINERY, entry("lend up to")], TEXT).steps[0].claim
    return replace(REFINERY, claim=whole)


def test_a_merger_holds_all_that_its_parts_held():
    outcome = review.merge([STUDY, REFINERY], TEXT)
    whole = outcome.steps[0].claim
    assert (whole.span.start, whole.span.end) == (REFINERY.claim.span.start, STUDY.claim.span.end)
    assert {s.value for s in whole.slots["minerals"]} == {"gallium", "germanium"}
    assert whole.family == REFINERY.claim.family
    assert {b for _, _, b in outcome.relations} == {whole.id}
    with pytest.raises(BadInput, match="two different"):
        review.merge([STUDY, STUDY], TEXT)


# Cohen 1960, by hand: 20 both yes, 15 both no, 5 and 10 apart of 50: observed 0.7, by chance 0.5, kappa 0.4.
def test_kappa_by_hand():
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([]) is None
    assert kappa([("y", "y")] * 3) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_kappa_does_not_care_who_is_first(pairs):
    one, other = kappa(pairs), kappa([(b, a) for a, b in pairs])
    assert one == other or one == pytest.approx(other)
    assert one is None or one <= 1 + 1e-12


def judged(claim: str, who: str, verdict: str, family: str | None, seconds: float | None = None, blind: bool = False) -> Judged:
    return Judged(claim, who, verdict, family, seconds, blind, "project+pledges", "project", 0.8)


def test_figures_of_a_few_reviews():
    reviews = [
        judged("a", "Ann", "accept", "project", 4.0),
        judged("b", "Ann", "edit", "finance", 8.0),
        judged("c", "Ann", "reject", None, 6.0),
        judged("a", "Bob", "accept", "project", 90.0, blind=True),
        judged("c", "Bob", "accept", "project", 90.0, blind=True),
        judged("d", "Ann", "defer", None, 2.0),
    ]
    found = agreement(reviews)
    assert found["accept_rate"] == pytest.approx(2 / 3)
    assert found["accept_rate_by_rule"]["project+pledges"] == {"rate": pytest.approx(2 / 3), "reviews": 3}
    assert found["family_right"] == 0.5
    assert found["seconds_per_accepted"] == 10.0  # 20 s of Ann's time, rejections and deferrals included, for two claims
    assert found["double"] == 2
    assert found["kappa"] == 0.0  # agree on one of two; by chance, a half
    assert found["brier"] == pytest.approx((0.04 + 0.64 + 0.64) / 3)
    assert found["reliability"] == [
        {"from": 0.8, "to": 1.0, "claims": 3, "mean_score": pytest.approx(0.8), "right": pytest.approx(1 / 3)}
    ]


def test_no_reviews_no_figures():
    found = agreement([])
    assert (found["accept_rate"], found["kappa"], found["seconds_per_accepted"], found["brier"]) == (None, None, None, None)
