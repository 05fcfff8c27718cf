"""Which unknown of a network's equations is what, and the prior means that any set of figures gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from lodestone.atlas.arrays import Floats, Ints, add_up
from lodestone.atlas.believed import Make, Return, Total
from lodestone.atlas.chain import Chain
from lodestone.atlas.chainvalue import CellStatus, Price, Range
from lodestone.atlas.classify import FactorKey, Part
from lodestone.atlas.network import OwnFigure
from lodestone.atlas.reconcile import System
from lodestone.atlas.weights import weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything believed about a chain in a year, before any balance. ``assemble`` puts makes and returns in a fixed order."""

    chain: Chain
    parts: tuple[Part, ...]
    makes: tuple[Make, ...]
    returns: tuple[Return, ...]
    totals: tuple[Total, ...]
    factors: Mapping[FactorKey, Range | Price]
    own: tuple[OwnFigure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which unknown is what. Unknowns stand in the order make, return, cell, input, use, stock, slack.

    ``node_form``, ``node_place (node,)``; ``make_node`` is the node a make fills; ``input_make`` the make an input feeds,
    ``input_share`` its share of that make's need, ``input_entry`` where its yield stands among the system's entries.
    ``use_node``, ``use_share``; there is one stock per node. ``part_cell``, ``part_t``, ``part_sd (part,)``; ``part_factor``,
    ``make_factor (…, 3)`` index ``factor_keys``, -1 for none. ``total_t``, ``total_sd (slack,)`` and ``total_row`` are the soft
    totals.
    """

    system: System
    inputs: Inputs
    forms: tuple[str, ...]
    places: tuple[str, ...]
    node_form: Ints
    node_place: Ints
    make_node: Ints
    make_t: Floats
    make_sd: Floats
    make_factor: Ints
    return_node: Ints
    return_t: Floats
    return_sd: Floats
    cell_form: Ints
    cell_origin: Ints
    cell_destination: Ints
    cell_status: tuple[CellStatus, ...]
    cell_sources: tuple[tuple[str, ...], ...]
    cell_basis: tuple[tuple[str, ...], ...]
    part_cell: Ints
    part_t: Floats
    part_sd: Floats
    part_factor: Ints
    input_make: Ints
    input_node: Ints
    input_share: Floats
    input_entry: Ints
    use_node: Ints
    use_share: Floats
    stock_sd: Floats
    total_row: Ints
    total_t: Floats
    total_sd: Floats
    factor_keys: tuple[FactorKey, ...]
    processes: tuple[str, ...]
    make_process: Ints

    def span(self, what: str) -> slice:
        """Where one kind of unknown stands: make, return, cell, input, use, stock or slack."""
        sizes = {
            "make": self.make_t.size, "return": self.return_t.size, "cell": self.cell_form.size, "input": self.input_make.size,
            "use": self.use_node.size, "stock": self.node_form.size, "slack": self.total_t.size,
        }  # fmt: skip
        start = 0
        for name, size in sizes.items():
            if name == what:
                return slice(start, start + size)
            start += size
        raise KeyError(what)


def means(layout: Layout, factor: Floats, cell: Floats, make: Floats, back: Floats, yields: Floats, stock: Floats) -> Floats:
    """Prior means of every unknown ``(variable,)`` for given multipliers.

    ``factor (factor,)``, ``cell`` (part,), ``make``, ``back`` (return,) multiply the central figures; ``yields (process,)`` are
    absolute; ``stock (node,)`` is in standard deviations. Derived unknowns (inputs, left-over use) follow from the others.
    """
    with_none = np.r_[factor, 1.0]
    made = layout.make_t * make * with_none[layout.make_factor].prod(axis=1)
    returned = layout.return_t * back
    flow = add_up(layout.part_cell, layout.part_t * cell * with_none[layout.part_factor].prod(axis=1), layout.cell_form.size)
    needed = made[layout.input_make] / yields[layout.make_process[layout.input_make]] * layout.input_share
    supply, inn, out, dem = node_sums(layout, made, returned, flow, needed)
    reach = (supply + inn)[layout.use_node]
    left = np.maximum((supply + inn - out - dem)[layout.use_node], weights().least_use * reach) * layout.use_share
    through = np.maximum(supply + inn, out + dem)
    slack = np.zeros(layout.total_t.size)
    return np.concatenate((made, returned, flow, needed, left, stock * layout.stock_sd * through, slack))


def central(layout: Layout) -> Floats:
    """Prior means at the central value of everything."""
    return means(
        layout,
        factor=np.ones(len(layout.factor_keys)),
        cell=np.ones(layout.part_t.size),
        make=np.ones(layout.make_t.size),
        back=np.ones(layout.return_t.size),
        yields=central_yields(layout),
        stock=np.zeros(layout.node_form.size),
    )


def central_yields(layout: Layout) -> Floats:
    """Central yield of every process; 1 for primary production."""
    return np.array([p.yield_.mode if p.yield_ else 1.0 for p in layout.inputs.chain.process], dtype=np.float64)


def with_means(layout: Layout, mean: Floats, yields: Floats, targets: Floats) -> System:
    """The system with other means, yields and soft totals; its pattern is unchanged."""
    value = layout.system.value.copy()
    value[layout.input_entry] = -yields[layout.make_process[layout.input_make]]
    target = layout.system.target.copy()
    target[layout.total_row] = targets
    return replace(layout.system, mean=mean, value=value, target=target)


def node_grid(layout: Layout) -> Ints:
    """Index of the node of each (form, place), ``(form, place)``; -1 where there is none."""
    grid = np.full((len(layout.forms), len(layout.places)), -1, dtype=np.int64)
    grid[layout.node_form, layout.node_place] = np.arange(layout.node_form.size)
    return grid


def node_sums(
    layout: Layout, made: Floats, returned: Floats, flow: Floats, needed: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Made (scrap included), received, shipped and processed at each node ``(node,)``."""
    count = layout.node_form.size
    grid = node_grid(layout)
    supply = add_up(layout.make_node, made, count) + add_up(layout.return_node, returned, count)
    inn = add_up(grid[layout.cell_form, layout.cell_destination], flow, count)
    out = add_up(grid[layout.cell_form, layout.cell_origin], flow, count)
    return supply, inn, out, add_up(layout.input_node, needed, count)
