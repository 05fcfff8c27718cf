"""A quote is found again in a changed text, or said to be lost; a result knows when it is stale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.evidence import intake
from lodestone.evidence.ledger import Entry, Used, around, locate, reanchor, stale, to_json
from lodestone.evidence.read import read
from lodestone.terms.errors import BadInput

OLD = "On Monday the ministers met. The bank will lend 40 billion yen for the refinery by 2029. A council will report in June."
QUOTE = "The bank will lend 40 billion yen for the refinery by 2029."


def found(new: str):
    at = OLD.index(QUOTE)
    prefix, suffix = around(OLD, at, at + len(QUOTE))
    return locate(new, QUOTE, prefix=prefix, suffix=suffix, near=at)


@pytest.mark.parametrize(
    ("new", "anchor", "words"),
    [
        (OLD, "moved", QUOTE),
        ("Corrected version.\n" + OLD, "moved", QUOTE),
        (QUOTE, "moved", QUOTE),
        (OLD.replace("40 billion", "45 billion"), "context", QUOTE.replace("40 billion", "45 billion")),
        (OLD.replace("40 billion", "45 billion").replace(" A council will report in June.", ""), "context", "45 billion"),
        (OLD.replace("40 billion", "45 billion").replace("On Monday the ministers met. ", ""), "context", "45 billion"),
    ],
)
def test_found_again(new, anchor, words):
    place = found(new)
    assert place is not None
    assert place.anchor == anchor
    assert words in new[place.start : place.end]
    assert "council" not in new[place.start : place.end]


@pytest.mark.parametrize(
    "new",
    [
        "",
        "Another text altogether.",
        OLD.replace(QUOTE + " ", ""),
        OLD.replace(QUOTE, "Nothing was agreed, and nobody spoke of money."),
    ],
)
def test_lost(new):
    assert found(new) is None


def test_of_two_places_the_one_with_its_surroundings_counts():
    twice = f"Summary: {QUOTE} See below.\n\n{OLD}"
    place = found(twice)
    assert place is not None
    assert place.start == twice.rindex(QUOTE)


@given(st.text(alphabet="ab \n", max_size=30), st.text(alphabet="ab \n", max_size=30))
def test_words_left_alone_are_always_found(before, after):
    new = before + QUOTE + after
    place = found(new)
    assert place is not None
    assert new[place.start : place.end] == QUOTE


def test_slots_move_along_or_drop_out():
    old = read(
        intake.document(
            b"Japan and Peru, 3 May 2025. Japan will lend 40 billion yen to Peru for gallium by 2029. All clapped.", "a.txt"
        )
    )
    [claim] = [c for c in old.claims if "40 billion" in c.span.quote]
    new = old.document.text.replace("Japan and Peru, 3", "Corrected. Japan and Peru, 3").replace("40 billion", "45 billion")
    moved, anchor = reanchor(claim, old.document.text, new, "t2")
    assert anchor == "context"
    assert moved.amounts == ()
    assert [s.value for s in moved.slots["minerals"]] == ["gallium"]
    spans = [moved.span, *(s.span for values in moved.slots.values() for s in values), *(d.span for d in moved.dates)]
    assert len(spans) > 3
    assert all(new[s.start : s.end] == s.quote and s.source == "t2" for s in spans)


def entry(version: int, **changes: object) -> Entry:
    reading = read(intake.document(b"Japan will lend 40 billion yen to Peru for gallium.", "a.txt"))
    given = {
        "claim": reading.claims[0], "source": reading.document.source, "version": version, "body": 1, "state": "accepted",
        "anchor": "exact", "rule": "finance", "tier": "news", "lineage": "x", "by": "Bob", "at": "2026-01-01",
    }  # fmt: skip
    return Entry(**{**given, **changes})  # type: ignore[arg-type]


def test_a_result_is_stale_when_a_claim_it_used_changed():
    assert stale([Used("a", 2)], {"a": entry(2)}) == ()
    [said] = stale([Used("a", 2), Used("b", 1)], {"a": entry(3, state="rejected"), "b": entry(1)})
    assert "version 3 is rejected (by Bob" in said
    assert "no longer" in stale([Used("a", 2)], {"a": entry(3, anchor="lost")})[0]
    assert "not in this ledger" in stale([Used("z", 1)], {})[0]


def test_json_of_an_entry_is_the_contract_with_what_the_ledger_knows():
    said = to_json(entry(2))
    assert said["span"]["quote"] == entry(2).claim.span.quote
    assert said["ledger"]["version"] == 2


def test_tiers_are_named():
    from lodestone.evidence.ledger import known_tier

    assert known_tier("wire") == "wire"
    with pytest.raises(BadInput, match="official"):
        known_tier("good")
