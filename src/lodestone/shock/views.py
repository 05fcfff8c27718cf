"""A simulation as the JSON document of ``lodestone shock``, and as tables for a terminal."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.beside import beside_json, print_beside
from lodestone.shock.dearer import dearer_json, print_dearer
from lodestone.shock.explain import Explanation, explain
from lodestone.shock.result import (
    NOTICED,
    Run,
    input_shortage,
    log_price,
    lost_use_share,
    months_of_cover,
    months_to_shortage,
    quantiles,
    shortage,
)  # fmt: skip
from lodestone.terms.place import place as place_called
from lodestone.terms.source import FactRef, Span

Floats = NDArray[np.float64]
Table = Callable[[str, Sequence[str], Sequence[Sequence[object]]], None]

BAND = (0.5, 0.05, 0.95)
MOVED = 0.005  # a form whose cover and price stay within this of normal is left out of a place's series
SHOWN = 15  # places in the table
SMALL = 0.002  # users of a smaller share of the world's use are left out of the table
TOLD = 0.005  # causes with a smaller share are left out of the tables, not of the document


def run_json(run: Run, places: Sequence[str] | None = None) -> dict[str, Any]:
    """The contract of ``lodestone shock``: per place its shortage with a 5-95 % band, prices, and why.

    Tonnes contained; ``shortage`` is final use not met over the whole run, ``months_to_shortage`` null where most runs never
    run short. ``places`` (codes or blocs) defaults to every place that uses the mineral. Forms appear where they moved.
    """
    layout, scenario = run.case.layout, run.case.scenario
    users = [p for i, p in enumerate(layout.places) if (layout.needed[layout.node_place == i] > 0).any()]
    named = list(places) if places is not None else users
    return {
        "scenario": scenario.id, "title": scenario.title, "reading": scenario.reading, "mineral": layout.mineral,
        "step": scenario.step, "runs": run.runs, "seed": run.seed, "months": list(run.months), "unit": "t contained",
        "mass_residual": run.mass_residual,
        "places": {p: _place(run, p) for p in named},
        "prices": {f: prices for f in layout.forms if (prices := _prices(run, f, named))},
        "explain": {p: found for p in named if (found := _why(run, p))},
        "beside": beside_json(run), "dearer": dearer_json(run.case),
    }  # fmt: skip


def print_run(run: Run, *, place: str | None, table: Table) -> None:
    """Tables: who runs short, or one place month by month and why. ``table(title, headings, rows)`` prints one."""
    if place is None:
        _print_places(run, table)
        print_beside(run, None, table)
        print_dearer(run.case, None, table)
        return
    code = place_called(place).iso3
    for form in run.case.layout.forms:
        if moved(run, code, form):
            _print_months(run, code, form, table)
    for form in run.case.layout.forms:
        if (worst := _worst(run, code, form)) is not None:
            title = f"Why {code} is short of {form} in {worst.month}: {worst.shortage_t:.3g} t"
            causes = [(f"{c.share:.0%}", f"{c.tonnes:.3g}", c.words) for c in worst.causes if c.share >= TOLD]
            table(title, ("share", "t", "because"), causes)
    print_beside(run, code, table)
    print_dearer(run.case, code, table)


def _print_places(run: Run, table: Table) -> None:
    layout = run.case.layout
    rows = []
    for p in layout.places:
        if layout.final_use[layout.node_place == layout.places.index(p)].sum() > SMALL * layout.final_use.sum():
            lost, months = quantiles(lost_use_share(run, p), BAND), quantiles(months_to_shortage(run, p), BAND)
            rows.append((lost[0], p, lost, months))
    rows.sort(key=lambda r: (-r[0], -r[2][2], r[1]))
    shown = [
        (p, f"{lost[0]:.1%}", f"{lost[1]:.1%} to {lost[2]:.1%}", _months(months[0]), _months(months[1]))
        for _, p, lost, months in rows[:SHOWN]
    ]
    heads = ("place", "use lost in 12 months", "5-95 %", "months to shortage", "in 5 % of runs within")
    table(f"{run.case.scenario.title}: {run.runs} runs", heads, shown)


def _months(months: float) -> str:
    return f"{months:.0f}" if np.isfinite(months) else "never"


def _print_months(run: Run, code: str, form: str, table: Table) -> None:
    short = quantiles(shortage(run, code, form) + input_shortage(run, code, form), BAND)
    cover, price = (
        quantiles(months_of_cover(run, code, form), BAND),
        quantiles(log_price(run, code, form, model_error=True), BAND),
    )
    rows = [
        (month, f"{short[0][m]:.3g}", f"{short[1][m]:.3g} to {short[2][m]:.3g}", f"{cover[0][m]:.2f}",
         f"{np.exp(price[0][m]):.2f}", f"{np.exp(price[1][m]):.2f} to {np.exp(price[2][m]):.2f}")
        for m, month in enumerate(run.months)
    ]  # fmt: skip
    heads = ("month", "short, t", "5-95 %", "cover, months", "price x normal", "5-95 %")
    table(f"{code}: {form}", heads, rows)


def _band(values: Floats) -> dict[str, Any]:
    """Median and 5-95 % band over runs; a single value a statistic, or a list by month."""
    median, low, high = quantiles(values, BAND)
    return {"median": plain(median), "low": plain(low), "high": plain(high)}


def plain(value: Any) -> Any:
    """Numbers of seven digits, null where infinite or missing."""
    if np.ndim(value):
        return [plain(v) for v in value]
    return float(f"{float(value):.7g}") if np.isfinite(value) else None


def moved(run: Run, place: str, form: str) -> bool:
    """Whether a place's cover, price or supply of a form left normal in any run."""
    layout = run.case.layout
    nodes = [n for n in run.nodes(place) if layout.node_form[n] == layout.forms.index(form) and layout.needed[n] > 0]
    if not nodes:
        return False
    short = (run.shortage[:, nodes] + run.input_short[:, nodes]).max()
    stock = np.abs(run.user_stock[:, nodes] / (run.case.cover_months[nodes] * layout.needed[nodes, None]) - 1).max()
    return bool(max(short / layout.needed[nodes].sum(), stock, np.abs(run.log_price[:, nodes]).max()) > MOVED)


