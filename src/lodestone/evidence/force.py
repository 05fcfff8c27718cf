"""Whether measures are in force: each measured against what any text says was done to it since, with the doubt that leaves.

A person who relates a suspension to its measure settles the matter; until then the program only suggests the relation, and a
measure that may have been undone is run both ways: as in force, and as not in force.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from lodestone.evidence.undoing import Undoing, numbers
from lodestone.evidence.validity import Deed, Interval, Step, first_day, intervals, phase_at
from lodestone.terms.commodity import commodities
from lodestone.terms.measure import Measure

STOPPED = ("suspended", "expired")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """That claim ``a`` may suspend, end or resume the measure of claim ``b``, and why; a person decides."""

    a: str
    deed: Deed
    b: str
    why: str


@dataclass(frozen=True, slots=True)
class Way:
    """One state a measure may be in on a day: the measure as it would then be run (None: not in force), why, and a short name."""

    measure: Measure | None
    why: str
    name: str = "as stated"


def why_same(undoing: Undoing, measure: Measure) -> str | None:
    """Why an undoing may concern a measure, in a few words; None where it does not.

    Asked for: the same state where the undoing names one, goods and targets that do not exclude each other, something in common
    beside the state (a good, a target, the number of the notice, the same text), and that the measure came first.
    """
    if measure.actor is None or measure.claim == undoing.claim.id:
        return None
    state = measure.actor.value
    actors = undoing.actors or undoing.targets & {state}  # a state that restricts, named anywhere in the sentence, is whose it is
    if actors and state not in actors:
        return None
    own = {s.value for s in measure.commodities}
    shared = _shared_goods(own, undoing.goods)
    targets, whom = {s.value for s in measure.targets}, undoing.targets - {state}
    if (own and undoing.goods and not shared) or (targets and whom and not targets & whom):
        return None
    began = measure.announced or measure.effective
    if began and undoing.step and first_day(undoing.step.start) < first_day(began):
        return None
    numbered = undoing.numbers & frozenset(n for s in measure.basis for n in numbers(s.quote))
    here = any(s.source == undoing.source for s in measure.basis)
    common = [
        f"{', '.join(sorted(shared)).replace('_', ' ')} in both" if shared else "",
        f"both speak of {', '.join(sorted(targets & whom))}" if targets & whom else "",
        f"notice No. {', '.join(sorted(numbered))} in both" if numbered else "",
        "the same text" if here else "",
    ]
    said = [c for c in common if c]
    if not said or (not actors and not (shared or numbered or here)):
        return None
    return "; ".join(([f"{state} in both"] if actors else []) + said)


def _shared_goods(one: Collection[str], other: Collection[str]) -> set[str]:
    """Goods both name, groups opened: rare earths and dysprosium share dysprosium."""
    return opened(one) & opened(other)


def opened(goods: Iterable[str]) -> set[str]:
    """Goods with the members of every group among them."""
    known = commodities()
    found: set[str] = set()
    waiting = list(goods)
    while waiting:
        good = waiting.pop()
        if good not in found:
            found.add(good)
            waiting += known[good].members if good in known else ()
    return found


def suggestions(measures: Sequence[Measure], found: Sequence[Undoing]) -> tuple[Suggestion, ...]:
    """Which claim may undo which measure's claim, in order of the undoings."""
    return tuple(
        Suggestion(a=u.claim.id, deed=u.deed, b=m.claim, why=why)
        for u in found
        for m in measures
        if m.claim is not None and (why := why_same(u, m)) is not None
    )


def steps_for(measure: Measure, found: Sequence[Undoing], *, sure: bool, besides: Collection[tuple[str, str]] = ()) -> list[Step]:
    """What the undoings do to a measure, without the pairs of claims in ``besides``; not ``sure`` marks each as unconfirmed."""
    made = []
    for undoing in found:
        if undoing.step is None or (undoing.claim.id, measure.claim) in besides or why_same(undoing, measure) is None:
            continue
        made.append(replace(undoing.step, sure=sure and not undoing.open))
    return made


def timed(measure: Measure, found: Sequence[Undoing]) -> tuple[Interval, ...]:
    """The times of force of a measure as its own and other texts tell them, nobody having judged any of it."""
    return intervals(measure, steps_for(measure, found, sure=True))


def ways(measure: Measure, phases: Sequence[Interval], day: str) -> tuple[Way, ...]:
    """The states a measure may be in on ``day`` (ISO) and after: one where that is known, two where it is not.

    A measure that will be stopped carries the day in ``lifted``; one that returns after a suspension is announced by it.
    """
    now = phase_at(phases, day) if phases else None
    if now is None:
        return (Way(measure, "as stated"),)
    after = next((p for p in phases if p.start > now.start), None)
    until = f" until {after.start}" if after else ""
    if now.phase == "expired":
        over = Way(None, f"over since {now.start}")
        return (
            (over,)
            if now.sure
            else (replace(over, why=f"{over.why}, if the claim holds"), Way(measure, "still in force", "still in force"))
        )
    if now.phase == "suspended":
        stopped = Way(None, f"suspended from {now.start}{until}")
        found = [stopped]
        if after is not None and after.phase in ("in_force", "announced"):
            back = replace(measure, announced=now.start, effective=after.start, lifted=None)
            found = [Way(back, f"back in force on {after.start}, when its suspension is to run out", "back when the pause ends")]
            found += [] if after.sure else [Way(None, f"suspended from {now.start} and not put into force again")]
        if not now.sure:
            found.append(Way(measure, "in force all along, if it was not suspended", "never suspended"))
        return tuple(found)
    if now.phase == "in_force" and any(p.phase in STOPPED and p.start < now.start for p in phases):
        measure = replace(measure, announced=now.start, effective=now.start, lifted=None)  # what runs is its return
    if not now.sure:
        back = replace(measure, lifted=_stop(after))
        return (
            Way(back, f"in force again since {now.start}, when its suspension was to run out", "in force again"),
            Way(None, f"still not in force: nobody says that it returned on {now.start}"),
        )
    if after is not None and after.phase in STOPPED:
        if measure.effective and after.sure and after.start <= first_day(measure.effective):
            return ways(measure, phases, after.start)  # stopped before it ever took effect
        ended = Way(replace(measure, lifted=after.start), f"{after.phase} from {after.start}", f"{after.phase} later")
        return (
            (ended,)
            if after.sure
            else (ended, Way(measure, f"not {after.phase}: no one has confirmed it", f"never {after.phase}"))
        )
    return (Way(measure, "as stated"),)


def _stop(after: Interval | None) -> str | None:
    return after.start if after is not None and after.phase in STOPPED else None
