"""An ensemble as the JSON document of ``lodestone shock`` and as tables: the same keys as of one simulation kept whole."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.beside import beside_json, print_beside
from lodestone.shock.dearer import dearer_json, print_dearer
from lodestone.shock.drivers import Driver, drawn_numbers, drivers
from lodestone.shock.ensemble import Ensemble
from lodestone.shock.explain import Explanation
from lodestone.shock.grids import PRICE
from lodestone.shock.result import NOTICED, quantiles
from lodestone.shock.views import BAND, SHOWN, SMALL, TOLD, causes_json, plain

Floats = NDArray[np.float64]
Table = Callable[[str, Sequence[str], Sequence[Sequence[object]]], None]
MONTH_HEADS = ("month", "short", "5-95 %", "cover, months", "price x normal", "5-95 %")
STRONGEST, ENOUGH = 8, 100  # drivers told, and runs it takes to tell them


def ensemble_json(found: Ensemble, places: Sequence[str] | None = None) -> dict[str, Any]:
    """The contract of ``lodestone shock`` from reduced runs; ``partial`` and ``missing`` say which runs are not there.

    Numbers of a place rest on every run exactly; numbers of its forms on counts (see ``Ensemble.by_month``).
    """
    layout, scenario = found.case.layout, found.case.scenario
    named = list(places) if places is not None else _users(found)
    return {
        "scenario": scenario.id, "title": scenario.title, "reading": scenario.reading, "mineral": layout.mineral,
        "step": scenario.step, "runs": found.done, "seed": found.seed, "months": list(found.months), "unit": "t contained",
        "mass_residual": found.mean.mass_residual, "runs_wanted": found.wanted, "partial": found.partial,
        "missing": [list(m) for m in found.missing], "note": found.note,
        "places": {p: _place(found, p) for p in named},
        "prices": {f: prices for f in layout.forms if (prices := _prices(found, f, named))},
        "explain": {p: why for p in named if (why := [causes_json(w) for f in layout.forms if (w := _worst(found, p, f))])},
        "beside": beside_json(found.mean), "dearer": dearer_json(found.case),
        "drivers": {p: [_driver(d) for d in pulls] for p, pulls in _drivers(found, named).items()},
    }  # fmt: skip


def print_ensemble(found: Ensemble, *, place: str | None, table: Table) -> None:
    """Tables: who runs short, or one place and what drives its losses."""
    title = f"{found.case.scenario.title}: {found.done} runs{f' of {found.wanted}, PARTIAL' if found.partial else ''}"
    if place is None:
        _print_places(found, title, table)
        print_beside(found.mean, None, table)
        print_dearer(found.case, None, table)
        return
    for form in _forms(found, place):
        short, cover = (found.by_month(q, place, form, BAND) for q in ("short", "cover"))
        price = np.exp(found.by_month("log_price", place, form, BAND))
        rows = [
            (month, f"{short[0][m]:.1%}", f"{short[1][m]:.1%} to {short[2][m]:.1%}", f"{cover[0][m]:.2f}",
             f"{price[0][m]:.2f}", f"{price[1][m]:.2f} to {price[2][m]:.2f}")
            for m, month in enumerate(found.months)
        ]  # fmt: skip
        table(f"{place}: {form}, {title}", MONTH_HEADS, rows)
        if (why := _worst(found, place, form)) is not None:
            causes = [(f"{c.share:.0%}", f"{c.tonnes:.3g}", c.words) for c in why.causes if c.share >= TOLD]
            table(f"Why {place} is short of {form} in {why.month}: {why.shortage_t:.3g} t", ("share", "t", "because"), causes)
    print_beside(found.mean, place, table)
    print_dearer(found.case, place, table)
    pulls = [
        (d.name, f"{d.partial:+.2f}", f"{d.rank_correlation:+.2f}", f"{d.at_low:.1%}", f"{d.at_high:.1%}")
        for d in _drivers(found, [place]).get(place, [])
    ]
    heads = ("number", "partial rank correlation", "rank correlation", "where lowest", "where highest")
    if pulls:
        table(f"What drives the use {place} loses", heads, pulls)


def _print_places(found: Ensemble, title: str, table: Table) -> None:
    layout, rows = found.case.layout, []
    for p in _users(found):
        if layout.final_use[found.mean.nodes(p)].sum() > SMALL * layout.final_use.sum():
            lost, months = quantiles(found.lost_use_share(p), BAND), quantiles(found.months_to_shortage(p), BAND)
            rows.append((lost, p, months))
    rows.sort(key=lambda r: (-r[0][0], -r[0][2], r[1]))
    shown = [
        (p, f"{lost[0]:.1%}", f"{lost[1]:.1%} to {lost[2]:.1%}", *(f"{m:.0f}" if np.isfinite(m) else "never" for m in months[:2]))
        for lost, p, months in rows[:SHOWN]
    ]
    table(title, ("place", "use lost in 12 months", "5-95 %", "months to shortage", "in 5 % of runs within"), shown)


def _users(found: Ensemble) -> list[str]:
    layout = found.case.layout
    return [p for i, p in enumerate(layout.places) if (layout.needed[layout.node_place == i] > 0).any()]


def _forms(found: Ensemble, place: str) -> list[str]:
    """Forms a place uses that ran short, or whose price left normal, in any run."""
    layout, overall = found.case.layout, found.total.overall
    nodes = [(form, layout.node(form, place)) for form in layout.forms]
    used = [(form, n) for form, n in nodes if n >= 0 and layout.needed[n] > 0]
    normal = PRICE.bin(0.0)
    return [form for form, n in used if overall[0, n, 1:].any() or overall[3, n].sum() > overall[3, n, normal]]


def _band(values: Floats) -> dict[str, Any]:
    median, low, high = quantiles(values, BAND)
    return {"median": plain(median), "low": plain(low), "high": plain(high)}


def _named(triple: Floats, scale: float = 1.0) -> dict[str, Any]:
    return {name: plain(values * scale) for name, values in zip(("median", "low", "high"), triple, strict=True)}


def _place(found: Ensemble, place: str) -> dict[str, Any]:
    layout, months = found.case.layout, len(found.months)
    forms = {}
    for form in _forms(found, place):
        need = float(layout.needed[layout.node(form, place)])
        forms[form] = {
            "shortage": _named(found.overall("short", place, form, BAND), need * months),
            "months_to_shortage": _named(found.overall("months_to_shortage", place, form, BAND)),
            "lowest_cover_months": _named(found.overall("cover", place, form, BAND)),
            "shortage_by_month": _named(found.by_month("short", place, form, BAND), need),
            "cover_months_by_month": _named(found.by_month("cover", place, form, BAND)),
        }
    return {
        "shortage": _band(found.shortage(place)),
        "voluntary_cut": _band(found.voluntary_cut(place)),
        "normal_use_per_month": plain(layout.final_use[found.mean.nodes(place)].sum()),
        "lost_use_share_12_months": _band(found.lost_use_share(place)),
        "months_to_shortage": _band(found.months_to_shortage(place)),
        "forms": forms,
    }


def _prices(found: Ensemble, form: str, places: list[str]) -> dict[str, Any]:
    return {
        p: {"peak": _named(np.exp(found.overall("log_price", p, form, BAND))),
            "by_month": _named(np.exp(found.by_month("log_price", p, form, BAND)))}
        for p in places if form in _forms(found, p)
    }  # fmt: skip


def _worst(found: Ensemble, place: str, form: str) -> Explanation | None:
    """The explanation of a place's worst month in a form, or None where fewer than 5 % of runs get noticeably short."""
    node = found.case.layout.node(form, place)
    if node < 0 or found.case.layout.needed[node] <= 0:
        return None
    if found.by_month("short", place, form, (BAND[2],)).max() <= NOTICED:
        return None
    short = (found.mean.shortage[:, node] + found.mean.input_short[:, node]).sum(axis=1)
    return found.explain(place, form, found.months[int(np.argmax(short))])


def _drivers(found: Ensemble, places: Sequence[str]) -> dict[str, list[Driver]]:
    """The strongest pulls on the use the hardest-hit places lose; none where runs are missing or too few to tell."""
    lost = {p: found.lost_use_share(p) for p in places}
    hit = sorted((p for p in places if quantiles(lost[p], BAND)[2] > NOTICED), key=lambda p: (-float(lost[p].mean()), p))[:SHOWN]
    if found.partial or found.done < ENOUGH or not hit:
        return {}
    numbers = drawn_numbers(found.case.scenario, found.wanted, found.seed, found.case.slack.rows)
    return {p: [d for d in drivers(lost[p], numbers) if abs(d.partial) > d.noise][:STRONGEST] for p in hit}


def _driver(pull: Driver) -> dict[str, Any]:
    return {
        "number": pull.name, "partial_rank_correlation": plain(pull.partial), "rank_correlation": plain(pull.rank_correlation),
        "noise": plain(pull.noise), "low": plain(pull.low), "high": plain(pull.high), "at_low": plain(pull.at_low),
        "at_high": plain(pull.at_high),
    }  # fmt: skip
