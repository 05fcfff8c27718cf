"""Which measures of the texts a run takes as in force, and what is said of those that are suspended, over or uncertain."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lodestone.brief.given import FromLedger, Timed
from lodestone.evidence.claim import Reading
from lodestone.evidence.force import Way, timed, ways
from lodestone.evidence.measures import measures
from lodestone.evidence.undoing import undoings
from lodestone.scenario.scenario import Scenario
from lodestone.terms.measure import Measure

NOT_IN_FORCE = "not in force"


@dataclass(frozen=True, slots=True)
class Stated:
    """A measure to run, and every way it may stand: one where its state is known, else each of them is run."""

    measure: Measure
    ways: tuple[Way, ...]

    def cases(self, way: Way, cases: Sequence[Scenario]) -> tuple[Scenario, ...]:
        """The runs of one way, from those of its measure; a measure not in force is one run in which nothing of it happens."""
        if way.measure is None:
            first = cases[0]
            note = f"Run as well as if it were {NOT_IN_FORCE}: {way.why}."
            return (replace(first, id=f"{first.id}-not-in-force", shocks=(), reading=NOT_IN_FORCE, notes=(note,)),)
        if len(self.ways) == 1:
            return tuple(cases)
        at, note = self.ways.index(way), f"Run as if {way.why}."
        return tuple(
            replace(
                one, id=f"{one.id}-way-{at + 1}", reading=way.name if len(cases) == 1 else f"{one.reading}, {way.name}",
                notes=(note, *one.notes),
            )
            for one in cases
        )  # fmt: skip


def in_force(readings: Sequence[Reading], ledger: FromLedger | None, day: str) -> tuple[tuple[Stated, ...], tuple[str, ...]]:
    """The measures to run from ``day`` (ISO) on, and a sentence for each that is not or may not be in force.

    Times of force come from the ledger's people where there is one, else from the texts themselves. A measure whose state is not
    known is run in every way it may stand, not in force among them.
    """
    run: list[Stated] = []
    told: list[str] = []
    for one in ledger.measures if ledger else _of_texts(readings):
        found = ways(one.measure, one.phases, day)
        alive = [w for w in found if w.measure is not None]
        if alive:
            dead = [w for w in found if w.measure is None]
            other = (Way(None, "; ".join(w.why for w in dead)),) if dead else ()
            run += [Stated(w.measure, (*alive, *other)) for w in alive[:1] if w.measure is not None]
        if not alive:
            told.append(f"{_name(one.measure)}: not run as in force, because it is {found[0].why}.")
        elif len(found) > 1:
            others = "; ".join(w.why for w in found if w is not alive[0])
            told.append(
                f"{_name(one.measure)}: whether it is in force is not known. It is run both ways: {alive[0].why}; {others}."
            )
    return tuple(run), tuple(told)


def _of_texts(readings: Sequence[Reading]) -> list[Timed]:
    done = [u for r in readings for u in undoings(r)]
    return [Timed(m, timed(m, done)) for r in readings for m in measures(r)]


def _name(measure: Measure) -> str:
    goods = ", ".join(s.value.replace("_", " ") for s in measure.commodities) or "goods not named"
    return f"{measure.kind.value.replace('_', ' ').capitalize()} of {measure.actor.value if measure.actor else '?'} ({goods})"
