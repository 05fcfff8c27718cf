"""Which measures of the texts a run takes as in force, and what is said of those that are suspended, over or uncertain."""

from collections.abc import Sequence

from lodestone.brief.given import FromLedger, Timed
from lodestone.evidence.claim import Reading
from lodestone.evidence.force import timed, ways
from lodestone.evidence.measures import measures
from lodestone.evidence.undoing import undoings
from lodestone.terms.measure import Measure


def in_force(readings: Sequence[Reading], ledger: FromLedger | None, day: str) -> tuple[tuple[Measure, ...], tuple[str, ...]]:
    """The measures to run from ``day`` (ISO) on, and a sentence for each that is not or may not be in force.

    Times of force come from the ledger's people where there is one, else from the texts themselves. A measure whose state is not
    known is run as in force, and the sentence says what the other way is: nothing of it happens.
    """
    run: list[Measure] = []
    told: list[str] = []
    for one in ledger.measures if ledger else _of_texts(readings):
        found = ways(one.measure, one.phases, day)
        alive = [w for w in found if w.measure is not None]
        if alive:
            run += [w.measure for w in alive[:1] if w.measure is not None]
        if not alive:
            told.append(f"{_name(one.measure)}: not run as in force, because it is {found[0].why}.")
        elif len(found) > 1:
            others = "; ".join(w.why for w in found if w is not alive[0])
            told.append(
                f"{_name(one.measure)}: whether it is in force is not known. It is run as if {alive[0].why}; the other way "
                f"({others}) is that nothing of it happens."
            )
    return tuple(run), tuple(told)


def _of_texts(readings: Sequence[Reading]) -> list[Timed]:
    done = [u for r in readings for u in undoings(r)]
    return [Timed(m, timed(m, done)) for r in readings for m in measures(r)]


def _name(measure: Measure) -> str:
    goods = ", ".join(s.value.replace("_", " ") for s in measure.commodities) or "goods not named"
    return f"{measure.kind.value.replace('_', ' ').capitalize()} of {measure.actor.value if measure.actor else '?'} ({goods})"
