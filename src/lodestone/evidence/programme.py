"""The programme view: what a policy set out to do, who owns each action, how far it has come, and by when.

A first cut that invents nothing: a policy is a text, a category is the sector or subject the sentence names (else its family), an
owner is a ministry or agency that is the sentence's subject or leads the action, and a silent field stays empty.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.evidence import inner_conflicts
from lodestone.evidence.bridge import Held, Telling, tellings
from lodestone.evidence.claim import Claim, ClaimAmount, Conflict, Reading
from lodestone.evidence.cues import words
from lodestone.evidence.forums import Forum, ahead
from lodestone.evidence.ladder import Ladder, ladders
from lodestone.evidence.ledger import Entry, Used
from lodestone.evidence.office_holders import holders
from lodestone.evidence.predicates import head_of
from lodestone.evidence.topics import telling
from lodestone.evidence.validity import first_day

_OFFICE = re.compile(
    r"\b((?:Ministry|Department|Agency|Bureau|Commission) (?:of|for) (?:the )?"
    r"[A-Z][\w-]+(?:(?:, | and | of | for | the |, and )?[A-Z][\w-]+)*)"
    r"|\b((?!The )[A-Z][\w-]+ (?:[A-Z][\w-]+ )*(?:Ministry|Agency|Department))\b(?! (?:of|for))"
    r"|([\u4e00-\u9fff]{2,8}省|[\u4e00-\u9fff]{2,8}庁)"
)
_LEADS = re.compile(r"\b(?:led by|under the leadership of|headed by|chaired by|coordinated by) (?:the )?$", re.I)
_BODIES = frozenset({"JOGMEC", "JBIC", "DFC", "EXIM", "NEXI", "JICA", "EIB", "EBRD", "ADB", "AFDB", "IEA", "METI"})
_TELLING = 2
"""Telling words that an action must share with an entry of its policy's list to be of that category."""
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
class Listed:
    """A numbered list whose length is not the number announced: what it names, with its place in the text."""

    policy: str
    message: str
    named: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The view over some texts. ``stated`` are counts a text announces and does not keep (eight categories, four named).

    ``forums`` are the meetings on record that the texts name and that lie ahead of them; ``money`` the targets with what was
    pledged, signed and disbursed for them.
    """

    actions: tuple[Action, ...]
    calendar: tuple[Occasion, ...]
    courses: tuple[Course, ...]
    stated: tuple[Listed, ...]
    forums: tuple[Forum, ...] = ()
    money: tuple[Ladder, ...] = ()


def programme(held: Sequence[Held], *, since: str | None = None) -> Programme:
    """The programme of the claims in ``held``, in order of policy, category and place; ``since`` (ISO) cuts past meetings."""
    actions: list[Action] = []
    calendar: list[Occasion] = []
    stated: list[Listed] = []
    for reading, entries in held:
        policy = reading.document.source.title or reading.document.source.file
        own = [_listed(policy, c) for c in inner_conflicts.counts(reading)]
        stated += own
        for claim in reading.claims:
            entry = entries[claim.id]
            if claim.kind in _DOES:
                actions.append(_action(policy, entry, own))
            occasion = _occasion(policy, entry)
            if occasion is not None and (since is None or first_day(occasion.date) >= first_day(since)):
                calendar.append(occasion)
    order = {name: i for i, name in enumerate(dict.fromkeys(a.policy for a in actions))}
    return Programme(
        actions=tuple(sorted(actions, key=lambda a: (order[a.policy], a.category))),
        calendar=tuple(sorted(calendar, key=lambda o: (o.date, o.policy, o.words))),
        courses=courses([reading for reading, _ in held]),
        stated=tuple(stated),
        forums=ahead([(r.document.source.title or r.document.source.file, r) for r, _ in held], since),
        money=ladders(held),
    )


def _listed(policy: str, conflict: Conflict) -> Listed:
    tail = conflict.spans[-1]
    return Listed(
        policy=policy, message=conflict.message, named=inner_conflicts.items(tail.quote), start=tail.start, end=tail.end
    )  # fmt: skip


def _action(policy: str, entry: Entry, listed: Sequence[Listed]) -> Action:
    claim = entry.claim
    who, basis = owner(claim, entry.source.published)
    deadlines = [d.value for d in claim.dates if d.role in ("deadline", "end")]
    parties = dict.fromkeys(s.value for s in (*claim.slots["actors"], *claim.slots["counterparts"]))
    return Action(
        policy=policy,
        category=_named(claim, listed) or _category(claim),
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


def _named(claim: Claim, listed: Sequence[Listed]) -> str | None:
    """The entry of the policy's own list that an action stands in or shares its telling words with; None without one."""
    words_ = telling(claim.span.quote, 0, len(claim.span.quote))
    for one in listed:
        shared = [(len(words_ & telling(name, 0, len(name))), name) for name in one.named]
        best = max(shared, key=lambda found: found[0], default=(0, ""))
        if best[0] >= _TELLING:
            return best[1]
    return None


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
