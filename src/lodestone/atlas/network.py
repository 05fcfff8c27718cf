"""The supply network of one mineral in one year: labelled arrays that balance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.fact import Fact
from lodestone.atlas.slack import Slack

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Status = Literal["observed", "estimated", "carried", "imputed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Who makes, ships, processes and uses what, in tonnes contained a year.

    A node is one form in one place. ``kind`` is ``account`` (the year as it was, with stock changes) or ``baseline``
    (stock changes driven to zero: the exact fixed point a simulation starts from).

    Shapes. ``node_*`` and the node quantities are ``(node,)``; ``arc_*`` and the arc quantities ``(arc,)``: physical shipments
    of one form between two places, home supply not among them; ``link_*`` ``(link,)``: one process at one place turning one
    input node into one output node (a process with several inputs has several links, each with its own share of the output).
    ``made_imputed (node,)`` is the share of what is made in a node that rests on no published figure. ``arc_sources`` and
    ``node_sources`` name cards, sources of the chain file or ``assumption``; ``arc_basis`` says how an arc's tonnes came about.
    ``cover_months`` is the normal stock of users by place or ``default``, where the chain file or the user states it; ``slack``
    states stocks and idle capacity of single forms, later rows above earlier ones and all above ``cover_months``. ``own`` are
    the figures of the user's that stand behind the network, or could not.
    ``low`` and ``high`` are 5 % and 95 % points. Balance of every node:
    ``primary_t + secondary_t + made_t(links into) + arcs in + stock_draw_t = arcs out + input_t(links from) + use_t``.
    """

    mineral: str
    element: str
    year: int
    kind: Literal["account", "baseline"]
    forms: tuple[str, ...]
    stages: tuple[str, ...]
    places: tuple[str, ...]
    node_form: Ints
    node_place: Ints
    primary_t: Floats
    secondary_t: Floats
    use_t: Floats
    stock_draw_t: Floats
    node_status: NDArray[np.str_]
    arc_form: Ints
    arc_origin: Ints
    arc_destination: Ints
    flow_t: Floats
    low_t: Floats
    high_t: Floats
    lead_months: Floats
    arc_status: NDArray[np.str_]
    arc_sources: tuple[tuple[str, ...], ...]
    link_process: tuple[str, ...]
    link_input: Ints
    link_output: Ints
    link_input_t: Floats
    link_output_t: Floats
    stage_accounts: tuple["StageAccount", ...] = ()
    assumptions: tuple[str, ...] = field(default=())
    draws: "NetworkDraws | None" = field(default=None, repr=False)
    made_imputed: Floats | None = None
    node_sources: tuple[tuple[str, ...], ...] = ()
    arc_basis: tuple[tuple[str, ...], ...] = ()
    cover_months: Mapping[str, float] = field(default_factory=dict)
    slack: tuple[Slack, ...] = ()
    own: tuple["OwnFigure", ...] = ()

    def least_cover_months(self) -> float:
        """Thinnest normal stock of users that is stated for any place or form; infinite where none is."""
        by_form = [s.mode for s in self.slack if s.quantity == "user_cover"]
        return min((*self.cover_months.values(), *by_form), default=float("inf"))

    @property
    def balance_residual(self) -> float:
        """Largest imbalance of any node over the largest throughput of its form (dimensionless)."""
        inflow, outflow = self.inflow_t(), self.outflow_t()
        scale = np.zeros(len(self.forms))
        np.maximum.at(scale, self.node_form, inflow)
        return float(np.max(np.abs(inflow - outflow) / np.maximum(scale[self.node_form], 1e-12), initial=0.0))

    def node_of(self) -> Ints:
        """Index of the node of each (form, place), ``(form, place)``; -1 where there is none."""
        grid = np.full((len(self.forms), len(self.places)), -1, dtype=np.int64)
        grid[self.node_form, self.node_place] = np.arange(len(self.node_form))
        return grid

    def made_t(self) -> Floats:
        """Tonnes made in each node: primary, from scrap and by processes, ``(node,)``."""
        made = self.primary_t + self.secondary_t
        np.add.at(made, self.link_output, self.link_output_t)
        return made

    def needed_t(self) -> Floats:
        """Tonnes used up in each node, as process input and as final use, ``(node,)``."""
        needed = self.use_t.copy()
        np.add.at(needed, self.link_input, self.link_input_t)
        return needed

    def inflow_t(self) -> Floats:
        """Everything that enters each node, ``(node,)``; a negative stock draw counts as outflow."""
        total = self.made_t() + np.maximum(self.stock_draw_t, 0)
        np.add.at(total, self.node_of()[self.arc_form, self.arc_destination], self.flow_t)
        return total

    def outflow_t(self) -> Floats:
        """Everything that leaves each node, ``(node,)``."""
        total = self.needed_t() + np.maximum(-self.stock_draw_t, 0)
        np.add.at(total, self.node_of()[self.arc_form, self.arc_origin], self.flow_t)
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigure:
    """A figure of the user's beside a network: which forms of the chain it speaks of, and what else is said of the same cell.

    ``tonnes`` is contained (a year, or as a stock), ``publishers`` what others say of it in words, ``months`` a stock in months
    of what its place uses up; ``why_not`` is the reason where it is not used, else "".
    """

    fact: Fact
    forms: tuple[str, ...] = ()
    tonnes: float = 0.0
    publishers: str = ""
    months: float | None = None
    note: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkDraws:
    """The same network balanced again from drawn figures.

    ``flow_t (draw, arc)``, node quantities ``(draw, node)``, link quantities ``(draw, link)``. Each draw balances; use whole
    draws, since the bands of single arcs do not add up.
    """

    flow_t: Floats
    primary_t: Floats
    secondary_t: Floats
    use_t: Floats
    stock_draw_t: Floats
    link_input_t: Floats
    link_output_t: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class StageAccount:
    """How honest one form of a network is: tonnes moved by the balance, and what its traded tonnes rest on.

    ``moved_t`` is half the sum of |balanced - prior| over made, shipped and used tonnes; ``throughput_t`` what passed.
    ``observed``, ``estimated``, ``carried``, ``imputed`` are shares of traded tonnes that sum to 1 (all 0 when nothing is
    traded).
    """

    form: str
    stage: str
    throughput_t: float
    traded_t: float
    moved_t: float
    observed: float
    estimated: float
    carried: float
    imputed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """Who made what each place uses, transit removed: ``tonnes[form, producer, user]`` in t contained a year.

    Home supply stands on the diagonal. Columns sum to what was used (process input and final use); rows to what was made in a
    ``baseline``, and in an ``account`` to that less what went to stocks. Assumes that what enters a place is well mixed.
    ``low``, ``high`` are 5 % and 95 % points of the same shape, or None where no draws were made.
    """

    forms: tuple[str, ...]
    places: tuple[str, ...]
    tonnes: Floats
    low: Floats | None = None
    high: Floats | None = None
