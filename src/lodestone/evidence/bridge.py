"""From judged claims to what the models read: measures and pledges, each naming the claims and versions it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lodestone.evidence.claim import Claim, Reading
from lodestone.evidence.force import Suggestion, Way, steps_for, suggestions, ways
from lodestone.evidence.ledger import TIERS, Entry, Used
from lodestone.evidence.measures import measures
from lodestone.evidence.pledges import pledges
from lodestone.evidence.topics import Topic, named, telling
from lodestone.evidence.undoing import undoings
from lodestone.evidence.validity import DEEDS, Interval, Step, intervals, step
from lodestone.terms.measure import Measure, Pledge
from lodestone.terms.source import Span

LIKE = 0.45
"""Likeness of telling words from which two claims of one lineage are the same statement."""

Held = tuple[Reading, Mapping[str, Entry]]
Related = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A measure or pledge with the claims it was drawn from; ``phases`` are a measure's times of force."""

    what: Measure | Pledge
    used: tuple[Used, ...]
    provisional: bool
    phases: tuple[Interval, ...] = ()

    def on(self, day: str) -> tuple[Way, ...]:
        """The states a measure may be in on a day (ISO): two where it is not known whether it is in force; none for a pledge."""
        return ways(self.what, self.phases, day) if isinstance(self.what, Measure) else ()


@dataclass(frozen=True, slots=True)
class Bridged:
    """Everything a ledger gives to the models. ``retold`` are claims left out because another of their lineage says the same.

    ``readings`` are the texts with the claims that were used; ``suggested`` are relations nobody has stated or denied yet.
    """

    measures: tuple[Drawn, ...]
    pledges: tuple[Drawn, ...]
    retold: tuple[tuple[str, str], ...]
    readings: tuple[Reading, ...] = ()
    suggested: tuple[Suggestion, ...] = ()

    @property
    def used(self) -> tuple[Used, ...]:
        """Every claim at its version, in order, once: what a result must keep to know when it is stale."""
        found = dict.fromkeys(u for d in (*self.measures, *self.pledges) for u in d.used)
        return tuple(sorted(found, key=lambda u: (u.claim, u.version)))


def bridge(
    held: Sequence[Held],
    related: Iterable[Related] = (),
    dated: Mapping[str, Entry] | None = None,
    denied: Iterable[Related] = (),
) -> Bridged:
    """Measures and pledges of the claims in ``held``: texts with those of their claims that may be used (accepted ones).

    Statements told again in a text of the same lineage count once, the most trusted text first. ``related`` says which claims
    suspend, resume or end a measure's claim; ``dated`` holds those claims, which need not be among the claims used. A claim that
    only may do so, with nobody having related it or ``denied`` the relation, leaves the state of the measure open. An end
    that the measure's own text states holds until it is ``denied``.
    """
    related, denied = list(related), list(denied)
    no_end = frozenset((a, b) for a, deed, b in denied if deed == "ends")
    judged = frozenset((a, b) for a, _, b in (*related, *denied))
    retold = again(held)
    gone = {a for a, _ in retold}
    known = {e.claim.id: e for _, entries in held for e in entries.values()} | dict(dated or {})
    events = _events(related, known)
    found_measures, found_pledges = [], []
    texts = [
        (replace(reading, claims=tuple(_with_family_first(c) for c in reading.claims if c.id not in gone)), entries)
        for reading, entries in held
    ]
    undone = [u for kept, _ in texts for u in undoings(kept)]
    for kept, entries in texts:
        for measure in measures(kept, no_end):
            steps = [*events.get(measure.claim or "", []), *steps_for(measure, undone, sure=False, besides=judged)]
            used = _used([measure.claim], measure.basis, entries)
            used = tuple(dict.fromkeys((*used, *(Used(s.claim, known[s.claim].version) for s in steps))))
            found_measures.append(Drawn(measure, used, _provisional(used, known), intervals(measure, steps)))
        for pledge in pledges(kept):
            used = _used([pledge.claim], pledge.basis, entries)
            found_pledges.append(Drawn(pledge, used, _provisional(used, known)))
    open_ = suggestions([d.what for d in found_measures if isinstance(d.what, Measure)], undone)
    return Bridged(
        tuple(found_measures), tuple(found_pledges), retold, tuple(kept for kept, _ in texts),
        tuple(s for s in open_ if (s.a, s.b) not in judged),
    )  # fmt: skip


