"""The whole brief on our own example texts: quotes, links, repeatability, what it refuses."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lodestone.brief.compose import Brief, brief, candidates, read_texts
from lodestone.brief.needs import needs
from lodestone.brief.run import command, outputs
from lodestone.evidence.intake import document
from lodestone.store.facts import cards, load
from lodestone.terms.errors import NothingToAnswer, UnknownTerm

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXTS = ("japan-canada-fact-sheet.txt", "export-licence-news.html")
VOID = {"meta", "br", "path", "rect", "line", "circle", "link", "img"}


def made(names: tuple[str, ...] = TEXTS, extra: bytes | None = None, **options: object) -> tuple[Brief, dict[str, bytes]]:
    documents = [document((EXAMPLES / name).read_bytes(), name) for name in names]
    if extra is not None:
        documents.append(document(extra, "extra.txt"))
    readings = read_texts(documents)
    facts = tuple(f for conditions in needs(candidates(readings), 2024) for f in load(**conditions))
    found = brief(readings, facts, cards(), **{"economy": "JPN", "runs": 16, "months": 18, **options})  # type: ignore[arg-type]
    return found, dict(outputs(found, facts))


@pytest.fixture(scope="module")
def example() -> tuple[Brief, dict[str, bytes]]:
    nasty = (
        b"Japan and Australia signed a memorandum on gallium </blockquote><script>alert(1)</script> on 3 March 2026 in Perth.\n"
    )
    return made(extra=nasty)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.ids += [value or ""] if name == "id" else []
            self.links += [value or ""] if name in ("href", "src") else []


def page_of(files: dict[str, bytes]) -> Page:
    found = Page()
    found.feed(files["brief.html"].decode("utf-8"))
    return found


def test_every_link_on_the_page_opens_something(example: tuple[Brief, dict[str, bytes]]) -> None:
    found = page_of(example[1])
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    outside = {link.split("#")[0] for link in found.links if not link.startswith("#")}
    assert outside == {"numbers.json"}


def test_numbers_behind_every_figure(example: tuple[Brief, dict[str, bytes]]) -> None:
    figures = json.loads(example[1]["numbers.json"])["figures"]
    linked = {link.split("#")[1] for link in page_of(example[1]).links if link.startswith("numbers.json#")}
    assert linked
    assert linked == set(figures)


def test_markup_in_a_text_stays_text(example: tuple[Brief, dict[str, bytes]]) -> None:
    assert "script" not in page_of(example[1]).tags
    assert b"&lt;script&gt;" in example[1]["brief.html"]


def test_every_quote_equals_the_text_at_its_offsets(example: tuple[Brief, dict[str, bytes]]) -> None:
    texts = {r.document.source.file: r.document.text for r in example[0].readings}
    claims = 0
    for one in json.loads(example[1]["claims.json"]):
        for claim in one["claims"]:
            span = claim["span"]
            assert texts[one["source"]["file"]][span["start"] : span["end"]] == span["quote"]
            claims += 1
    assert claims == example[0].said.total > 10


def test_every_claim_is_on_the_page(example: tuple[Brief, dict[str, bytes]]) -> None:
    ids = set(page_of(example[1]).ids)
    assert {f"c-{claim.id}" for r in example[0].readings for claim in r.claims} <= ids


def test_the_page_is_small_and_whole(example: tuple[Brief, dict[str, bytes]]) -> None:
    page = example[1]["brief.html"]
    assert len(page) < 1_500_000
    assert page.rstrip().endswith(b"</html>")
    assert b"TLP:CLEAR" in page


def test_the_run_record_names_no_path_and_no_clock(example: tuple[Brief, dict[str, bytes]]) -> None:
    text = example[1]["run.json"].decode("utf-8")
    assert str(EXAMPLES.parent) not in text
    record = json.loads(text)
    assert [i["file"] for i in record["inputs"]] == [*TEXTS, "extra.txt"]
    assert record["parameters"]["seed"] == 1
    assert not re.search(r"\d\d:\d\d:\d\d", text)
    assert record["id"] in example[1]["brief.html"].decode("utf-8")


def test_the_command_repeats_the_options(example: tuple[Brief, dict[str, bytes]]) -> None:
    words = command(example[0])
    assert "--for JPN" in words
    assert "--runs 16 --seed 1" in words


def test_the_event_of_the_news_text_is_run_and_owned_up_to(example: tuple[Brief, dict[str, bytes]]) -> None:
    found = example[0]
    gallium = next(b for b in found.breaks if b.chain == "gallium")
    assert gallium.measure is not None
    assert gallium.origin == "CHN"
    for event in found.breaks:
        for outcome in event.outcomes:
            assert outcome.met.shape == outcome.cover.shape == outcome.price.shape
            assert (outcome.met[:, 0] <= outcome.met[:, 4]).all()
            assert outcome.lost_share.low <= outcome.lost_share.median <= outcome.lost_share.high
    without = [b for b in found.breaks if b.hypothetical]
    page = example[1]["brief.html"].decode("utf-8")
    assert page.count("Hypothetical.") == len(without)


def test_promises_without_content_say_what_they_lack(example: tuple[Brief, dict[str, bytes]]) -> None:
    found = example[0]
    assert found.promised
    for one in found.promised:
        assert bool(one.missing) is not bool(one.interventions) or one.interventions
    lacking = [p for p in found.promised if not p.interventions]
    assert all(p.missing for p in lacking)


def test_a_text_without_a_statement_cannot_be_answered() -> None:
    with pytest.raises(NothingToAnswer, match=r"extra\.txt"):
        made((), extra=b"12 34 56\n\n78\n")


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(UnknownTerm, match="Jappan"):
        made(economy="Jappan")


@pytest.mark.slow
def test_a_second_run_gives_the_same_bytes(example: tuple[Brief, dict[str, bytes]]) -> None:
    first = made(("japan-canada-fact-sheet.txt",))[1]
    assert first == made(("japan-canada-fact-sheet.txt",))[1]


@pytest.mark.slow
def test_a_vague_text_gets_the_most_concentrated_chains_and_says_so() -> None:
    text = b"On 3 March 2026 Japan and Norway agreed in Oslo to strengthen supply chains for critical minerals.\n"
    found, files = made((), extra=text)
    assert found.generic
    assert len(found.chains) == 3
    assert all(b.hypothetical for b in found.breaks)
    assert b"No mineral is named." in files["brief.html"]
