"""One sentence on how far the model missed past events of a kind, from the packaged scores."""

from collections.abc import Mapping
from math import exp
from typing import Any

from lodestone.scenario.check import mechanism
from lodestone.shock.episode import episode
from lodestone.shock.heldout import CONDITIONAL
from lodestone.shock.record import SCORES, packaged
from lodestone.terms.tables import rows

SCORED: Mapping[str, tuple[str, str]] = {  # mechanism: kind in the scores, what to call it
    "flow": ("trade measure", "export controls"),
    "capacity": ("outage", "outages"),
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def line(kind: str) -> str:
    """How far the model, fitted without the episode, missed past events of a kind; factors are rms of monthly figures.

    ``kind`` is an id of tables/measures.csv (``export_ban``, ``outage``); raises ``UnknownTerm`` for another word. Where no
    event of the very kind is among the episodes the sentence says so, and where nothing comparable is, that nothing is known.
    """
    label = next((r["label"] for r in rows("measures") if r["id"] == kind), kind)
    scored = SCORED.get(mechanism(kind))
    found = [r for r in packaged(SCORES)["score"] if scored and r["forecast"] == CONDITIONAL and r["kind"] == scored[0]]
    if scored is None or not found:
        return f"No past event of this kind ({label}) has been replayed: how far the model would miss is not known."
    ids = list(dict.fromkeys(id_ for row in found for id_ in row["episodes"]))
    years = sorted(int(episode(id_).events[0].effective[:4]) for id_ in ids)
    missed = " and ".join(f"{_what(row)} by a factor of {exp(row['model']):.1f}" for row in found)
    naive = " and ".join(f"{exp(row['nothing']):.1f}" for row in found)
    figures = " and ".join(str(row["figures"]) for row in found)
    text = (
        f"On {_number(len(ids))} past {scored[1]} ({years[0]} to {years[-1]}) the model, fitted without the episode, "
        f"missed {missed} (rms of {figures} figures); saying that nothing changes missed by {naive}."
    )
    if not any(event.kind == kind for id_ in ids for event in episode(id_).events):
        text += f" None of them was of this very kind ({label})."
    return text


def _what(row: Mapping[str, Any]) -> str:
    return "prices" if row["group"] == "price" else "monthly volumes"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
