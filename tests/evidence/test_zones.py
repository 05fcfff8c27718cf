"""Boilerplate yields nothing; the text's own sentences are never swallowed."""

import pytest

from lodestone.evidence.intake import document
from lodestone.evidence.zones import zones

ARTICLE = """Menu
Politics
Economy
World
Sports

Northern Ports Agree to Share Ore Berths

18:00 JST, March 4, 2031
The two port authorities agreed on Monday to share their ore berths for ten years.
Also Read: Ferry Fares Rise 4% in Spring
The agreement covers 300,000 tons of nickel ore a year and begins in June.
MOST READ
-
Minister Denies Cobalt Rumour
-
Fishermen Demand 5 Bil. Yen After Storm
Related articles
Old Harbour to Become a Park
© 2031 Harbour Desk. All rights reserved.
"""


def kinds(text):
    doc = document(text.encode(), "x.txt")
    return [(z.kind, doc.text[z.start : z.end]) for z in zones(doc)]


def test_news_page():
    found = kinds(ARTICLE)
    silent = "\n".join(words for kind, words in found if kind == "boilerplate")
    for noise in ("Politics", "Also Read", "Cobalt Rumour", "5 Bil. Yen", "become a park", "All rights reserved"):
        assert noise.lower() in silent.lower()
    for own in ("agreed on Monday", "300,000 tons"):
        assert own not in silent
    assert ("headline", "Northern Ports Agree to Share Ore Berths") in found
    assert ("dateline", "18:00 JST, March 4, 2031") in found


def test_communique_keeps_every_paragraph():
    blocks = ["Preamble", "1. We, the ministers, met in Lima.", "We will:", "- widen the sources of tungsten;"]
    blocks += ["- train twenty engineers; and", "- report in June.", "Partnerships", "2. We launched a fund."]
    text = "\n\n".join(blocks)
    found = kinds(text)
    assert [w for k, w in found if k == "headline"] == ["Preamble", "Partnerships"]
    assert not [w for k, w in found if k == "boilerplate"]


def test_a_heading_called_archives_over_prose_is_prose():
    found = kinds("Archives\n\nThe national archives of both states will share their maps of old mines.\n")
    assert not [w for k, w in found if k == "boilerplate"]


def test_residue_and_provisional_translation():
    head = "close\nclose\n\nTwo Sides Open Talks on Ore\n\n[Provisional translation]\n\n"
    found = kinds(head + "The two sides opened talks on ore supply today.\n")
    assert [w for k, w in found if k == "boilerplate"] == ["close\nclose", "[Provisional translation]"]


def test_gold_noise_and_claims(shared):
    """Every range marked as noise is boilerplate, and no marked claim begins in a silent zone."""
    import json

    for path in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        file = next((shared / "texts").rglob(gold["doc"]["file"]))
        doc = document(file.read_bytes(), file.name)
        silent = [z for z in zones(doc) if z.kind == "boilerplate"]
        for noise in gold["noise"]:
            assert any(z.start <= noise["start"] and noise["end"] <= z.end + 2 for z in silent), (path.name, noise["quote"][:40])
        for claim in gold["claims"]:
            assert not any(z.start <= claim["span"]["start"] < z.end for z in silent), (path.name, claim["span"]["quote"][:60])


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_zones_of_nearly_nothing(text):
    assert kinds("word" + text) == [("headline", "word")]
