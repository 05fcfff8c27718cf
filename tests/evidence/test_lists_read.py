"""Lists: who introduces the items acts in them, items without full stops are read, bare introductions are no claims."""

import pytest

from lodestone.evidence.intake import document
from lodestone.evidence.read import read

CHAPEAU = """Japan and Chile met in Lima.

Japan and Chile intend to:
(a) share geological data on lithium brines;
(b) train forty engineers from the salt flats each year; and
(c) keep a joint stock of copper cathode

Canada will:

- lend 30 million dollars to the Ilo smelter
- buy half of its output until 2031

Financing
"""


def claims(text):
    return read(document(text.encode(), "list.txt")).claims


def test_every_item_is_a_claim_and_no_introduction_is():
    quotes = [c.span.quote for c in claims(CHAPEAU)][1:]
    assert quotes == [
        "share geological data on lithium brines",
        "train forty engineers from the salt flats each year",
        "keep a joint stock of copper cathode",
        "lend 30 million dollars to the Ilo smelter",
        "buy half of its output until 2031",
    ]


def test_items_take_subject_and_status_from_words_that_are_no_claim_themselves():
    share, _, keep, lend, buy = claims(CHAPEAU)[1:]
    assert [s.value for s in share.slots["actors"]] == [s.value for s in keep.slots["actors"]] == ["JPN"]
    assert [s.value for s in keep.slots["counterparts"]] == ["CHL"]
    assert all(s.inferred for s in keep.slots["actors"])
    assert [c.slots["actors"][0].value for c in (lend, buy)] == ["CAN", "CAN"]
    assert (share.status, lend.status) == ("planned", "announced")


@pytest.mark.parametrize(
    ("sentence", "items"),
    [
        (
            "Chile and Peru agreed to the following measures: reviewing permits for copper mines within a year; "
            "opening the port of Ilo to ore from third countries.",
            2,
        ),
        (
            "The goals are, among others: Linking mines in Peru with smelters in Japan; Raising standards for waste from mines; "
            "Training of engineers in both countries.",
            3,
        ),
        (
            "These talks have enabled the two ministries of Japan and Peru: to explore new routes for copper from the coast; "
            "to keep stocks of cathode in both countries.",
            2,
        ),
        ("The pact may cover: meetings of officers of the two ministries; workshops on ore dressing and on waste water.", 1),
    ],
)
def test_a_list_without_numbers_is_cut_only_where_its_items_are_statements(sentence, items):
    found = claims(sentence)
    assert len(found) == items
    assert items == 1 or not any("agreed" in c.span.quote or "goals" in c.span.quote or "talks" in c.span.quote for c in found)


def test_what_comes_of_a_promise_is_no_promise():
    assert (
        len(
            claims(
                "Peru aims to develop a refining industry for its copper ore, creating jobs and wealth in the southern regions."
            )
        )
        == 1
    )
    body = "Japan and Peru signed a pact on copper in Lima, creating a joint working group of officials on mine safety."
    assert len(claims(body)) == 2


def test_a_name_given_in_passing_drops_no_statement():
    text = "Japan and Peru (hereinafter the Sides) recognise that copper plays an essential role in electric grids and vehicles."
    assert len(claims(text)) == 1


def test_brackets_are_no_run_in_heading():
    text = "Andes Copper (LSE: ANC) signed an offtake contract with a smelter in Japan for ten years."
    assert claims(text)[0].span.start == 0
