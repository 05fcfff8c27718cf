"""Why somebody runs short: the shortage of a month split by what bound, and by the event behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.beside import words as beside_words
from lodestone.shock.dearer import Dearer, dearer
from lodestone.shock.result import Run
from lodestone.terms.errors import BadInput
from lodestone.terms.place import place as place_called
from lodestone.terms.source import FactRef, Span
from lodestone.terms.tables import rows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Reason = Literal["door", "outage", "duty", "use", "scrap", "idle", "rationed", "orders", "stock", "delay", "resold", "shared"]

WORDS: Mapping[Reason, str] = {
    "door": "{measure} of {origin} held back its {form}",
    "outage": "{measure} in {origin} cut what it makes of {form}",
    "duty": "{measure} on {form} of {origin}: users had ordered less of it",
    "use": "{measure} of {form} in {origin} took more than normal",
    "scrap": "works in {origin} had left less new scrap to make {form} from",
    "idle": "makers of {form} in {origin} had made less because they expected fewer orders",
    "rationed": "makers of {form} in {origin} had no more to send: others had ordered more",
    "orders": "users in {origin} had ordered less {form} than normal",
    "delay": "{form} from {origin} was longer under way: {measure}",
    "resold": "users in {origin} had resold {form} to places that a measure cut off",
    "shared": "users in {origin} had sent {form} to members of a sharing pact",
    "stock": "stocks of {form} in {origin} ran down while deliveries were normal",
}
ROUTE = "{measure}: {form} from {origin} found no way"  # a door that is nobody's measure
TRIFLE = 1e-9  # share of normal need below which nobody is short


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One part of a shortage: ``tonnes`` a month lost through ``reason`` at ``origin`` in ``form``.

    ``shock`` is the id of the event behind it (None for the market's own doing), ``basis`` the event's spans and facts.
    """

    reason: Reason
    origin: str
    form: str
    shock: str | None
    tonnes: float
    share: float
    words: str
    basis: tuple[Span | FactRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """``tonnes`` a month that came beside the market, and how: ``indirect via THA``."""

    kind: str
    of: str
    tonnes: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The mean shortage (final use and process input) of one place, form and month; causes sum to it, largest first.

    ``relief`` is what had been sent to users there in the month beside the market.

    ``dearer`` names the duties that its price carries, whether anybody is short or not.
    """

    place: str
    form: str
    month: str
    shortage_t: float
    causes: tuple[Cause, ...]
    dearer: tuple[Dearer, ...] = ()
    relief: tuple[Relief, ...] = ()


Key = tuple[Reason, str, str, int]  # reason, origin, form, index of the shock or -1


def explain(run: Run, place: str, form: str, month: str) -> Explanation:
    """Split a shortage by cause.

    Deliveries that fell short of normal until then are followed back: to the door that held them, or to a maker without stock
    and from there to its outage, its idleness or its own missing input, up the chain. Each month's mean shortage is divided
    in proportion to these cumulated losses; what users no longer wanted at the higher price, or makers no longer planned to
    use, is not counted as lost. All means are over runs. Raises ``BadInput`` for a month outside the run.
    """
    if month not in run.months:
        raise BadInput(f"month {month} is outside the run ({run.months[0]} to {run.months[-1]})")
    m, layout = run.months.index(month), run.case.layout
    nodes = run.nodes(place, form)
    short = (run.shortage[m, nodes] + run.input_short[m, nodes]).mean(axis=1)
    tonnes: dict[Key, float] = {}
    for node, lost in zip(nodes, short, strict=True):
        if lost > TRIFLE * layout.needed[node]:
            for key, share in _split(run, int(node), m, depth=len(layout.forms) + 1).items():
                tonnes[key] = tonnes.get(key, 0.0) + share * float(lost)
    total = sum(tonnes.values())
    ordered = sorted(tonnes.items(), key=lambda item: (-item[1], item[0]))
    causes = tuple(_cause(run, key, t, t / total) for key, t in ordered if t > 0)
    return Explanation(place=place, form=form, month=month, shortage_t=total, causes=causes,
                       dearer=dearer(run.case, place, form, m), relief=_relief(run, nodes, m))  # fmt: skip


def _split(run: Run, node: int, m: int, depth: int) -> dict[Key, float]:
    """Shares of a user's lost deliveries by cause, summing to 1."""
    layout, case = run.case.layout, run.case
    arcs = np.flatnonzero(layout.arc_to == node)
    until = np.maximum(m + 1 - np.floor(layout.arc_lead_months[arcs]).astype(np.int64), 0)
    orders, door, maker = (np.array([part[:u, a].sum() for a, u in zip(arcs, until, strict=True)]) for part in run.unshipped_mean)
    users = np.flatnonzero(layout.line_input == node)
    unplanned = float((run.undermade_mean[0][: m + 1, users] @ layout.line_coef[users]).sum())
    unwanted = max(0.0, float(run.voluntary[: m + 1, node].mean(axis=1).sum()) + unplanned)
    spared = max(0.0, float(orders.sum()) - unwanted)
    parts: dict[Key, float] = {}
    here = layout.places[layout.node_place[node]], layout.forms[layout.node_form[node]]
    for a, unordered in zip(arcs, orders, strict=True):
        if spared > 0 and unordered > 0:
            key = _unordered(run, int(a), here)
            parts[key] = parts.get(key, 0.0) + spared * float(unordered / orders.sum())
    for shock, more in _surges(run, node, m + 1):
        parts["use", *here, shock] = parts.get(("use", *here, shock), 0.0) + more
    for a, held, missing, u in zip(arcs, door, maker, until, strict=True):
        origin = layout.places[layout.node_place[layout.arc_from[a]]]
        if held > 0:
            at_door = tuple(s for s in case.door_shocks[case.arc_door[a]] if s in case.flow_shocks)
            key = ("door", origin, here[1], _strictest(run, at_door))
            parts[key] = parts.get(key, 0.0) + float(held)
        if missing > 0:
            for key, share in _maker(run, int(layout.arc_from[a]), int(u), float(missing), depth).items():
                parts[key] = parts.get(key, 0.0) + share * float(missing)
    for key, tonnes in _beside(run, node, m):
        parts[key] = parts.get(key, 0.0) + tonnes
    total = sum(parts.values())
    if total <= TRIFLE * layout.needed[node]:
        return {("stock", *here, -1): 1.0}
    return _normalised(parts)


def _beside(run: Run, node: int, m: int) -> list[tuple[Key, float]]:
    """What users lost beside the market by the end of month ``m``: goods longer under way, resold, or sent to a pact."""
    layout, case = run.case.layout, run.case
    form, found = layout.forms[layout.node_form[node]], list[tuple[Key, float]]()
    routes, here = case.side.routes, layout.places[layout.node_place[node]]
    if routes is not None:
        last = (m + 1) * (case.steps // len(run.months)) - 1
        for row in np.flatnonzero(layout.arc_to[routes.arcs] == node):
            origin = layout.places[layout.node_place[layout.arc_from[routes.arcs[row]]]]
            found.append((("delay", origin, form, int(routes.shock[row])), float(routes.late[last, row].mean())))
    for i, side in enumerate(case.side.rows if run.side is not None else ()):
        assert run.side is not None
        if side.form == form and (side.seller if side.kind == "indirect" else side.place) == here:
            moved = float(run.side[: m + 1, i].mean(axis=1).sum())
            if side.kind == "indirect":
                found.append((("resold", here, form, -1), moved))
            elif side.kind == "shared":
                found.append((("shared", here, form, -1), max(0.0, -moved)))
    return [(key, tonnes) for key, tonnes in found if tonnes > 0]


def _relief(run: Run, nodes: Ints, m: int) -> tuple[Relief, ...]:
    """What was sent to users of a form in the month beside the market, most first."""
    layout, found = run.case.layout, []
    for i, side in enumerate(run.case.side.rows if run.side is not None else ()):
        assert run.side is not None
        tonnes = float(run.side[m, i].mean())
        if tonnes > TRIFLE * layout.needed[nodes].sum() and layout.node(side.form, side.place) in nodes:
            found.append(Relief(kind=side.kind, of=side.of, tonnes=tonnes, words=beside_words(side)))
    return tuple(sorted(found, key=lambda r: (-r.tonnes, r.words)))


def _normalised(parts: dict[Key, float]) -> dict[Key, float]:
    """Shares that sum to 1, without those that are rounding."""
    floor = TRIFLE * sum(parts.values())
    kept = {key: tonnes for key, tonnes in parts.items() if tonnes > floor}
    total = sum(kept.values())
    return {key: tonnes / total for key, tonnes in kept.items()}


def _maker(run: Run, node: int, until: int, missing: float, depth: int) -> dict[Key, float]:
    """Shares of what a maker could not send by why it had none, summing to 1."""
    layout = run.case.layout
    lines = np.flatnonzero(layout.line_node == node)
    idle, broken, short = (part[:until, lines].sum(axis=0) for part in run.undermade_mean)
    origin, form = layout.places[layout.node_place[node]], layout.forms[layout.node_form[node]]
    # a maker that could not ship comes to expect fewer orders: only what customers did not order is idleness of its own
    unordered = float(run.unshipped_mean[0][:until, layout.arc_from == node].sum())
    forced, lazy = float(broken.sum() + short.sum()), min(float(idle.sum()), unordered)
    echo = (float(idle.sum()) - lazy) / forced if forced > 0 else 0.0
    parts: dict[Key, float] = {("idle", origin, form, -1): lazy if forced > 0 else float(idle.sum())}
    broken, short = broken * (1 + echo), short * (1 + echo)
    for line, lost in zip(lines, broken, strict=True):
        if lost > 0:
            key = _breaker(run, node, int(line), (origin, form))
            parts[key] = parts.get(key, 0.0) + float(lost)
    for line, lost in zip(lines, short, strict=True):
        if lost <= 0:
            continue
        if depth <= 0:
            parts["rationed", origin, form, -1] = parts.get(("rationed", origin, form, -1), 0.0) + float(lost)
            continue
        for key, share in _split(run, int(layout.line_input[line]), max(until - 1, 0), depth - 1).items():
            parts[key] = parts.get(key, 0.0) + share * float(lost)
    undermade = sum(parts.values())
    crowded = max(0.0, missing - undermade)  # made as ever, yet not enough: others had ordered more
    if crowded > 0 or undermade <= 0:
        parts["rationed", origin, form, -1] = parts.get(("rationed", origin, form, -1), 0.0) + max(crowded, 1e-300)
    return _normalised(parts)


def _unordered(run: Run, arc: int, user: tuple[str, str]) -> Key:
    """Why users ordered less than normal from a supplier: a duty on its goods, or a choice of their own."""
    layout, duties = run.case.layout, run.case.duties
    at = int(np.searchsorted(duties.arcs, arc))
    if at == len(duties.arcs) or duties.arcs[at] != arc:
        return ("orders", *user, -1)
    return ("duty", layout.places[layout.node_place[layout.arc_from[arc]]], user[1], duties.shocks[duties.group[at]][0])


def _surges(run: Run, node: int, until: int) -> list[tuple[int, float]]:
    """Tonnes that surges of use took beyond normal until a month, by the event behind them (the first of several)."""
    case, at = run.case, int(np.searchsorted(run.case.making.surged, node))
    if at == len(case.making.surged) or case.making.surged[at] != node:
        return []
    steps = round(until / case.step_months)
    beyond = float((case.making.surge[:steps, at].mean(axis=1) - 1).sum()) * case.layout.final_use[node] * case.step_months
    return [(case.making.surge_shocks[at][0], float(beyond))] if beyond > 0 else []


def _breaker(run: Run, node: int, line: int, here: tuple[str, str]) -> Key:
    """What cut the capacity of a line: an outage of its node, a cut of its host, or missing scrap."""
    case = run.case
    shocks = {s for n, by in zip(case.hit, case.hit_shocks, strict=True) if n == node for s in by}
    shocks |= {s for x, by in zip(case.making.cut, case.making.cut_shocks, strict=True) if x == line for s in by}
    return ("outage", *here, _strictest(run, tuple(sorted(shocks)))) if shocks else ("scrap", *here, -1)


def _strictest(run: Run, shocks: tuple[int, ...]) -> int:
    """The shock that holds back most where several meet: the one least open over the run; -1 where there is none."""
    return min(shocks, key=lambda s: (run.case.shock_openness[s], s), default=-1)


def _cause(run: Run, key: Key, tonnes: float, share: float) -> Cause:
    reason, origin, form, index = key
    shock = run.case.scenario.shocks[index] if index >= 0 else None
    label = next((r["label"] for r in rows("measures") if shock is not None and r["id"] == shock.kind), "")
    said = ROUTE if reason == "door" and shock is not None and shock.kind == "route_closure" else WORDS[reason]
    words = said.format(measure=label, origin=place_called(origin).label, form=form)
    return Cause(
        reason=reason, origin=origin, form=form, shock=shock.id if shock else None, tonnes=tonnes, share=share,
        words=words, basis=shock.basis if shock else (),
    )  # fmt: skip
