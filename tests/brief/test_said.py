"""Sentences around claims, and what a claim leaves out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.brief.said import CONTEXT, EXPECTED, FAMILIES, missing, said, sentence_around
from lodestone.evidence.claim import Claim, ClaimAmount, Document, FamilyScore, Reading, Zone
from lodestone.terms.said import Said
from lodestone.terms.source import Source, Span


def made_up(family: str, text: str = "We will build it.", **slots: tuple[Said[str], ...]) -> Claim:
    """A claim over a whole made-up text."""
    span = Span("t", 0, len(text), text)
    return Claim(
        id=f"{family}-1", kind="commitment", family=family, labels=(FamilyScore(family, 1.0),), status="announced",  # type: ignore[arg-type]
        modality="asserted", specificity=0, span=span, slots=slots,
    )  # fmt: skip


def reading(*claims: Claim, text: str = "We will build it.", zones: tuple[Zone, ...] = ()) -> Reading:
    source = Source(id="t", file="t.txt", sha256="0" * 64, chars=len(text))
    return Reading(document=Document(source=source, text=text), claims=claims, mentions=(), zones=zones)


@given(st.text(alphabet="ab. \n。", max_size=900), st.data())
def test_words_around_a_clause_are_the_texts_own(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, after = sentence_around(text, Span("t", start, end, text[start:end]))
    assert text[:start].endswith(before.removeprefix("… "))
    assert text[end:].startswith(after.removesuffix(" …"))
    assert len(before) <= CONTEXT + 2
    assert len(after) <= CONTEXT + 2


def test_only_its_own_sentence_is_shown() -> None:
    text = "First one. Second, we build a plant, says the minister. Third one."
    start = text.index("we build")
    end = start + len("we build a plant")
    assert sentence_around(text, Span("t", start, end, text[start:end])) == ("Second, ", ", says the minister.")


def test_a_clause_that_ends_its_sentence_shows_nothing_after() -> None:
    text = "We build. They pay."
    assert sentence_around(text, Span("t", 0, 9, "We build.")) == ("", "")


def test_what_a_project_leaves_out() -> None:
    word = Said("gallium", Span("t", 0, 2, "We"))
    assert missing(made_up("project")) == ("which mineral", "where", "tonnes a year", "date")
    assert missing(made_up("project", minerals=(word,))) == ("where", "tonnes a year", "date")
    with_amount = made_up("finance")
    amount = ClaimAmount(value=1.0, currency="JPY", unit=None, role="pledged", span=with_amount.span)
    full = Claim(**{f: getattr(with_amount, f) for f in Claim.__slots__} | {"amounts": (amount,)})
    assert "amount" not in missing(full)


def test_every_family_with_expectations_has_a_heading() -> None:
    assert set(EXPECTED) <= {family for family, _ in FAMILIES}


def test_groups_hold_every_claim_once() -> None:
    word = Said("gallium", Span("t", 0, 2, "We"))
    claims = (made_up("project", minerals=(word,)), made_up("project"), made_up("assess"), made_up("other"))
    found = said([reading(*claims)], ())
    lines = [line.claim for g in found.groups for line in (*g.first, *g.others)]
    assert sorted(map(id, lines)) == sorted(map(id, claims))
    assert found.total == 4
    assert [g.family for g in found.groups] == ["project", "assess", "other"]


@pytest.mark.parametrize("kind", ["boilerplate", "caption"])
def test_only_boilerplate_is_listed_as_skipped(kind: str) -> None:
    found = said([reading(zones=(Zone(0, 2, kind),))], ())  # type: ignore[arg-type]
    assert bool(found.skipped) is (kind == "boilerplate")
