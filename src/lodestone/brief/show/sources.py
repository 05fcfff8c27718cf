"""The section on sources: the texts, the publishers, and how to repeat the page."""

from collections.abc import Mapping

from lodestone.brief.compose import Brief
from lodestone.report import numbers
from lodestone.report.note import Block, Heading, Para, Run, Section, Table, Words
from lodestone.terms.source import Source


def section(found: Brief, identity: Mapping[str, str], command: str) -> Section:
    """Texts with hashes and how their dates are known; cards with version and licence; command and hashes."""
    blocks: list[Block] = [
        Heading("Texts"),
        _texts(found),
        Heading("Publishers"),
        _cards(found),
        Heading("To repeat this page", "repeat"),
    ]
    blocks.append(Para((Run(command, "code"),)))
    lines = tuple((name, value) for name, value in identity.items())
    blocks.append(Table(columns=("what", "value"), rows=tuple(((name,), (Run(value, "code"),)) for name, value in lines)))
    run = "run.json beside this page holds the inputs, parameters, seeds and versions; the same inputs give the same bytes. "
    beside = "claims.json holds every claim with its characters, numbers.json every value drawn."
    blocks.append(Para((run, beside), "small"))
    return Section(anchor="sources", title="Sources and repetition", short="Sources", blocks=tuple(blocks))


def _texts(found: Brief) -> Table:
    rows, anchors = [], []
    for reading in found.readings:
        s = reading.document.source
        dated: Words = (numbers.day(s.published),) if s.published else (Run("none in the text", "missing"),)
        basis = f" ({s.published_basis})" if s.published_basis else ""
        rows.append((
            (s.title or s.file,), (s.publisher or Run("not stated", "missing"),), (*dated, Run(basis, "mute")),
            (str(len(reading.claims)),), (Run(s.file, "code"), " ", Run(s.sha256[:12], "code", tip=s.sha256), *_found(s)),
        ))  # fmt: skip
        anchors.append(f"t-{s.id}")
    return Table(
        columns=("text", "publisher", "date", "claims", "file, sha256"), rows=tuple(rows), numeric=(3,), anchors=tuple(anchors)
    )


def _found(source: Source) -> Words:
    """Where and when a text from the web was found; nothing for a file."""
    return (Run(f" {source.address}, retrieved {source.retrieved}", "mute"),) if source.address else ()


def used_cards(found: Brief) -> list[str]:
    """Cards whose figures stand on the page or in a network behind it, in order of id."""
    ids: set[str] = set()
    for one in found.dependence:
        ids |= {s for w in one.worlds for r in w.rows for s in r.sources}
        ids |= {x.source for w in one.worlds for s in w.spread for x in s.said}
        if one.network is not None:
            ids |= {s for sources in one.network.arc_sources for s in sources}
        if one.customs is not None:
            ids |= set(one.customs.sources)
    return sorted(i for i in ids if i in found.cards)


def _cards(found: Brief) -> Table:
    rows, anchors = [], []
    for id_ in used_cards(found):
        card = found.cards[id_]
        licence = card.licence if card.licence_checked else f"{card.licence} (not re-read)"
        rows.append(
            (
                (card.publisher,),
                (card.title,),
                (card.version,),
                (licence,),
                (numbers.day(card.read),),
                (Run(card.address, "mute"),),
            )
        )
        anchors.append(f"s-{id_}")
    return Table(
        columns=("publisher", "title", "version", "licence", "read", "address"), rows=tuple(rows), anchors=tuple(anchors)
    )
