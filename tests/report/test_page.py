"""The page: escapes what texts hold, allows no script, keeps every id unique, answers the same bytes twice."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from lodestone.report.figures.shares import ranked, shares
from lodestone.report.html import page, pieces, style
from lodestone.report.note import (
    Bullets,
    Callout,
    Clash,
    Details,
    Figure,
    Figures,
    Heading,
    KeyFigure,
    Note,
    Panel,
    Para,
    Quote,
    Run,
    Section,
    Table,
)
from lodestone.report.svg import svg

NASTY = '<script>alert("x")</script> & "quotes" \' </style> {{ 7 * 7 }}'


def fixture_note(text: str = "made-up words") -> Note:
    """A made-up note with every kind of block; nothing in it is real."""
    drawing = svg(shares(ranked([("AAA", text, 0.7), ("BBB", "Second", 0.2), ("CCC", "Third", 0.1)], "BBB")), "fig-a")
    quote = Quote(
        anchor="c-1", before=text, clause=f"may {text}", after=text, source=(text,), tags=(text,),
        slots=((text, (Run(text, "hedged", tip=text),)),), missing=(text,), hedges=((0, 3, text),),
    )  # fmt: skip
    table = Table(columns=(text, "t"), rows=(((Run(text, to="c-1"),), ("1",)),), numeric=(1,), caption=text, anchors=("f-1",))
    figure = Figure(
        anchor="fig-a",
        title=text,
        unit=text,
        panels=(Panel(wide=drawing, heading=text),),
        label=text,
        table=replace(table, anchors=()),
        source=(text,),
    )
    blocks = (
        Para((text,), "lead"),
        Figures((KeyFigure(figure="1", label=text, detail=text, to="c-1"),)),
        Heading(text, "h-1", text),
        quote,
        table,
        figure,
        Callout(kind="hypothetical", title=text, words=(text,)),
        Bullets(((text,),)),
        Clash(anchor="x-1", kind=text, message=text, quotes=(replace(quote, anchor="c-2"),)),
        Details(summary=(text,), blocks=(Para((text,), "small"),)),
    )
    section = Section(anchor="s-1", title=text, short=text, blocks=blocks)
    return Note(
        title=text, kicker=text, language="en", head=((text, (text,)),), sections=(section,), footer=((text,),), label="TLP:CLEAR"
    )


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")


def seen(text: str) -> _Seen:
    found = _Seen()
    found.feed(text)
    return found


def test_a_text_that_holds_markup_stays_text() -> None:
    found = seen(page(fixture_note(NASTY)))
    assert "script" not in found.tags
    assert found.tags.count("style") == 1
    assert "{{ 7 * 7 }}" in page(fixture_note("{{ 7 * 7 }}"))


def test_nothing_is_fetched_and_no_style_attribute_breaks_the_policy() -> None:
    text = page(fixture_note())
    found = seen(text)
    assert all(link.startswith("#") or link.startswith("numbers.json") for link in found.links)
    assert "style" not in found.attributes
    assert not [a for a in found.attributes if a.startswith("on")]
    assert "default-src 'none'" in text.replace("&#39;", "'")
    assert "url(" not in style()


def test_ids_are_unique_and_every_inner_link_has_its_target() -> None:
    found = seen(page(fixture_note()))
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)


def test_the_same_note_gives_the_same_bytes() -> None:
    assert page(fixture_note()) == page(fixture_note())


@pytest.mark.parametrize(
    ("hedges", "want"),
    [
        (((0, 3, "possible"),), [("may", "possible"), (" come", "")]),
        ((), [("may come", "")]),
        (((0, 3, "a"), (2, 5, "b")), [("may", "a"), (" come", "")]),
        (((4, 99, "b"),), [("may come", "")]),
    ],
)
def test_a_clause_is_cut_at_its_hedges_and_loses_no_letter(
    hedges: tuple[tuple[int, int, str], ...], want: list[tuple[str, str]]
) -> None:
    quote = Quote(anchor="q", before="", clause="may come", after="", source=(), hedges=hedges)
    assert pieces(quote) == want


def test_colours_of_charts_follow_the_page() -> None:
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', page(fixture_note())))
    assert colours
    for colour in colours:
        assert f'="{colour}"]' in style()
