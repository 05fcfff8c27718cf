"""The JSON other programs rely on has every field, and nothing but plain values."""

import json

from lodestone.evidence.claim import SLOTS
from lodestone.evidence.contract import to_json


def test_every_field_of_a_claim(reading):
    found = json.loads(json.dumps(to_json(reading("claims_news"))))
    assert set(found) == {"source", "claims", "mentions", "zones", "conflicts"}
    assert found["source"]["published"] == {
        "value": "2026-03-04",
        "precision": "day",
        "basis": found["source"]["published"]["basis"],
    }
    for claim in found["claims"]:
        assert set(claim) == {"id", "kind", "family", "labels", "status", "modality", "specificity", "span", "slots"}
        assert set(claim["slots"]) == {*SLOTS, "amounts", "dates"}
        assert claim["labels"][0]["family"] == claim["family"]
        assert 0 <= claim["specificity"] <= 3
    assert len({c["id"] for c in found["claims"]}) == len(found["claims"])


def test_a_hedge_is_written_with_its_words(reading):
    found = to_json(reading("measure_hedged"))
    nickel = next(s for c in found["claims"] for s in c["slots"]["minerals"] if s["value"] == "nickel")
    assert nickel["hedge"] == "possible"
    assert nickel["hedge_span"]["quote"] == "may"


def test_an_undated_text_says_so(reading):
    assert to_json(reading("claims_japanese"))["source"]["published"] is None
