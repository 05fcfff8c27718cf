"""What the user's own figures changed: every figure with what publishers say of it, and answers with and without them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lodestone.atlas.fact import OWN, Fact
from lodestone.atlas.slack import DEFAULT
from lodestone.atlas.supply_table import Supply
from lodestone.terms.prior import prior

if TYPE_CHECKING:  # arrays take longer to import than a table of supply takes to answer
    from lodestone.atlas.arrays import Floats
    from lodestone.atlas.network import Network, OwnFigure

SHARE = "share"  # unit of a change that is read as a percentage
HELD = 0.1  # a balance that holds a figure worse than this says so
SAME = 1e-9  # relative difference under which an answer did not change
WORDS = {"secondary": "recycling", "use": "consumption"}  # what a user calls our quantities


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One number of an answer without and with the user's figures, in ``unit``; None where there is no answer."""

    what: str
    without: float | None
    having: float | None
    unit: str

    def sentence(self, to: str = " -> ") -> str:
        """``CHN share of refine crude: 98.9 % -> 99.0 %``."""
        return f"{self.what}: {_said(self.without, self.unit)}{to}{_said(self.having, self.unit)}"

    def row(self) -> dict[str, Any]:
        """The change as plain values."""
        return {"what": self.what, "without": self.without, "with": self.having, "unit": self.unit, "sentence": self.sentence()}


