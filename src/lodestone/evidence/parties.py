"""Who a text speaks for, and whom its pronouns mean: ``the Participants``, ``both sides``, ``they``.

A value found this way is never said literally: it keeps the pronoun as its quote and a visible reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lodestone.evidence.claim import Document, Mention, Zone
from lodestone.evidence.cues import Word, cues
from lodestone.terms.place import places
from lodestone.terms.said import Said
from lodestone.terms.source import Span

ACTING = ("place", "group", "person")
_DEFINED = re.compile(
    r"(?:together|collectively|hereinafter|referred to as|as)[^)\n]{0,60}"
    r"[“\"](?:the )?(?:Participants|Parties|Sides|Signatories)[”\"]"
)
_DUAL = re.compile(r"\b(?:both|two)\b|両|双方", re.I)
_FIRST = 2500
_ALL_OF_A_LIST = re.compile(r"[,\s]*(?:,|and|&|–|-|plus)[,\s]*(?:the\s+)?(?:\w+\s+){0,6}$")


@dataclass(frozen=True, slots=True)
class Referent:
    """Somebody a pronoun can stand for: a value (``JPN``, ``JPN:Ken Sato``, ``G7``) and where it was named."""

    value: str
    span: Span

    @property
    def country(self) -> str:
        """The value without a person's or city's name."""
        return self.value.split(":")[0]


@dataclass(frozen=True, slots=True)
class Company:
    """What has been named so far: the parties of the text, the actors of the statement before, and the last person."""

    parties: tuple[Referent, ...] = ()
    previous: tuple[Referent, ...] = ()
    person: Referent | None = None


def is_country(mention: Mention) -> bool:
    """Whether a place is an economy or bloc of the tables, rather than a city or a region."""
    return mention.type == "place" and str(mention.value) in places()


def referent(mention: Mention) -> Referent:
    """A named country, group or person as somebody a pronoun can stand for."""
    return Referent(str(mention.value), mention.span)


def parties(
    document: Document, mentions: Sequence[Mention], zones: Sequence[Zone], sentences: Sequence[Span]
) -> tuple[Referent, ...]:
    """The parties a text speaks for, first named first; empty when it names nobody.

    Where the text itself names fewer than two (``both ministers met``) and its first headline names two or more economies, those.
    """
    found = _of_the_text(document, mentions, zones, sentences)
    title = next((z for z in zones if z.kind == "headline"), None)
    if len(found) < 2 and title is not None and title.start < _FIRST:
        headed = _distinct([m for m in mentions if is_country(m) and title.start <= m.span.start < title.end])
        if len(headed) > 1 and (not found or found[0].value in [h.value for h in headed]):
            return headed
    return found


def _of_the_text(
    document: Document, mentions: Sequence[Mention], zones: Sequence[Zone], sentences: Sequence[Span]
) -> tuple[Referent, ...]:
    """The parties named in the text below its headline.

    Where the text defines ``the Participants`` these are the economies named before the definition; else those of the
    first sentence that names one: a group when it comes first (``We, the leaders of the G7``), otherwise its economies.
    """
    named = [m for m in mentions if m.type in ACTING and (m.type != "place" or is_country(m))]
    closed = [z for z in zones if z.kind in ("boilerplate", "headline", "dateline")]
    named = [m for m in named if not any(z.start <= m.span.start < z.end for z in closed) and not _where(document.text, m)]
    defined = _DEFINED.search(document.text, 0, _FIRST)
    if defined:
        return _distinct([m for m in named if m.span.end <= defined.end()])
    for sentence in sentences:
        here = [m for m in named if sentence.start <= m.span.start < sentence.end]
        if here:
            if here[0].type == "group" and _speaks(document.text, sentence, here[0]):
                return (referent(here[0]),)
            found = _distinct([m for m in here if m.type != "group"] or here)
            if len(found) > 1 or sentence.start > _FIRST:
                return found[:1] + _coordinated(document.text, found)
            groups = [m for m in here if m.type == "group"]
            later = _distinct([m for m in named if m.span.start < _FIRST and m.type != "group"])
            return found + tuple(referent(g) for g in groups[:1]) if groups else later[:2]
    return ()


def _where(text: str, mention: Mention) -> bool:
    """Whether a country only says where something took place: ``in Leuven, Belgium``."""
    before = text[max(0, mention.span.start - 40) : mention.span.start]
    return (
        mention.type == "place"
        and re.search(r"(?:\b(?:in|at|near)\s+(?:the\s+)?|\b(?:in|at)\s+[A-Z][\w. ]{1,30},\s*)$", before) is not None
    )


def _speaks(text: str, sentence: Span, group: Mention) -> bool:
    """Whether a group is the speaker: ``We, the leaders of the G7``, or the first words of the sentence."""
    before = text[sentence.start : group.span.start]
    if len(before) < 60 and before.lower().startswith("we"):
        return True
    return (
        str(group.value) in places()
        and len(before) < 60
        and (before.lower().startswith(("the leaders", "the ministers", "ministers", "leaders")) or len(before) < 6)
    )


def _coordinated(text: str, found: Sequence[Referent]) -> tuple[Referent, ...]:
    """The parties after the first: those joined to the one before by a comma or ``and``; at least the second."""
    out = [found[1]]
    for before, after in pairwise(found[1:]):
        between = text[before.span.end : after.span.start]
        if len(between) > 60 or not re.match(r"^(?:[^.;:]{0,40}?)(?:,|and|&)", between):
            break
        out.append(after)
    return tuple(out)


def _distinct(mentions: Sequence[Mention]) -> tuple[Referent, ...]:
    seen: dict[str, Referent] = {}
    for m in mentions:
        seen.setdefault(str(m.value).split(":")[0], Referent(str(m.value).split(":")[0], m.span))
    return tuple(seen.values())


def resolve(text: str, source: str, subject: Sequence[Word], company: Company) -> tuple[Said[str], ...]:
    """Whom a pronoun or a phrase such as ``both sides`` among the words ``subject`` means; empty when nobody is named before.

    The quote is the pronoun; the reason says in which way it was resolved.
    """
    for hit in cues("claims_references").find(text, subject):
        kind = hit.row["refers"]
        span = Span(source, hit.start, hit.end, text[hit.start : hit.end])
        if kind == "parties" and len(company.parties) < 2 and _DUAL.search(span.quote):
            continue
        if kind == "parties":
            chosen, why = company.parties, "the parties this text names first"
        elif kind == "previous":
            chosen, why = company.previous, "named in the statement before"
            if len(chosen) < 2:
                chosen, why = company.parties or chosen, "the parties this text names first"
        elif kind in ("person", "persons"):
            chosen, why = ((company.person,) if company.person else ()), "the person named last"
            if kind == "persons":
                chosen, why = company.previous, "named in the statement before"
        elif kind == "first":
            chosen, why = company.parties[:1], "the government this text names first"
        else:
            continue
        if chosen:
            return tuple(Said(r.value, span, inferred=f"{span.quote!r}: {why}") for r in chosen if r is not None)
    return ()
