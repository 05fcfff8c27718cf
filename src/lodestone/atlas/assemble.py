"""The priors of a chain laid out as one system of equations, once; a draw only replaces its means and yields."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lodestone.atlas.arrays import Floats, Ints, add_up
from lodestone.atlas.believed import Make, Return, Total
from lodestone.atlas.chainvalue import CellStatus, Share
from lodestone.atlas.classify import FactorKey, Part, part_sd, standing
from lodestone.atlas.layout import Inputs, Layout, central, central_yields, node_grid, node_sums
from lodestone.atlas.reconcile import System
from lodestone.atlas.weights import joint, log_sd, weights


@dataclass(frozen=True, slots=True)
class _Cell:
    form: str
    origin: str
    destination: str
    parts: tuple[Part, ...]


def _cells(inputs: Inputs) -> list[_Cell]:
    """Parts joined by (form, origin, destination) in sorted order; crumbs under ``network.floor`` of their form are left out."""
    grouped: dict[tuple[str, str, str], list[Part]] = defaultdict(list)
    traded: dict[str, float] = defaultdict(float)
    for part in inputs.parts:
        grouped[part.form, part.origin, part.destination].append(part)
        traded[part.form] += part.tonnes
    rank = {f.id: n for n, f in enumerate(inputs.chain.form)}
    least = weights().floor
    kept = [k for k, parts in grouped.items() if sum(p.tonnes for p in parts) > least * traded[k[0]]]
    order = sorted(kept, key=lambda k: (rank[k[0]], k[1], k[2]))
    return [_Cell(*key, tuple(sorted(grouped[key], key=lambda p: (p.source, p.basis, p.tonnes)))) for key in order]


def _status(cell: _Cell) -> CellStatus:
    """Worst status among the contributions of some size."""
    return standing((p.tonnes, p.status) for p in cell.parts)


def assemble(inputs: Inputs) -> Layout:
    """Lay the priors out.

    Unknowns, their weights and equations follow ``methods/network``: weighted least squares with a free stock change at every
    node, exact process yields and node balances, and soft totals with a slack of their own.
    """
    chain = inputs.chain
    cells = _cells(inputs)
    makes = sorted(inputs.makes, key=lambda m: ([p.id for p in chain.process].index(m.process), m.place))
    scrap = sorted(inputs.returns, key=lambda r: (r.form, r.place))
    inputs = replace(inputs, makes=tuple(makes), returns=tuple(scrap))
    forms = tuple(f.id for f in chain.form)
    places = tuple(
        sorted({p for c in cells for p in (c.origin, c.destination)} | {m.place for m in makes} | {r.place for r in scrap})
    )
    form_at = {f: n for n, f in enumerate(forms)}
    place_at = {p: n for n, p in enumerate(places)}
    process_at = {p.id: n for n, p in enumerate(chain.process)}
    touched = {(form_at[c.form], place_at[p]) for c in cells for p in (c.origin, c.destination)}
    touched |= {(form_at[chain.process_of(m.process).output], place_at[m.place]) for m in makes}
    touched |= {(form_at[f], place_at[m.place]) for m in makes for f in chain.process_of(m.process).inputs}
    touched |= {(form_at[r.form], place_at[r.place]) for r in scrap}
    nodes = sorted(touched)
    node_at = {node: n for n, node in enumerate(nodes)}
    factor_keys = tuple(sorted(inputs.factors))
    factor_at = {key: n for n, key in enumerate(factor_keys)}

    def keys_of(keys: Sequence[FactorKey]) -> list[int]:
        return [factor_at[k] for k in keys] + [-1] * (4 - len(keys))

    parts = [(n, p) for n, c in enumerate(cells) for p in c.parts]
    input_rows = [(m, f) for m, make in enumerate(makes) for f in chain.process_of(make.process).inputs]
    used = [n for n, (f, p) in enumerate(nodes) if _share(chain.form[f].use, places[p]) > 0]
    layout = Layout(
        system=_nothing(), inputs=inputs, forms=forms, places=places,
        node_form=_ints(f for f, _ in nodes), node_place=_ints(p for _, p in nodes),
        make_node=_ints(node_at[form_at[chain.process_of(m.process).output], place_at[m.place]] for m in makes),
        make_t=_floats(m.tonnes for m in makes), make_sd=_floats(m.sd for m in makes),
        make_factor=_ints2(keys_of(m.factors) for m in makes),
        return_node=_ints(node_at[form_at[r.form], place_at[r.place]] for r in scrap),
        return_t=_floats(r.tonnes for r in scrap), return_sd=_floats(r.sd for r in scrap),
        cell_form=_ints(form_at[c.form] for c in cells), cell_origin=_ints(place_at[c.origin] for c in cells),
        cell_destination=_ints(place_at[c.destination] for c in cells), cell_status=tuple(_status(c) for c in cells),
        cell_sources=tuple(tuple(sorted({p.source for p in c.parts})) for c in cells),
        cell_basis=tuple(tuple(sorted({p.basis for p in c.parts})) for c in cells),
        part_cell=_ints(n for n, _ in parts), part_t=_floats(p.tonnes for _, p in parts), part_sd=_floats(p.sd for _, p in parts),
        part_factor=_ints2(keys_of(p.factors) for _, p in parts),
        input_make=_ints(m for m, _ in input_rows),
        input_node=_ints(node_at[form_at[f], place_at[makes[m].place]] for m, f in input_rows),
        input_share=np.ones(len(input_rows)), input_entry=np.zeros(0, np.int64),
        use_node=_ints(used), use_share=_floats(_share(chain.form[nodes[n][0]].use, places[nodes[n][1]]) for n in used),
        stock_sd=_floats(_share(chain.form[f].stock, places[p]) for f, p in nodes),
        total_row=np.zeros(0, np.int64), total_t=_floats(t.tonnes for t in inputs.totals),
        total_sd=_floats(t.sd for t in inputs.totals), factor_keys=factor_keys, processes=tuple(p.id for p in chain.process),
        make_process=_ints(process_at[m.process] for m in makes),
    )  # fmt: skip
    return _with_system(replace(layout, input_share=_input_shares(layout)), makes, scrap, cells)


def _input_shares(layout: Layout) -> Floats:
    """How a process with several inputs splits its need: by what each input's node has at hand."""
    if np.bincount(layout.input_make, minlength=1).max(initial=0) <= 1:
        return layout.input_share
    flow = add_up(layout.part_cell, layout.part_t, layout.cell_form.size)
    supply, inn, out, _ = node_sums(layout, layout.make_t, layout.return_t, flow, np.zeros(layout.input_make.size))
    hand = np.maximum((supply + inn - out)[layout.input_node], 1e-3 * layout.make_t[layout.input_make])
    return hand / add_up(layout.input_make, hand, layout.make_t.size)[layout.input_make]


