"""What duties add to prices: by place, form and duty, whether anybody is short or not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lodestone.shock.compile import Case
from lodestone.terms.place import members
from lodestone.terms.place import place as place_called
from lodestone.terms.source import FactRef, Span
from lodestone.terms.tables import rows

TRIFLE = 1e-4  # of log price: smaller markups are not told
SHOWN = 15  # rows of the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Dearer:
    """What one duty adds to the log price of a form in a place in one month, the mean over runs; ``words`` say it."""

    place: str
    form: str
    origin: str
    shock: str
    month: str
    log_markup: float
    words: str
    basis: tuple[Span | FactRef, ...]


def dearer(case: Case, place: str, form: str, month: int) -> tuple[Dearer, ...]:
    """Duties in the price of users of a form in a place or bloc in a month of the run, weighted by need, largest first.

    Where several duties meet on one way, the first of them stands for all.
    """
    layout, duties, per_month = case.layout, case.duties, round(1 / case.step_months)
    nodes = [n for p in members(place) if (n := layout.node(form, p)) >= 0]
    need = layout.needed[nodes].sum()
    found: dict[tuple[str, int], float] = {}
    for a, group in zip(duties.arcs, duties.group, strict=True):
        if layout.arc_to[a] in nodes and need > 0:
            key = layout.places[layout.node_place[layout.arc_from[a]]], duties.shocks[group][0]
            markup = float(duties.markup[month * per_month : (month + 1) * per_month, group].mean())
            found[key] = found.get(key, 0.0) + markup * float(layout.arc_share[a] * layout.needed[layout.arc_to[a]] / need)
    told = [(key, markup) for key, markup in sorted(found.items(), key=lambda i: (-i[1], i[0])) if markup > TRIFLE]
    return tuple(_told(case, place, form, month, *key, markup) for key, markup in told)


def _told(case: Case, place: str, form: str, month: int, origin: str, shock: int, markup: float) -> Dearer:
    event = case.scenario.shocks[shock]
    label = next(r["label"] for r in rows("measures") if r["id"] == event.kind)
    words = (
        f"{label} on {form} of {place_called(origin).label} adds {100 * float(np.expm1(markup)):.2g} % to the price "
        f"in {place_called(place).label}"
    )
    return Dearer(
        place=place, form=form, origin=origin, shock=event.id, month=str(case.scenario.start + month), log_markup=markup,
        words=words, basis=event.basis,
    )  # fmt: skip


def highest(case: Case, place: str | None = None) -> tuple[Dearer, ...]:
    """For each form, place (or the one asked for) and duty the month in which it weighs most, heaviest first."""
    if not len(case.duties.arcs):
        return ()
    layout, per_month = case.layout, round(1 / case.step_months)
    users = np.unique(layout.arc_to[case.duties.arcs])
    pairs = {(layout.places[layout.node_place[n]], layout.forms[layout.node_form[n]]) for n in users}
    if place is not None:
        pairs = {(place, form) for p, form in pairs if p in members(place)}
    month = int(np.argmax(case.duties.markup.mean(axis=(1, 2)))) // per_month
    found = [one for pair in sorted(pairs) for one in dearer(case, *pair, month)]
    return tuple(sorted(found, key=lambda d: (-d.log_markup, d.place, d.form, d.origin)))


def dearer_json(case: Case) -> list[dict[str, Any]]:
    """The same for a document."""
    return [
        {"place": d.place, "form": d.form, "origin": d.origin, "event": d.shock, "month": d.month, "words": d.words,
         "log_markup": float(f"{d.log_markup:.7g}")}
        for d in highest(case)
    ]  # fmt: skip


def print_dearer(case: Case, place: str | None, table: Callable[[str, Sequence[str], Sequence[Sequence[object]]], None]) -> None:
    """A table of what duties add to prices, where there are any."""
    told = [(d.month, f"{100 * np.expm1(d.log_markup):.2g} %", d.words) for d in highest(case, place)[:SHOWN]]
    if told:
        table("What duties add to prices, when they weigh most", ("month", "dearer by", "because"), told)
