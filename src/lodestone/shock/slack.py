"""Stocks and idle capacity of single forms, drawn and laid over what the market's priors say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.slack import DEFAULT, Slack
from lodestone.scenario.draws import sample, uniforms
from lodestone.shock.layout import Layout
from lodestone.terms.errors import BadInput
from lodestone.terms.estimate import Estimate
from lodestone.terms.place import members

Floats = NDArray[np.float64]
BOUNDLESS = 1e9  # months of output: room that nobody fills
_POSITIVE = "tonnes"  # a field whose domain for ``sample`` is [0, inf); the rows state their own bounds


@dataclass(frozen=True, slots=True)
class Slacks:
    """Rows of a network's ``slack`` with their draws ``values (row, run)``."""

    rows: tuple[Slack, ...]
    values: Floats

    def block(self, start: int, stop: int) -> "Slacks":
        """The draws of runs ``start`` to ``stop``, copied."""
        return Slacks(self.rows, self.values[:, start:stop].copy())

    def named(self) -> dict[str, Floats]:
        """Draws by ``<form>.<quantity>``, with the place where there is one."""
        names = [f"{s.form}.{s.quantity}" + ("" if s.place == DEFAULT else f".{s.place}") for s in self.rows]
        return dict(zip(names, self.values, strict=True))


def no_slack(runs: int) -> Slacks:
    """Nothing stated of any form."""
    return Slacks((), np.zeros((0, runs)))


def unset(rows: Sequence[Slack], params: Any) -> tuple[Slack, ...]:
    """Rows of quantities that the caller does not set for the whole market (``params`` a mapping by name)."""
    return tuple(s for s in rows if not (isinstance(params, Mapping) and s.quantity in params))


def draw_slack(rows: Sequence[Slack], runs: int, seed: int) -> Slacks:
    """Draw every row; the stream depends on the seed and on what the row is of (common random numbers)."""
    values = np.zeros((len(rows), runs))
    for i, s in enumerate(rows):
        estimate = Estimate(s.quantity, s.low, s.mode, s.high, note=s.reason or s.source)
        column = sample(estimate, uniforms(seed, f"slack.{s.form}.{s.place}", s.quantity, runs), _POSITIVE)
        values[i] = np.clip(column, 0.1, 1.0) if s.quantity == "utilisation" else column
    return Slacks(tuple(rows), values)


def by_form(layout: Layout, slack: Slacks, quantity: str, usual: Floats) -> Floats:
    """A quantity of makers by form ``(form, run)``: ``usual (run,)`` but where a row states it."""
    found = np.repeat(usual[None, :], len(layout.forms), axis=0)
    for s, values in zip(slack.rows, slack.values, strict=True):
        if s.quantity == quantity and s.form in layout.forms:
            found[layout.forms.index(s.form)] = values
    return found


def held_by_form(
    layout: Layout, slack: Slacks, cover: Floats, step_months: float, where: str
) -> tuple[Floats, NDArray[np.bool_]]:  # fmt: skip
    """Users' normal stock ``(node, run)`` with what is stated of single forms, and the nodes where that is under a step.

    Less than a step of use can be held only where goods reach their users in the step they are made in and nothing is made of
    them: final use can wait for the step's deliveries, a plant cannot. Elsewhere draws under a step count as one; raises
    ``BadInput`` where even the central figure is.
    """
    thin = np.zeros(len(layout.needed), dtype=bool)
    stated = [(s, v) for s, v in zip(slack.rows, slack.values, strict=True) if s.quantity == "user_cover"]
    if not stated:
        return cover, thin
    waits = np.ones(len(layout.needed), dtype=bool)
    waits[layout.arc_to[layout.arc_lead_months > 0]] = False
    waits[layout.line_input[layout.line_input >= 0]] = False
    cover = cover.copy()
    for s, values in stated:
        nodes = np.array(layout.forms)[layout.node_form] == s.form
        if s.place != DEFAULT:
            nodes &= np.isin(np.array(layout.places)[layout.node_place], members(s.place))
        if s.mode < step_months and (nodes & ~waits).any():
            remedy = "simulate it with step='week'" if step_months > 0.25 else "a week is the shortest step"
            raise BadInput(f"{where}: normal stock of {s.mode:g} months of {s.form} is less than one step; {remedy}")
        cover[nodes] = np.where(waits[nodes, None], values, np.maximum(values, step_months))
        thin = np.where(nodes, waits & (values.min() < step_months), thin)
    return cover, thin
