"""Who, with whom, about what: the slots of a statement, each with the words it was read from.

Those named before the predicate act; those after it are counterparts, places or topics according to the word that governs
them (lexicon/claims_roles.csv). Where the statement names nobody, its pronoun or its introduction is resolved, visibly;
where there is neither, the slot stays empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from lodestone.evidence.claim import SLOTS, Family, Mention
from lodestone.evidence.cues import Hit, Word, inside, words
from lodestone.evidence.hedges import Hedging, on_slot
from lodestone.evidence.lexicon import table
from lodestone.evidence.parties import ACTING, Company, is_country, resolve
from lodestone.evidence.verbs import finite
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
_WITH = frozenset({"with", "among", "amongst", "between", "alongside"})
_PASSIVE = frozenset({"be", "been", "being", "was", "were", "is", "are"})
_NOT_ACTING = frozenset(
    "in at on under with to against over within across by toward towards regarding about into near for following after".split()
)
_TOGETHER = frozenset({"rely", "relies", "depend", "depends", "reliant", "dependent"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement's characters, its words, the named things and the hedges in it, and its predicate."""

    text: str
    source: str
    start: int
    end: int
    words: Sequence[Word]
    mentions: Sequence[Mention]
    hedging: Sequence[Hedging]
    head: Hit | None

    def span(self, start: int, end: int) -> Span:
        """The characters ``[start, end)`` with a copy of them."""
        return Span(self.source, start, end, self.text[start:end])


@cache
def _weak_instruments() -> Mapping[str, frozenset[str]]:
    return {r["instrument"]: frozenset(r["families"].split("|")) for r in table("claims_weak_instruments")}


@cache
def _generic() -> frozenset[str]:
    return frozenset(r["group"] for r in table("claims_generic_groups"))


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