def _with_system(layout: Layout, makes: Sequence[Make], scrap: Sequence[Return], cells: Sequence[_Cell]) -> Layout:
    """Weights and equations on top of an otherwise complete layout."""
    w = weights()
    mean = central(layout)
    made, flow = mean[layout.span("make")], mean[layout.span("cell")]
    needed, use = mean[layout.span("input")], mean[layout.span("use")]
    supply, inn, out, dem = node_sums(layout, made, mean[layout.span("return")], flow, needed)
    through = np.maximum(supply + inn, out + dem)
    traded = add_up(layout.cell_form, flow, len(layout.forms))
    factors = layout.inputs.factors
    spread = add_up(layout.part_cell, _floats((part_sd(p, factors) * p.tonnes) ** 2 for c in cells for p in c.parts), flow.size)
    make_sd = _floats(joint(m.sd, *(log_sd(factors[k]) for k in m.factors)) for m in makes)
    crumbs = w.floor * np.maximum(add_up(layout.node_form, supply, len(layout.forms)), traded)
    sd = np.r_[
        np.maximum(make_sd * made, crumbs[layout.node_form[layout.make_node]]),
        _floats(r.sd for r in scrap) * mean[layout.span("return")],
        np.maximum(np.maximum(np.sqrt(spread), 0.05 * flow), crumbs[layout.cell_form]),
        np.maximum(w.derived_sd * needed, crumbs[layout.node_form[layout.input_node]]),
        np.maximum(
            w.derived_sd * np.maximum(use, w.least_use * through[layout.use_node]), crumbs[layout.node_form[layout.use_node]]
        ),
        np.maximum(layout.stock_sd * through, crumbs[layout.node_form]),
        layout.total_sd * layout.total_t,
    ]
    free = np.zeros(mean.size, bool)
    free[layout.span("stock")] = True
    free[layout.span("slack")] = True
    row, column, value, target, input_entry, total_row = _equations(layout, makes)
    system = System(mean=mean, sd=sd, free=free, row=row, column=column, value=value, target=target)
    return replace(layout, system=system, input_entry=input_entry, total_row=total_row)


