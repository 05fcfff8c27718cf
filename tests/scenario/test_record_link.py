"""A text's measure is linked to the one on record, and what the text draws otherwise is told; texts are invented."""

import pytest

from lodestone.evidence import intake
from lodestone.evidence.measures import measures
from lodestone.evidence.read import read
from lodestone.scenario.record_link import link_of, links, record_conflicts

TODAY = "2026-11-22"


def reading(text: str, published: str | None = None):
    return read(intake.document(text.encode(), "text.txt", published=published))


def linked(text: str, published: str | None = None):
    found = links(measures(reading(text, published)))
    return [(link.how, tuple(r.id for r in link.records)) for link in found]


def told(text: str, on: str | None = None):
    return [(c.type, c.message.partition(": ")[2]) for c in record_conflicts([reading(text)], on)]


WIDE = "TOKYO, 8 January 2026 — On 6 January 2026 China banned exports of dual-use goods to Japan. They may include rare earths."
NUMBERED = "BEIJING, 10 October 2025 — China requires export licences for holmium from {} 2025, under Announcement No. 57."
COBALT = "KINSHASA, 25 February 2025 — DR Congo suspended all exports of cobalt from 22 February 2025."


@pytest.mark.parametrize(
    ("text", "how", "ids"),
    [
        (WIDE, "dated", ("chn-2026-1",)),
        (NUMBERED.format("8 November"), "number", ("chn-2025-57",)),
        (COBALT, "dated", ("cod-2025-1",)),
        ("JAKARTA, 9 January 2020 — Indonesia banned exports of nickel ore from 1 January 2020.", "dated", ("idn-2020",)),
        ("BEIJING, 20 June 2026 — China requires export licences for antimony.", "perhaps", ("chn-2024-33",)),
        ("BEIJING, 5 December 2024 — On 3 December 2024 China banned exports of gallium to the United States.", "dated",
         ("chn-2024-46-2",)),
    ],
)  # fmt: skip
def test_a_measure_is_found_on_record(text, how, ids):
    assert linked(text) == [(how, ids)]


@pytest.mark.parametrize(
    "text",
    [
        "SANTIAGO, 3 March 2026 — Chile banned exports of lithium from 1 March 2026.",  # nothing of Chile is on record
        "BEIJING, 3 January 2026 — China requires export licences for gallium shipped to Japan from 15 December 2025.",  # another
        "HANOI, 9 June 2026 — Viet Nam requires export licences for tungsten from 1 June 2026, under Decision No. 1 of 2026.",
        "BEIJING, 3 May 2019 — China requires export licences for tungsten from 1 May 2019, under Announcement No. 10 of 2019.",
    ],
)
def test_what_is_not_on_record_is_linked_to_nothing(text):
    assert measures(reading(text))
    assert linked(text) == []


def test_a_text_without_end_users_is_wider_than_a_record_that_names_them():
    [(kind, message)] = told(WIDE)
    assert kind == "scope"
    assert "names no end user" in message
    assert "military users in Japan" in message


def test_a_text_that_names_the_users_agrees_with_the_record():
    text = "BEIJING, 8 January 2026 — On 6 January 2026 China banned exports of dual-use goods to military users in Japan."
    assert linked(text) == [("dated", ("chn-2026-1",))]
    assert told(text) == []


def test_the_day_of_announcement_told_as_the_day_of_effect():
    [(kind, message)] = told(NUMBERED.format("9 October"))
    assert kind == "date"
    assert "2025-10-09 in the text" in message
    assert "2025-11-08 on record" in message
    assert told(NUMBERED.format("8 November")) == []


def test_a_mineral_that_the_record_does_not_have():
    text = "BEIJING, 5 December 2024 — On 3 December 2024 China banned exports of gallium and cobalt to the United States."
    assert [(k, "also names cobalt" in m) for k, m in told(text)] == [("scope", True)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NUMBERED.format("8 November"), "paused until 2026-11-10 and nothing on record since"),
        (
            COBALT,
            "over since 2025-10-16",
        ),
    ],
)
def test_the_state_on_a_day_is_that_of_the_record(text, words):
    assert [(k, words in m) for k, m in told(text, on=TODAY)] == [("inactive", True)]


def test_several_that_fit_are_all_named_and_agree_on_what_is_told():
    text = "Exports\n\nChina tightened restrictions on the export of dual-use goods to Japan. They may include rare earths."
    found = reading(text)
    [link] = links(measures(found))
    assert link.how == "perhaps"
    assert {r.id for r in link.records} == {"chn-2026-1", "chn-2026-11", "chn-2026-12"}
    assert "does not say which" in link.sentence()
    [conflict] = record_conflicts([found])
    assert conflict.message.startswith("export control of China, perhaps on record as chn-2026-1, chn-2026-11 or chn-2026-12: ")


def test_the_news_text_is_wider_than_the_announcement(shared):
    [file] = sorted((shared / "texts" / "seeds").glob("003_*.txt"))

    def of(published):
        return read(intake.document(file.read_bytes(), file.name, published=published))

    [undated] = links(measures(of(None)))
    assert undated.how == "perhaps"
    [dated] = [link_of(m) for m in measures(of("2026-01-16"))]
    assert dated is not None
    assert ([r.id for r in dated.records], dated.how) == (["chn-2026-1"], "dated")
    assert dated.sentence(TODAY).endswith(f"in force on {TODAY}")
    assert [c.type for c in record_conflicts([of("2026-01-16")], TODAY)] == ["scope"]


@pytest.mark.slow
def test_no_official_text_is_linked_to_a_measure_it_does_not_speak_of(shared):
    texts = sorted((shared / "texts" / "official").glob("*.txt"))
    found = [links(measures(read(intake.document(p.read_bytes(), p.name)))) for p in texts]
    assert len(texts) > 20
    assert [link.sentence() for one in found for link in one] == []