def _place(run: Run, place: str) -> dict[str, Any]:
    forms = {
        form: {
            "shortage": _band((shortage(run, place, form) + input_shortage(run, place, form)).sum(axis=0)),
            "months_to_shortage": _band(months_to_shortage(run, place, form)),
            "lowest_cover_months": _band(months_of_cover(run, place, form).min(axis=0)),
            "shortage_by_month": _band(shortage(run, place, form) + input_shortage(run, place, form)),
            "cover_months_by_month": _band(months_of_cover(run, place, form)),
        }
        for form in run.case.layout.forms
        if moved(run, place, form)
    }
    nodes = run.nodes(place)
    return {
        "shortage": _band(shortage(run, place).sum(axis=0)),
        "voluntary_cut": _band(run.voluntary[:, nodes].sum(axis=(0, 1))),
        "normal_use_per_month": plain(run.case.layout.final_use[nodes].sum()),
        "lost_use_share_12_months": _band(lost_use_share(run, place)),
        "months_to_shortage": _band(months_to_shortage(run, place)),
        "forms": forms,
    }


def _prices(run: Run, form: str, places: list[str]) -> dict[str, Any]:
    """Price over normal by place: the peak of each run and the path, bands with what the model leaves out."""
    return {
        p: {"peak": _band(np.exp(path).max(axis=0)), "by_month": _band(np.exp(path))}
        for p in places
        if moved(run, p, form) and len(path := log_price(run, p, form, model_error=True))
    }


def _worst(run: Run, place: str, form: str) -> Explanation | None:
    """The explanation of a place's worst month in a form, or None where fewer than 5 % of runs get noticeably short."""
    layout = run.case.layout
    nodes = [n for n in run.nodes(place) if layout.node_form[n] == layout.forms.index(form)]
    if not nodes:
        return None
    short = (run.shortage[:, nodes] + run.input_short[:, nodes]).sum(axis=1)
    if np.quantile(short, BAND[2], axis=1).max() <= NOTICED * layout.needed[nodes].sum():
        return None
    return explain(run, place, form, run.months[int(np.argmax(short.mean(axis=1)))])


def _why(run: Run, place: str) -> list[dict[str, Any]]:
    return [causes_json(found) for form in run.case.layout.forms if (found := _worst(run, place, form)) is not None]


def causes_json(why: Explanation) -> dict[str, Any]:
    """An explanation with its causes, largest first."""
    return {
        "form": why.form, "month": why.month, "shortage_t": plain(why.shortage_t),
        "causes": [
            {"reason": c.reason, "origin": c.origin, "form": c.form, "shock": c.shock, "t": plain(c.tonnes),
             "share": plain(c.share), "words": c.words, "basis": [_basis(b) for b in c.basis]}
            for c in why.causes
        ],
        "relief": [{"kind": r.kind, "of": r.of, "t": plain(r.tonnes), "words": r.words} for r in why.relief],
    }  # fmt: skip


def _basis(basis: Span | FactRef) -> dict[str, Any]:
    if isinstance(basis, FactRef):
        return {"card": basis.card, "label": basis.label}
    return {"source": basis.source, "start": basis.start, "end": basis.end, "quote": basis.quote}