def _equations(layout: Layout, makes: Sequence[Make]) -> tuple[Ints, Ints, Floats, Floats, Ints, Ints]:
    """Node balances, then one yield equation per make with inputs, then the soft totals."""
    count, grid = layout.node_form.size, node_grid(layout)
    at = {
        what: np.arange(s.start, s.stop)
        for what in ("make", "return", "cell", "input", "use", "stock", "slack")
        for s in [layout.span(what)]
    }
    fed = np.unique(layout.input_make)
    process_row = np.full(len(makes), -1, dtype=np.int64)
    process_row[fed] = count + np.arange(fed.size)
    first_total = count + fed.size
    blocks: list[tuple[Ints, Ints, Floats]] = [
        (layout.make_node, at["make"], np.ones(at["make"].size)),
        (layout.return_node, at["return"], np.ones(at["return"].size)),
        (grid[layout.cell_form, layout.cell_destination], at["cell"], np.ones(at["cell"].size)),
        (grid[layout.cell_form, layout.cell_origin], at["cell"], -np.ones(at["cell"].size)),
        (layout.input_node, at["input"], -np.ones(at["input"].size)),
        (layout.use_node, at["use"], -np.ones(at["use"].size)),
        (np.arange(count), at["stock"], np.ones(count)),
        (process_row[fed], at["make"][fed], np.ones(fed.size)),
    ]
    before = sum(b[0].size for b in blocks)
    blocks.append((process_row[layout.input_make], at["input"], -central_yields(layout)[layout.make_process[layout.input_make]]))
    for number, total in enumerate(layout.inputs.totals):
        weight = total_weights(layout, total)
        columns = np.flatnonzero(weight)
        blocks.append((np.full(columns.size, first_total + number), columns, weight[columns]))
    slack_rows = first_total + np.arange(layout.total_t.size)
    blocks.append((slack_rows, at["slack"], -np.ones(layout.total_t.size)))
    row, column, value = (np.concatenate([b[k] for b in blocks]) for k in range(3))
    target = np.r_[np.zeros(first_total), layout.total_t]
    return row, column, value, target, before + np.arange(layout.input_make.size), slack_rows


def total_weights(layout: Layout, total: Total) -> Floats:
    """Coefficient of every unknown in one soft total ``(variable,)``."""
    weight = np.zeros(layout.span("slack").stop)
    inside = np.array([total.places is None or p in total.places for p in layout.places])
    node_in = inside[layout.node_place]
    for term in total.anchor.terms:
        process = layout.processes.index(term.of) if term.of in layout.processes else -1
        form = layout.forms.index(term.of) if term.of in layout.forms else -1
        feeds = layout.forms.index(term.form) if term.form else -1
        hits = {
            "production": ("make", (layout.make_process == process) & node_in[layout.make_node]),
            "input": ("input", (layout.make_process[layout.input_make] == process) & node_in[layout.input_node]
                      & ((layout.node_form[layout.input_node] == feeds) | (feeds < 0))),
            "use": ("use", (layout.node_form[layout.use_node] == form) & node_in[layout.use_node]),
            "secondary": ("return", (layout.node_form[layout.return_node] == form) & node_in[layout.return_node]),
            "export": ("cell", (layout.cell_form == form) & inside[layout.cell_origin]),
            "import": ("cell", (layout.cell_form == form) & inside[layout.cell_destination]),
        }  # fmt: skip
        what, hit = hits[term.item]
        weight[layout.span(what)] += term.sign * hit
    return weight


def _share(entry: Share | None, place: str) -> float:
    return 0.0 if entry is None else entry.at.get(place, entry.share)


def _ints(values: object) -> Ints:
    return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload]


def _ints2(values: object) -> Ints:
    return np.array(list(values), dtype=np.int64).reshape(-1, 4)  # type: ignore[call-overload]


def _floats(values: object) -> Floats:
    return np.array(list(values), dtype=np.float64)  # type: ignore[call-overload]


def _nothing() -> System:
    none, zero = np.zeros(0), np.zeros(0, np.int64)
    return System(mean=none, sd=none, free=np.zeros(0, bool), row=zero, column=zero, value=none, target=none)