def _with_family_first(claim: Claim) -> Claim:
    """The claim with the family a person settled on ranked first, as the reader of measures asks for it."""
    if claim.labels and claim.labels[0].family == claim.family:
        return claim
    same = [x for x in claim.labels if x.family == claim.family]
    return replace(claim, labels=(*same, *(x for x in claim.labels if x.family != claim.family)))


def _events(related: Iterable[Related], dated: Mapping[str, Entry]) -> dict[str, list[Step]]:
    """By measure's claim: what other claims do to it, where they can be dated."""
    found: dict[str, list[Step]] = {}
    for a, type_, b in related:
        deed = next((d for d in DEEDS if d == type_), None)
        if (
            deed is not None
            and a != b
            and a in dated
            and (does := step(deed, dated[a].claim, dated[a].source.published)) is not None
        ):
            found.setdefault(b, []).append(does)
    return found


def _used(claims: Iterable[str | None], basis: Iterable[Span], entries: Mapping[str, Entry]) -> tuple[Used, ...]:
    """The claims named, and those whose words are among the basis."""
    spans = {(s.start, s.end) for s in basis}
    named = set(claims)
    return tuple(
        Used(e.claim.id, e.version)
        for e in entries.values()
        if e.claim.id in named or (e.claim.span.start, e.claim.span.end) in spans
    )


def _provisional(used: Iterable[Used], known: Mapping[str, Entry]) -> bool:
    return any(known[u.claim].state != "accepted" for u in used)


def again(held: Sequence[Held]) -> tuple[tuple[str, str], ...]:
    """Claims that only tell again what another claim of the same lineage says: (told again, told first).

    First is the claim of the more trusted tier, then of the earlier publication, then of the text that came in first.
    """
    found: list[tuple[str, str]] = []
    gone: set[str] = set()
    lineages: dict[str, list[Held]] = {}
    for reading, entries in held:
        for lineage in sorted({e.lineage for e in entries.values()}):
            lineages.setdefault(lineage, []).append((reading, entries))
    for texts in lineages.values():
        if len(texts) < 2:
            continue
        ranked = [tellings(reading) for reading, _ in sorted(texts, key=_trust)]
        for i, first in enumerate(ranked):
            for told in (t for later in ranked[i + 1 :] for t in later if t.claim.id not in gone):
                same = next((t for t in first if t.claim.id not in gone and t.alike(told)), None)
                if same is not None:
                    found.append((told.claim.id, same.claim.id))
                    gone.add(told.claim.id)
    return tuple(found)


def _trust(held: Held) -> tuple[int, str]:
    reading, entries = held
    tier = min((TIERS.index(e.tier) for e in entries.values()), default=len(TIERS))
    return tier, reading.document.source.published or "9999"


@dataclass(frozen=True, slots=True)
class Telling:
    """A claim ready to be compared with those of other texts: its words, parties and figures, and whom its text is about."""

    claim: Claim
    topic: Topic
    figures: frozenset[tuple[float, str | None]]
    about: frozenset[str]
    named: frozenset[str]

    def alike(self, other: "Telling") -> bool:
        """Whether two claims make the same statement: same family and parties, like words, no figure that differs.

        Templates signed with several countries share their words: where each text is about somebody the other never names, the
        promises are two.
        """
        if self.claim.family != other.claim.family or self.topic.likeness(other.topic) < LIKE:
            return False
        ours, theirs = self.topic.parties, other.topic.parties
        if not (ours <= theirs or theirs <= ours) or (self.about - other.named and other.about - self.named):
            return False
        return not self.figures or not other.figures or self.figures == other.figures


def compared(claim: Claim, about: frozenset[str], names: frozenset[str]) -> Telling:
    """A claim ready to be compared; ``about`` and ``names`` are the parties its text begins with, and all it names."""
    parties = frozenset(s.value.split(":")[0] for s in (*claim.slots["actors"], *claim.slots["counterparts"]))
    figures = frozenset((a.value, a.currency or a.unit) for a in claim.amounts if a.role != "converted")
    quote = claim.span.quote
    return Telling(claim, Topic(telling(quote, 0, len(quote)), parties), figures, about, names)


def tellings(reading: Reading) -> list[Telling]:
    """The claims of a text, ready to be compared."""
    about, names = named(reading), named(reading, len(reading.document.text))
    return [compared(claim, about, names) for claim in reading.claims]
