"""The programme view: what a policy set out to do, who owns each action, how far it has come, and by when.

A first cut that invents nothing: a policy is a text, a category is the sector or subject the sentence names (else its family), an
owner is a ministry or agency that is the sentence's subject or leads the action, and a silent field stays empty.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.evidence import inner_conflicts
from lodestone.evidence.bridge import Held, Telling, tellings
from lodestone.evidence.claim import Claim, ClaimAmount, Reading
from lodestone.evidence.cues import words
from lodestone.evidence.ledger import Entry, Used
from lodestone.evidence.office_holders import holders
from lodestone.evidence.predicates import head_of
from lodestone.evidence.validity import first_day

_OFFICE = re.compile(
    r"\b((?:Ministry|Department|Agency|Bureau|Commission) (?:of|for) (?:the )?"
    r"[A-Z][\w-]+(?:(?:, | and | of | for | the |, and )?[A-Z][\w-]+)*)"
    r"|\b((?!The )[A-Z][\w-]+ (?:[A-Z][\w-]+ )*(?:Ministry|Agency|Department))\b(?! (?:of|for))"
    r"|([\u4e00-\u9fff]{2,8}省|[\u4e00-\u9fff]{2,8}庁)"
)
_LEADS = re.compile(r"\b(?:led by|under the leadership of|headed by|chaired by|coordinated by) (?:the )?$", re.I)
_BODIES = frozenset({"JOGMEC", "JBIC", "DFC", "EXIM", "NEXI", "JICA", "EIB", "EBRD", "ADB", "AFDB", "IEA", "METI"})
_DOES = frozenset({"commitment", "measure"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing a policy sets out to do. None or empty where the sentence is silent; ``owner_basis``: how the owner is known."""

    policy: str
    category: str
    owner: str | None
    owner_basis: str | None
    parties: tuple[str, ...]
    action: str
    status: str | None
    deadline: str | None
    money: tuple[ClaimAmount, ...]
    used: Used
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A meeting that lay ahead when its text was published, where the subject will come up."""

    date: str
    words: str
    policy: str
    used: Used


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How far one commitment had come, text by text: (published, status, claim), earliest first."""

    words: str
    steps: tuple[tuple[str, str | None, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The view over some texts. ``stated`` are counts a text announces and does not keep (eight categories, four named)."""

    actions: tuple[Action, ...]
    calendar: tuple[Occasion, ...]
    courses: tuple[Course, ...]
    stated: tuple[tuple[str, str], ...]


def programme(held: Sequence[Held], *, since: str | None = None) -> Programme:
    """The programme of the claims in ``held``, in order of policy, category and place; ``since`` (ISO) cuts past meetings."""
    actions: list[Action] = []
    calendar: list[Occasion] = []
    stated: list[tuple[str, str]] = []
    for reading, entries in held:
        policy = reading.document.source.title or reading.document.source.file
        stated += [(policy, c.message) for c in inner_conflicts.counts(reading)]
        for claim in reading.claims:
            entry = entries[claim.id]
            if claim.kind in _DOES:
                actions.append(_action(policy, entry))
            occasion = _occasion(policy, entry)
            if occasion is not None and (since is None or first_day(occasion.date) >= first_day(since)):
                calendar.append(occasion)
    order = {name: i for i, name in enumerate(dict.fromkeys(a.policy for a in actions))}
    return Programme(
        actions=tuple(sorted(actions, key=lambda a: (order[a.policy], a.category))),
        calendar=tuple(sorted(calendar, key=lambda o: (o.date, o.policy, o.words))),
        courses=courses([reading for reading, _ in held]),
        stated=tuple(stated),
    )


def _action(policy: str, entry: Entry) -> Action:
    claim = entry.claim
    who, basis = owner(claim, entry.source.published)
    deadlines = [d.value for d in claim.dates if d.role in ("deadline", "end")]
    parties = dict.fromkeys(s.value for s in (*claim.slots["actors"], *claim.slots["counterparts"]))
    return Action(
        policy=policy,
        category=_category(claim),
        owner=who,
        owner_basis=basis,
        parties=tuple(parties),
        action=" ".join(claim.span.quote.split()),
        status=claim.status,
        deadline=deadlines[0] if deadlines else None,
        money=tuple(a for a in claim.amounts if a.currency and a.role != "converted"),
        used=Used(claim.id, entry.version),
        state=entry.state,
    )


def _category(claim: Claim) -> str:
    """What an action is about in the sentence's own terms; its family where it names no sector, mineral or subject."""
    for slot in ("sectors", "minerals", "about"):
        if claim.slots[slot]:
            return claim.slots[slot][0].value
    return claim.family


def owner(claim: Claim, published: str | None) -> tuple[str | None, str | None]:
    """Who answers for an action and how that is known; (None, None) where the sentence does not say.

    A ministry or agency owns what it is the subject of, or what it leads (``led by``, ``under the leadership of``); one that is
    merely mentioned does not. A minister as subject counts by the portfolio held on the day of publication; heads of government
    answer for everything, so they are no owner.
    """
    quote = claim.span.quote
    head = head_of(quote, words(quote))
    subject_ends = head.start if head is not None else 0
    japanese = head is not None and head.row.get("note") == "Japanese"
    for said in _OFFICE.finditer(quote):
        leads = _LEADS.search(quote, 0, said.start()) is not None
        if leads or (said.end() <= subject_ends and (said.start() <= len("The ") or japanese)):
            name = next(g for g in said.groups() if g)
            return name, f"“{name}” {'leads it' if leads else 'is the subject'} in the sentence"
    day = first_day(published) if published else None
    for slot in claim.slots["actors"]:
        at = slot.span.start - claim.span.start
        if not 0 <= at <= subject_ends or slot.inferred:
            continue
        if slot.value in _BODIES:
            return slot.value, f"“{slot.span.quote}” is the subject in the sentence"
        posts = [h for h in holders() if h.value == slot.value and "Prime" not in h.office and "President" not in h.office]
        then = [
            h for h in posts if day is not None and h.since.isoformat() <= day and (h.until is None or day <= h.until.isoformat())
        ]
        if len(then) == 1:
            return then[0].post, f"office of {then[0].name} on {day}"
    return None, None


def _occasion(policy: str, entry: Entry) -> Occasion | None:
    claim, published = entry.claim, entry.source.published
    ahead = [d.value for d in claim.dates if d.role != "mentioned" and published and first_day(d.value) > first_day(published)]
    dates = ahead or [d.value for d in claim.dates if d.role == "scheduled"]
    if claim.family != "consult" or not dates:
        return None
    return Occasion(date=dates[0], words=" ".join(claim.span.quote.split()), policy=policy, used=Used(claim.id, entry.version))


def courses(readings: Sequence[Reading]) -> tuple[Course, ...]:
    """Commitments that several dated texts speak of, with their status in each; likeness as for re-tellings."""
    dated = sorted((r for r in readings if r.document.source.published), key=lambda r: r.document.source.published or "")
    chains: dict[str, list[list[tuple[Reading, Telling]]]] = {}
    for reading in dated:
        for told in tellings(reading):
            if told.claim.kind == "assessment":
                continue
            known = chains.setdefault(told.claim.family, [])
            same = next((c for c in known if c[-1][0] is not reading and c[-1][1].alike(told)), None)
            if same is not None:
                same.append((reading, told))
            else:
                known.append([(reading, told)])
    return tuple(
        Course(
            words=" ".join(chain[0][1].claim.span.quote.split()),
            steps=tuple((r.document.source.published or "", t.claim.status, t.claim.id) for r, t in chain),
        )
        for known in chains.values()
        for chain in known
        if len(chain) > 1
    )
