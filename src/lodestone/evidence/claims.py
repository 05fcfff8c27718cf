"""From candidate clauses to claims: family, status, slots, figures, all quoting the text."""

import hashlib
from bisect import bisect_left
from collections.abc import Sequence

from lodestone.evidence.candidates import Candidate, candidates
from lodestone.evidence.claim import Claim, Document, Mention, Zone
from lodestone.evidence.cues import every_word, inside
from lodestone.evidence.families import Ranked, hear, ranked
from lodestone.evidence.figures import amounts_of, dates_of
from lodestone.evidence.hedges import hedgings, modality
from lodestone.evidence.labeller import Labeller
from lodestone.evidence.parties import Company, Referent, parties
from lodestone.evidence.predicates import head_of
from lodestone.evidence.slots import Clause, Slots, slots_of
from lodestone.evidence.status import kind_of, predicate_end, specificity_of, status_of
from lodestone.terms.said import Said
from lodestone.terms.source import Span


def claim_id(source: str, start: int, end: int) -> str:
    """A short name for a claim that stays the same from reading to reading."""
    return hashlib.sha256(f"{source}:{start}:{end}".encode()).hexdigest()[:12]


def _company_after(company: Company, who: Sequence[Said[str]], mentions: Sequence[Mention]) -> Company:
    """Whom ``they``, ``she`` and ``the government`` can mean in the next statement."""
    acting = tuple(Referent(s.value, s.span) for s in who)
    persons = [m for m in mentions if m.type == "person"]
    person = Referent(str(persons[0].value), persons[0].span) if persons else company.person
    return Company(company.parties, acting or company.previous, person)


def claims(
    document: Document,
    zones: Sequence[Zone],
    sentences: Sequence[Span],
    mentions: Sequence[Mention],
    labeller: Labeller | None = None,
) -> tuple[Claim, ...]:
    """Every claim of ``document`` in order of place; ``labeller`` ranks families instead of the packaged one."""
    ordered = sorted(mentions, key=lambda m: (m.span.start, m.span.end))
    company = Company(parties(document, ordered, zones, sentences))
    places = candidates(document, zones, sentences)
    clauses = _clauses(document, places, ordered)
    families = ranked([hear(c.text, c.words, c.mentions, c.head) for c in clauses], labeller)
    done: list[tuple[Candidate, Claim]] = []
    introductions: dict[tuple[int, int], Claim] = {}
    for c, clause, found in zip(places, clauses, families, strict=True):
        governing = _governing(c, done, introductions)
        claim, acting = _claim(clause, found, company, governing)
        company = _company_after(company, acting, clause.mentions)
        done.append((c, claim))
        introductions.setdefault((c.sentence.start, c.sentence.end), claim)
    return tuple(claim for c, claim in done if not c.bare)


def _clauses(document: Document, places: Sequence[Candidate], ordered: Sequence[Mention]) -> list[Clause]:
    """The words, mentions, hedges and predicate of each candidate; ``ordered`` are the mentions by place."""
    text, all_words = document.text, every_word(document.text)
    starts = [m.span.start for m in ordered]
    out = []
    for c in places:
        found = inside(all_words, c.start, c.end)
        here = [m for m in ordered[bisect_left(starts, c.start) : bisect_left(starts, c.end)] if m.span.end <= c.end]
        hedging, head = hedgings(text, found), head_of(text, found)
        out.append(Clause(text, document.source.id, c.start, c.end, found, here, hedging, head))
    return out


def _governing(
    c: Candidate, done: Sequence[tuple[Candidate, Claim]], introductions: dict[tuple[int, int], Claim]
) -> Claim | None:
    """The claim whose subject and status a clause without its own takes over."""
    if done and done[-1][0].sentence.start == c.sentence.start:
        return done[-1][1]
    if c.lead is not None:
        return introductions.get(c.lead)
    return None


def _claim(clause: Clause, families: Ranked, company: Company, governing: Claim | None) -> tuple[Claim, tuple[Said[str], ...]]:
    """The claim of a clause, and all who act in it."""
    family = families.first
    status = status_of(clause.text, clause.words, family, governing.status if governing else None)
    inherited: Slots | None = governing.slots if governing else None
    slots, acting = slots_of(clause, family, company, inherited, status)
    amounts, dates = amounts_of(clause, status), dates_of(clause, family, status)
    claim = Claim(
        id=claim_id(clause.source, clause.start, clause.end),
        kind=kind_of(family, status),
        family=family,
        labels=families.labels,
        status=status,
        modality=modality(clause.hedging, predicate_end(clause.text, clause.words)),
        specificity=specificity_of(slots, amounts, dates),
        span=clause.span(clause.start, clause.end),
        slots=slots,
        amounts=amounts,
        dates=dates,
    )
    return claim, acting
