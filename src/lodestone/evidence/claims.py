"""From candidate clauses to claims: family, status, slots, figures, all quoting the text."""

import hashlib
from bisect import bisect_left
from collections.abc import Sequence

from lodestone.evidence.candidates import Candidate, candidates
from lodestone.evidence.claim import Claim, Document, Mention, Zone
from lodestone.evidence.cues import every_word, inside
from lodestone.evidence.families import rank
from lodestone.evidence.figures import amounts_of, dates_of
from lodestone.evidence.hedges import hedgings, modality
from lodestone.evidence.parties import Company, Referent, parties
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
    document: Document, zones: Sequence[Zone], sentences: Sequence[Span], mentions: Sequence[Mention]
) -> tuple[Claim, ...]:
    """Every claim of ``document`` in order of place."""
    text, source = document.text, document.source.id
    all_words = every_word(text)
    ordered = sorted(mentions, key=lambda m: (m.span.start, m.span.end))
    starts = [m.span.start for m in ordered]
    company = Company(parties(document, ordered, zones, sentences))
    done: list[tuple[Candidate, Claim]] = []
    introductions: dict[tuple[int, int], Claim] = {}
    for c in candidates(document, zones, sentences):
        found = inside(all_words, c.start, c.end)
        here = [m for m in ordered[bisect_left(starts, c.start) : bisect_left(starts, c.end)] if m.span.end <= c.end]
        clause = Clause(text, source, c.start, c.end, found, here, hedgings(text, found))
        governing = _governing(c, done, introductions)
        claim, acting = _claim(clause, company, governing)
        company = _company_after(company, acting, here)
        done.append((c, claim))
        introductions[(c.sentence.start, c.sentence.end)] = introductions.get((c.sentence.start, c.sentence.end), claim)
    return tuple(claim for _, claim in done)


def _governing(
    c: Candidate, done: Sequence[tuple[Candidate, Claim]], introductions: dict[tuple[int, int], Claim]
) -> Claim | None:
    """The claim whose subject and status a clause without its own takes over."""
    if done and done[-1][0].sentence.start == c.sentence.start:
        return done[-1][1]
    if c.lead is not None:
        return introductions.get(c.lead)
    return None


def _claim(clause: Clause, company: Company, governing: Claim | None) -> tuple[Claim, tuple[Said[str], ...]]:
    """The claim of a clause, and all who act in it."""
    ranked = rank(clause.text, clause.words, clause.mentions)
    family = ranked.first
    status = status_of(clause.text, clause.words, family, governing.status if governing else None)
    inherited: Slots | None = governing.slots if governing else None
    slots, acting = slots_of(clause, family, company, inherited, status)
    amounts, dates = amounts_of(clause, status), dates_of(clause, family, status)
    claim = Claim(
        id=claim_id(clause.source, clause.start, clause.end),
        kind=kind_of(family, status),
        family=family,
        labels=ranked.labels,
        status=status,
        modality=modality(clause.hedging, predicate_end(clause.text, clause.words)),
        specificity=specificity_of(slots, amounts, dates),
        span=clause.span(clause.start, clause.end),
        slots=slots,
        amounts=amounts,
        dates=dates,
    )
    return claim, acting