def moved(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that are some."""
    return tuple(c for c in changes if not _same(c.without, c.having))


def figure_row(figure: "OwnFigure") -> dict[str, Any]:
    """A figure as plain values: as it was added, whether it is used, and what publishers say beside it."""
    f = figure.fact
    return {
        "quantity": WORDS.get(f.quantity, f.quantity), "mineral": f.commodity, "stage": f.stage, "form": f.form, "place": f.place,
        "year": f.period, "value": f.value, "low": f.low, "high": f.high, "unit": f.unit, "from": f.row, "note": f.note,
        "used": not figure.why_not, "why_not": figure.why_not, "publishers": figure.publishers,
        "cover_months": figure.months, "sentence": figure_sentence(figure),
    }  # fmt: skip


def figure_sentence(figure: "OwnFigure") -> str:
    """``production of CHN, gallium crude, 2024: your 900 t/year (others: usgs_mcs_2026 839)``, or why it is not used."""
    f = figure.fact
    form = "" if f.form == "all" else f" {f.form}"
    what = f"{WORDS.get(f.quantity, f.quantity)} of {f.place}, {f.commodity}{form}, {f.period}: your {_said(f.value, f.unit)}"
    if figure.why_not:
        return f"{what} is not used: {figure.why_not}"
    months = f" is {figure.months:.3g} months of what the place uses up" if figure.months is not None else ""
    others = f" (others: {figure.publishers})" if figure.publishers else " (nobody else says)" if not months else ""
    return f"{what}{months}{others}{f'; {figure.note}' if figure.note else ''}"


def network_changes(network: "Network", without: "Network | None") -> tuple[Change, ...]:
    """What each used figure of ``network`` speaks of, after the balance, beside the network ``without`` any of them.

    ``without`` is None where publishers alone give no network. A stock changes the months of cover a simulation starts from.
    """
    found = []
    for figure in network.own:
        if figure.why_not:
            continue
        place, kind = figure.fact.place, WORDS.get(figure.fact.quantity, figure.fact.quantity)
        if figure.months is not None:
            usual = prior("shock.h_u").mode if without is None else _cover(without, place, figure.forms)
            held = _cover(network, place, figure.forms)
            found.append(Change(what=f"stock of users in {place}", without=usual, having=held, unit="months"))
            continue
        item = "output" if kind == "capacity" else kind
        having = _value(network, figure)
        name = f"{place} {item} of {', '.join(figure.forms)}"
        if kind != "capacity" and abs(having - figure.tonnes) > HELD * figure.tonnes:
            name += (
                f" (the balance holds {_said(having, 't')} of your {_said(figure.tonnes, 't')}: the other figures do not fit it)"
            )
        if kind == "capacity" and having > (1 + HELD) * figure.tonnes:
            name += f" (above your capacity of {_said(figure.tonnes, 't')}: the other figures do not fit it)"
        before = None if without is None else _value(without, figure)
        found.append(Change(what=name, without=before, having=having, unit="t/year"))
    return tuple(found)


def _cover(network: "Network", place: str, forms: Sequence[str]) -> float:
    """Months of stock a simulation would start from in a place: the chain file's of the form, of all, else the prior's mode."""
    of_form = [s.mode for s in network.slack if s.quantity == "user_cover" and s.form in forms and s.place in (place, DEFAULT)]
    if of_form:
        return of_form[-1]
    stated = network.cover_months
    return stated.get(place, stated.get("default", prior("shock.h_u").mode))


def _value(network: "Network", figure: "OwnFigure") -> float:
    """What the network holds in the cell a figure speaks of, t contained a year."""
    place, forms = figure.fact.place, figure.forms
    here = [
        n
        for n in range(network.node_form.size)
        if network.places[network.node_place[n]] == place and network.forms[network.node_form[n]] in forms
    ]
    by_quantity: Mapping[str, Floats] = {
        "production": network.made_t() - network.secondary_t,
        "capacity": network.made_t() - network.secondary_t,
        "secondary": network.secondary_t,
        "use": network.use_t if figure.fact.form == "all" else network.needed_t(),
    }
    return float(by_quantity[figure.fact.quantity][here].sum())


def supply_figures(table: Supply, own: Sequence[Fact]) -> "tuple[OwnFigure, ...]":
    """The user's figures beside a table of who makes what; only output can stand in it."""
    from lodestone.atlas.network import OwnFigure

    shown = {(r.place, r.stage, r.commodity, r.form, r.period): r for r in table.rows if r.sources[0] == OWN}
    found = []
    for fact in own:
        form = fact.form if fact.commodity == table.mineral else f"{fact.commodity}.{fact.form}"
        row = shown.get((fact.place, fact.stage, fact.commodity, form, fact.period))
        head = f"{fact.place} {fact.stage} {fact.form} {fact.period}: your "
        why = next((c.partition("is not used: ")[2] or c for c in table.changes if c.startswith(head)), "it is not shown here")
        if fact.quantity != "production":
            why = "this answer is about output by country; it counts in network, import reliance, shock and brief"
        note = row.note.partition("yours; ")[2] if row is not None else ""
        found.append(OwnFigure(fact=fact, publishers=note, why_not="" if row is not None else why))
    return tuple(found)


def supply_changes(table: Supply, without: Supply) -> tuple[Change, ...]:
    """Tonnes and shares that differ between two tables, places of the user's figures first."""
    before = {(r.stage, r.form, r.place): r for r in without.rows}
    found: list[tuple[bool, Change]] = []
    for row in table.rows:
        old, mine = before.get((row.stage, row.form, row.place)), row.sources[0] == OWN
        name = f"{row.place} {row.stage} {row.form}"
        if mine or row.place == "ROW":
            found.append((not mine, Change(what=name, without=old.value if old else None, having=row.value, unit=row.unit)))
        found.append(
            (not mine, Change(what=f"share of {name}", without=old.share if old else None, having=row.share, unit=SHARE))
        )
    return moved([change for _, change in sorted(found, key=lambda f: f[0])])


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or abs(one - other) <= SAME * max(abs(one), abs(other))


def _said(value: float | None, unit: str) -> str:
    if value is None or value != value:
        return "no answer"
    if unit == SHARE:
        return f"{value:.1%}".replace("%", " %")
    if unit == "1":
        return f"{value:,.3g}"
    return f"{value:,.4g} {unit}" if abs(value) < 10_000 else f"{value:,.0f} {unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an answer says of the user's figures: each of them, and the numbers that are others without them.

    ``skipped`` says why an answer was not computed without them.
    """

    figures: "tuple[OwnFigure, ...]" = ()
    changes: tuple[Change, ...] = ()
    skipped: str = ""

    def document(self) -> dict[str, Any]:
        """``own`` and ``own_changes`` for a JSON document; nothing where the user gave no figure."""
        if not self.figures:
            return {}
        changed = {"own": [figure_row(f) for f in self.figures], "own_changes": [c.row() for c in self.changes]}
        return changed | ({"own_note": self.skipped} if self.skipped else {})

    def sentences(self, most: int = 12, *, without: str = "") -> tuple[str, ...]:
        """One sentence a figure, save those of the quantity ``without``, then the first changes, at most ``most`` of them."""
        if not self.figures:
            return ()
        said = [f"yours: {figure_sentence(f)}" for f in self.figures if f.fact.quantity != without]
        seen = [c for c in self.changes if _said(c.without, c.unit) != _said(c.having, c.unit)]
        said += [f"with your figures: {c.sentence()}" for c in seen[:most]]
        if len(self.changes) > len(seen[:most]):
            said.append(f"{len(self.changes) - len(seen[:most])} more numbers change, or change less; --json gives all")
        if not self.changes:
            said.append(self.skipped or "your figures change no number of this answer")
        return tuple(said)
