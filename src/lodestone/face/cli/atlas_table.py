"""Who makes a mineral as a table for people: the largest places of each form, forms that say the same only once."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from lodestone.face.cli.output import band, cell, percent

if TYPE_CHECKING:
    from lodestone.atlas.supply_table import Supply, SupplyRow

WORTH_SAYING = 1.3  # largest over smallest publisher; smaller disagreements show in the band and in --json
SHOWN = 12  # places of a form; the rest stand in one row
COLUMNS = ("stage", "form", "place", "period", "value", "5–95 %", "unit", "share", "status", "sources")
Group = tuple["SupplyRow", ...]  # rows of one stage and form


def groups(table: "Supply") -> dict[Group, list[str]]:
    """Rows of each stage and form, with the forms of that stage whose every row says the same; the first gives the rows."""
    said: dict[tuple[object, ...], Group] = {}
    names: dict[Group, list[str]] = {}
    for (stage, form), rows in groupby(table.rows, key=lambda r: (r.stage, r.form)):
        group = tuple(rows)
        alike = (stage, form.partition(".")[2], *((r.place, r.period, r.value, r.share, r.unit, r.sources) for r in group))
        names.setdefault(said.setdefault(alike, group), []).append(form)
    return names


def rows_for_people(table: "Supply") -> list[tuple[object, ...]]:
    """Cells in the order of ``COLUMNS``: at most ``SHOWN`` places a form, withheld places and publishers' rests always."""
    found: list[tuple[object, ...]] = []
    for group, forms in groups(table).items():
        form = forms[0] if len(forms) == 1 else f"{forms[0]} + {len(forms) - 1}"
        made = [r for r in group if r.value is not None and r.place != "ROW"]
        tail = made[SHOWN:] if len(made) > SHOWN + 1 else []
        shown = [r for r in group if r not in tail]
        last = max((i for i, r in enumerate(shown) if r.value is not None and r.place != "ROW"), default=-1)
        for i, r in enumerate(shown):
            found.append(
                (
                    r.stage, form, r.place, str(r.period), r.value, band(r.low, r.high), _unit(r), percent(r.share), r.status,
                    ", ".join(r.sources),
                )
            )  # fmt: skip
            if tail and i == last:
                found.append(_others(tail, form))
    return found


def _others(tail: "Sequence[SupplyRow]", form: str) -> tuple[object, ...]:
    """The smaller places of a form in one row."""
    first = tail[0]
    periods = sorted({r.period for r in tail})
    when = str(periods[0]) if len(periods) == 1 else f"{periods[0]}-{periods[-1]}"
    share, value = sum(r.share or 0.0 for r in tail), sum(r.value or 0.0 for r in tail)
    return (first.stage, form, f"{len(tail)} more", when, value, "–", _unit(first), percent(share), "", "")


def _unit(row: "SupplyRow") -> str:
    return "of 1" if row.unit == "1" else row.unit


def notes_for_people(table: "Supply") -> list[str]:
    """What the rows must not be read without: forms merged, scope of a figure, publishers who differ."""
    notes = [
        f"{forms[0]} + {len(forms) - 1}: the same figures stand for {', '.join(forms[1:])}"
        for forms in groups(table).values()
        if len(forms) > 1
    ]
    said: dict[str, dict[str, None]] = {}
    for r in table.rows:
        if r.note:
            place = f" {r.place}" if r.place == "ROW" or r.value is None else ""
            said.setdefault(r.note, {})[f"{r.form}{place}"] = None
    notes += [f"{_listed(list(where))}: {note}" for note, where in sorted(said.items(), key=lambda item: next(iter(item[1])))]
    for s in table.spread:
        if s.ratio and s.ratio >= WORTH_SAYING:
            words = "; ".join(f"{x.source} {x.period} {cell(x.value)}" for x in s.said if x.value is not None)
            notes.append(f"{s.stage} {s.form} {s.place}: publishers differ: {words}")
    if any(sum(r.value is not None and r.place != "ROW" for r in group) > SHOWN + 1 for group in groups(table)):
        notes.append(f"the {SHOWN} largest places of a form; --json and --export give every row")
    return notes


def _listed(forms: Sequence[str], most: int = 3) -> str:
    """The first forms by name, the others by number."""
    return ", ".join(forms) if len(forms) <= most + 1 else f"{', '.join(forms[:most])} and {len(forms) - most} more"
