"""Who, with whom, about what: the slots of a statement, each with the words it was read from.

Those named before the predicate act; those after it are counterparts, places or topics according to the word that governs
them (lexicon/claims_roles.csv). Where the statement names nobody, its pronoun or its introduction is resolved, visibly;
where there is neither, the slot stays empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from lodestone.evidence.claim import SLOTS, Family, Mention
from lodestone.evidence.cues import Word, inside
from lodestone.evidence.hedges import Hedging, on_slot
from lodestone.evidence.lexicon import table
from lodestone.evidence.parties import ACTING, Company, is_country, resolve
from lodestone.evidence.predicates import head_of
from lodestone.terms.said import Said
from lodestone.terms.source import Span

Slots = Mapping[str, tuple[Said[str], ...]]
_TOPICS = {
    "mineral": "minerals",
    "stage": "stages",
    "sector": "sectors",
    "instrument": "instruments",
    "measure": "instruments",
    "route": "places",
}
_LOOK_BACK = 6
_NOT_ACTING = frozenset(
    "in at on under with to against over within across by toward towards regarding about into near for following after".split()
)
_TOGETHER = frozenset({"rely", "relies", "depend", "depends", "reliant", "dependent"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement's characters, its words, the named things and the hedges in it."""

    text: str
    source: str
    start: int
    end: int
    words: Sequence[Word]
    mentions: Sequence[Mention]
    hedging: Sequence[Hedging]

    def span(self, start: int, end: int) -> Span:
        """The characters ``[start, end)`` with a copy of them."""
        return Span(self.source, start, end, self.text[start:end])


@cache
def _roles() -> Mapping[str, str]:
    return {r["word"]: r["role"] for r in table("claims_roles")}


def said(clause: Clause, mention: Mention, value: str | None = None, inferred: str | None = None) -> Said[str]:
    """A mention as a slot, with the hedge that stands on this very word."""
    found = on_slot(clause.hedging, mention.span.start)
    hedge_span = clause.span(found.start, found.end) if found else None
    return Said(
        value or str(mention.value), mention.span, found.hedge if found else "asserted", hedge_span, inferred or mention.inferred
    )


def _distinct(slots: Sequence[Said[str]]) -> tuple[Said[str], ...]:
    seen: dict[str, Said[str]] = {}
    for slot in slots:
        seen.setdefault(slot.value, slot)
    return tuple(seen.values())


def _named_people(mentions: Sequence[Mention]) -> list[Mention]:
    """Countries, groups and persons; a country that only says whose minister follows gives way to the person."""
    people = [m for m in mentions if m.type in ACTING and (m.type != "place" or is_country(m) or ":" in str(m.value))]
    persons = {str(m.value).split(":")[0]: m for m in people if m.type == "person"}
    return [
        m
        for m in people
        if not (m.type == "place" and str(m.value) in persons and 0 < persons[str(m.value)].span.start - m.span.end < 70)
    ]


def _governor(clause: Clause, mention: Mention, floor: int) -> str | None:
    """The preposition that governs a mention: the nearest before it, past articles, names and ``and``; None beyond a break."""
    before = inside(clause.words, floor, mention.span.start)
    for word in reversed(before[-_LOOK_BACK:]):
        if any(mark in clause.text[word.end : mention.span.start] for mark in ";:()"):
            return None
        if word.text in _roles():
            return word.text
    return None


def _subject_acts(clause: Clause, mention: Mention) -> bool:
    """Whether a name before the predicate acts, rather than standing in a preamble such as ``In Lima,``."""
    before = inside(clause.words, clause.start, mention.span.start)
    for word in reversed(before[-4:]):
        between = clause.text[word.end : mention.span.start]
        if "," in between:
            return True
        if word.text in _NOT_ACTING:
            return False
    return True


def _acting(clause: Clause, people: Sequence[Mention], head_start: int) -> list[Said[str]]:
    """The names that act; a city stands for its government, and says so."""
    out = []
    for m in people:
        if m.span.start >= head_start or not _subject_acts(clause, m):
            continue
        value = str(m.value)
        if m.type == "place" and ":" in value:
            out.append(said(clause, m, value.split(":")[0], f"{m.span.quote} stands for its government"))
        else:
            out.append(said(clause, m))
    return list(_distinct(out))


def _subject(clause: Clause, head_start: int) -> Sequence[Word]:
    return inside(clause.words, clause.start, head_start)


def slots_of(clause: Clause, family: Family, company: Company, inherited: Slots | None) -> tuple[Slots, bool]:
    """The slots of a clause, every name of ``SLOTS`` present, and whether it named its own actor.

    ``inherited`` are the slots of the statement that governs it (an introduction, or the clause before in the same
    sentence): its actors are taken over, with that reason, where this clause has no subject of its own.
    """
    out: dict[str, list[Said[str]]] = {name: [] for name in SLOTS}
    head = head_of(clause.text, clause.words)
    head_start = head.start if head else clause.start
    people = _named_people(clause.mentions)
    actors = _acting(clause, people, head_start)
    own = bool(actors)
    if not actors:
        actors = list(resolve(clause.text, clause.source, _subject(clause, head_start), company))
        own = bool(actors)
    for m in people:
        if m.span.start >= head_start:
            _place_after_head(clause, m, family, head.end if head else clause.start, out)
    for m in clause.mentions:
        if m.type in _TOPICS:
            out[_TOPICS[m.type]].append(said(clause, m))
    if not actors and inherited:
        actors = [_taken_over(s) for s in inherited["actors"]]
        if not out["counterparts"]:
            out["counterparts"] = [_taken_over(s) for s in inherited["counterparts"]]
    if not actors and len(out["counterparts"]) > 1 and any(w.text == "between" for w in clause.words):
        actors = out["counterparts"]
        out["counterparts"] = []
    _divide(clause, actors, out)
    return {name: _distinct(found) for name, found in out.items()}, own


def _divide(clause: Clause, actors: list[Said[str]], out: dict[str, list[Said[str]]]) -> None:
    """The first named acts and the others are its counterparts, unless a counterpart is named apart or all do the same alone."""
    alone = any(w.text in _TOGETHER for w in clause.words)
    if len(actors) > 1 and not out["counterparts"] and not alone:
        out["actors"], out["counterparts"] = actors[:1], actors[1:]
    else:
        out["actors"] = actors
    taken = {s.value.split(":")[0] for s in out["actors"]}
    out["counterparts"] = [s for s in out["counterparts"] if s.value.split(":")[0] not in taken]


def _taken_over(slot: Said[str]) -> Said[str]:
    return replace(slot, inferred=slot.inferred or "subject of the words that introduce this")


def _place_after_head(clause: Clause, mention: Mention, family: Family, floor: int, out: dict[str, list[Said[str]]]) -> None:
    """Sort a name that stands after the predicate into counterparts, places or about."""
    value = str(mention.value)
    governor = _governor(clause, mention, floor)
    role = _roles().get(governor or "", "object")
    if role == "place" or (mention.type == "place" and ":" in value):
        out["places"].append(said(clause, mention))
    elif role == "about":
        out["about"].append(said(clause, mention))
    elif role in ("counterpart", "target") or mention.type == "person" or (role == "of" and mention.type == "group"):
        out["counterparts"].append(said(clause, mention))
    elif family == "assess":
        out["about"].append(said(clause, mention))
    elif role == "object" and family not in ("sign", "body", "policy"):
        out["counterparts"].append(said(clause, mention))
