"""Events on use and on single lines: surges of final use, by-products whose host is cut, new scrap that follows its works."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.chainfile import chain_ids, load_chain
from lodestone.scenario.draws import Draws
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.shock.doors import Door, in_force
from lodestone.shock.layout import Layout
from lodestone.shock.params import Params
from lodestone.terms.errors import BadInput
from lodestone.terms.month import months_since
from lodestone.terms.place import members

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SCRAP = "secondary"  # name of the lines that make a form from scrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What events and scrap do to single nodes and lines.

    ``surged`` lists nodes whose final use is a multiple ``surge (step, surged, run)`` of normal, by ``surge_shocks``. ``cut``
    lists lines whose host is cut, ``kept (step, cut, run)`` what is left of their capacity, by ``cut_shocks``. ``scrap`` lists
    lines fed by new scrap for a share ``new_share (scrap, run)``; it comes from works at the same place that consume
    ``source (scrap, node)`` of the place's forms, as shares of what they normally consume a month.
    """

    surged: Ints
    surge: Floats
    surge_shocks: tuple[tuple[int, ...], ...]
    cut: Ints
    kept: Floats
    cut_shocks: tuple[tuple[int, ...], ...]
    scrap: Ints
    new_share: Floats
    source: Floats

    @property
    def on_lines(self) -> bool:
        """Whether any line is limited by more than its node."""
        return bool(len(self.cut) or len(self.scrap))


def making(
    layout: Layout,
    scenario: Scenario,
    draws: Draws,
    params: Params,
    step_months: float,
    surges: Sequence[tuple[int, Ints]],
    cuts: Sequence[tuple[int, Ints, Door]],
) -> Making:
    """Resolve surges (shock, nodes) and host cuts (shock, lines, door) of a scenario, and the scrap of its network."""
    steps, runs = round(scenario.months / step_months), draws.runs
    surged, surge_shocks = _by(surges)
    surge = np.ones((steps, len(surged), runs))
    for i, nodes in surges:
        surge[:, np.searchsorted(surged, nodes)] *= _surge(scenario.shocks[i], scenario, draws, step_months)[:, None]
    cut, cut_shocks = _by([(i, lines) for i, lines, _ in cuts])
    kept = np.ones((steps, len(cut), runs))
    for _, lines, door in cuts:
        kept[:, np.searchsorted(cut, lines)] -= (1 - door.openness)[:, None]  # two hosts of one place add up
    scrap, source = _scrap(layout)
    return Making(
        surged=surged, surge=surge, surge_shocks=surge_shocks, cut=cut, kept=np.maximum(kept, 0.0), cut_shocks=cut_shocks,
        scrap=scrap, new_share=_new_share(layout, scrap, params), source=source,
    )  # fmt: skip


def by_product_lines(layout: Layout, nodes: Ints) -> Ints:
    """Lines of nodes that a host feeds: all but those from scrap."""
    primary = np.array([name != SCRAP for name in layout.line_name], dtype=bool)
    return np.flatnonzero(primary & np.isin(layout.line_node, nodes))


def _by(events: Sequence[tuple[int, Ints]]) -> tuple[Ints, tuple[tuple[int, ...], ...]]:
    """What any event meets, in order, and which events meet each."""
    met = np.unique(np.concatenate([at for _, at in events])) if events else np.zeros(0, dtype=np.int64)
    return met, tuple(tuple(i for i, at in events if x in at) for x in met)


def _surge(shock: Shock, scenario: Scenario, draws: Draws, step_months: float) -> Floats:
    """Final use as a multiple of normal, the mean of each step ``(step, run)``.

    It approaches the factor with time constant ``ramp_months`` (at once where none is given) and ends with the event.
    """
    if shock.use_factor is None:
        raise BadInput(f"shock {shock.id} ({shock.kind}): say its use_factor, final use as a multiple of normal")
    begins, ends = in_force(shock, scenario, draws, step_months)
    start = np.arange(len(begins))[:, None] * step_months - months_since(scenario.start, shock.effective)
    a, b = start + begins * step_months, start + ends * step_months  # months since effect
    ramp = np.maximum(draws.of(shock.id, "ramp_months", 1e-9), 1e-9)
    settled = (b - a) - ramp * (np.exp(-np.maximum(a, 0.0) / ramp) - np.exp(-np.maximum(b, 0.0) / ramp))
    share = settled / step_months * draws.of(shock.id, "exposed", 1.0)
    return np.asarray(1 + (draws.of(shock.id, "use_factor") - 1) * share)


def _scrap(layout: Layout) -> tuple[Ints, Floats]:
    """Lines from scrap, and where their new scrap arises: users, at the same place, of the form or of what is made of it."""
    lines = [line for line, name in enumerate(layout.line_name) if name == SCRAP]
    kept, rows = [], []
    for line in lines:
        node = layout.line_node[line]
        works = np.isin(layout.node_form, _made_of(layout, int(layout.node_form[node])))
        works &= layout.node_place == layout.node_place[node]
        normal = layout.needed[works].sum()
        if normal > 0:
            kept.append(line)
            rows.append(works / normal)
    return np.array(kept, dtype=np.int64), np.array(rows).reshape(len(kept), len(layout.needed))


def _made_of(layout: Layout, form: int) -> list[int]:
    """A form and all that is made of it anywhere, as numbers of forms."""
    fed = layout.line_input >= 0
    steps = set(zip(layout.node_form[layout.line_input[fed]], layout.node_form[layout.line_node[fed]], strict=True))
    found, left = [form], [form]
    while left:
        here = left.pop()
        more = sorted(int(o) for i, o in steps if i == here and o not in found)
        found, left = found + more, left + more
    return found


def _new_share(layout: Layout, scrap: Ints, params: Params) -> Floats:
    """Share of new scrap in each line from scrap ``(scrap, run)``: what the chain states for the place, else the drawn one."""
    share = np.repeat(params.new_scrap_share[None, :], len(scrap), axis=0)
    if layout.mineral not in chain_ids():
        return share
    for row in load_chain(layout.mineral).secondary:
        nodes = [layout.node(row.form, place) for place in members(row.place)]
        if row.new_share is not None:
            share[np.isin(layout.line_node[scrap], nodes)] = row.new_share
    return share