def _named_people(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Countries, groups and persons; a country that only says whose minister follows gives way to the person."""
    people = [m for m in mentions if m.type in ACTING]
    persons = [m for m in people if m.type == "person"]
    return [m for m in people if not (m.type == "place" and any(_office_of(text, m, person) for person in persons))]


def _office_of(text: str, country: Mention, person: Mention) -> bool:
    """Whether a country only says whose office-holder follows: ``Peruvian Minister of Mines Ana Rojas``."""
    between = text[country.span.end : person.span.start]
    same = str(person.value).startswith(f"{country.value}:")
    return same and 0 < len(between) < 90 and "," not in between and not any(finite(w.text) for w in words(between))


def _governor(clause: Clause, mention: Mention, floor: int) -> str | None:
    """The preposition that governs a mention: the nearest before it, past articles, names and ``and``; None beyond a break."""
    before = inside(clause.words, floor, mention.span.start)
    for word in reversed(before[-_LOOK_BACK:]):
        if any(mark in clause.text[word.end : mention.span.start] for mark in ";:()"):
            return None
        if word.text == "to" and clause.text[max(clause.start, word.start - 9) : word.start].strip().endswith("response"):
            return "about"
        if word.text in _roles():
            return word.text
    return None


def _subject_acts(clause: Clause, mention: Mention) -> bool:
    """Whether a name before the predicate acts, rather than standing in a preamble such as ``In Lima,``."""
    if mention.type == "place" and not is_country(mention) and ":" not in str(mention.value):
        return False
    before = inside(clause.words, clause.start, mention.span.start)
    for word in reversed(before[-1:] if mention.type == "person" else before[-2:]):
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
        if value in _generic():
            continue
        if m.type == "place" and ":" in value:
            out.append(said(clause, m, value.split(":")[0], f"{m.span.quote} stands for its government"))
        else:
            out.append(said(clause, m))
    return list(_distinct(out))


def _subject(clause: Clause, head_start: int) -> Sequence[Word]:
    return inside(clause.words, clause.start, head_start)


def slots_of(
    clause: Clause, family: Family, company: Company, inherited: Slots | None, status: str | None = None
) -> tuple[Slots, tuple[Said[str], ...]]:
    """The slots of a clause, every name of ``SLOTS`` present, and those who act in it before they are divided.

    ``inherited`` are the slots of the statement that governs it (an introduction, or the clause before in the same
    sentence): its actors are taken over, with that reason, where this clause has no subject of its own.
    """
    out: dict[str, list[Said[str]]] = {name: [] for name in SLOTS}
    head = clause.head
    head_start = head.start if head else clause.start
    people = _named_people(clause.text, clause.mentions)
    for m in people:
        if m.span.start >= head_start:
            _place_after_head(clause, m, family, head.end if head else clause.start, out)
        elif m.type == "place" and not is_country(m) and not _subject_acts(clause, m):
            out["places"].append(said(clause, m))
    for m in clause.mentions:
        if m.type in _TOPICS and family in _weak_instruments().get(str(m.value), (family,)):
            out[_TOPICS[m.type]].append(said(clause, m))
    actors = _actors(clause, people, head_start, company, inherited, status, out)
    divided = _divide(clause, actors, out)
    return divided, tuple(actors)


def _actors(
    clause: Clause, people: Sequence[Mention], head_start: int, company: Company, inherited: Slots | None, status: str | None,
    out: dict[str, list[Said[str]]],
) -> list[Said[str]]:  # fmt: skip
    """Who acts: named before the predicate, else meant by a pronoun, else taken over, else (passive promise) the parties."""
    actors = _acting(clause, people, head_start)
    if not actors:
        actors = list(resolve(clause.text, clause.source, inside(clause.words, clause.start, head_start), company))
    if not actors and inherited:
        actors = [_taken_over(s) for s in inherited["actors"]]
        if not out["counterparts"]:
            out["counterparts"] = [_taken_over(s) for s in inherited["counterparts"]]
    if not actors and len(out["counterparts"]) > 1 and any(w.text == "between" for w in clause.words):
        actors, out["counterparts"] = out["counterparts"], []
    if not actors and status and len(company.parties) > 1 and _passive(clause):
        why = "not named in this sentence: the parties this text names first"
        actors = [Said(r.value, r.span, inferred=why) for r in company.parties]
    return actors


def _passive(clause: Clause) -> bool:
    """Whether a promise is made without saying by whom: ``will be promoted``, ``Signed in Lima``."""
    if clause.words and clause.words[0].text in ("signed", "done"):
        return True
    return any(
        a.text in _PASSIVE and (b.text.endswith("ed") or c.text.endswith("ed"))
        for a, b, c in zip(clause.words[:25], clause.words[1:], clause.words[2:], strict=False)
    )


def _divide(clause: Clause, actors: list[Said[str]], out: dict[str, list[Said[str]]]) -> Slots:
    """The first named acts and the others are its counterparts, unless each does the same alone (``both rely on``)."""
    alone = any(w.text in _TOGETHER for w in clause.words)
    if len(actors) > 1 and not alone:
        out["actors"], out["counterparts"] = actors[:1], [*actors[1:], *out["counterparts"]]
    else:
        out["actors"] = actors
    taken = {s.value.split(":")[0] for s in out["actors"]}
    out["counterparts"] = [s for s in out["counterparts"] if s.value.split(":")[0] not in taken]
    parties = taken | {s.value.split(":")[0] for s in out["counterparts"]}
    out["places"] = [s for s in out["places"] if s.value not in parties]
    out["about"] = [s for s in out["about"] if s.value.split(":")[0] not in parties]
    return {name: _distinct(found) for name, found in out.items()}


def _taken_over(slot: Said[str]) -> Said[str]:
    return replace(slot, inferred=slot.inferred or "subject of the words that introduce this")


def _place_after_head(clause: Clause, mention: Mention, family: Family, floor: int, out: dict[str, list[Said[str]]]) -> None:
    """Sort a name that stands after the predicate into counterparts, places or about."""
    value = str(mention.value)
    governor = _governor(clause, mention, floor)
    role = _roles().get(governor or "", "object")
    region = mention.type == "place" and not is_country(mention)
    slot = None
    if value in _generic():
        slot = "counterparts" if governor in _WITH else None
    elif mention.type == "person":
        slot = "about" if role == "about" else "counterparts"
    elif ":" in value or (region and role not in ("counterpart", "target", "of")):
        slot = "places"
    elif role == "place":
        slot = "places" if mention.type == "place" else "about" if family == "assess" else "counterparts"
    elif role == "about" or _possessive(clause, mention):
        slot = "about"
    elif role in ("counterpart", "target") or (role == "of" and mention.type == "group"):
        slot = "counterparts"
    elif role == "object" and _visited(clause, mention):
        slot = "places"
    elif family == "assess":
        slot = "about"
    elif role == "object" and family not in ("sign", "body", "policy"):
        slot = "counterparts"
    if slot:
        out[slot].append(said(clause, mention))


def _possessive(clause: Clause, mention: Mention) -> bool:
    return clause.text[mention.span.end : mention.span.end + 2] in ("’s", "'s", "’ ", "' ")


def _visited(clause: Clause, mention: Mention) -> bool:
    before = inside(clause.words, clause.start, mention.span.start)
    return bool(before) and before[-1].text.startswith("visit")
