"""From facts and a chain file to a balanced network: classify, fill, balance, draw the bands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from lodestone.atlas.account import cell_statuses, made_imputed, node_sources, node_statuses, stage_accounts
from lodestone.atlas.arrays import Floats, add_up
from lodestone.atlas.assemble import assemble, total_weights
from lodestone.atlas.believed import productions, returns, totals
from lodestone.atlas.chain import Chain
from lodestone.atlas.chainfile import load_chain
from lodestone.atlas.chainvalue import Price, Range
from lodestone.atlas.classify import CUSTOMS, FactorKey
from lodestone.atlas.customs import customs
from lodestone.atlas.fact import OWN, Fact
from lodestone.atlas.gaps import fold, input_gaps, land_legs, owned_up, shared_out
from lodestone.atlas.layout import Inputs, Layout, central, central_yields, means, with_means
from lodestone.atlas.lead import lead_months
from lodestone.atlas.network import Network, NetworkDraws, OwnFigure
from lodestone.atlas.own_figures import overruled, total_id
from lodestone.atlas.own_stock import stocked
from lodestone.atlas.reconcile import Solution, System, pattern, solve
from lodestone.atlas.slack import DEFAULT
from lodestone.atlas.weights import SPREAD
from lodestone.terms.errors import BadInput, NothingToAnswer

DRAWS = 60


def build_network(
    facts: Sequence[Fact],
    chain: Chain | str,
    *,
    year: int,
    kind: Literal["account", "baseline"] = "account",
    wiring: str | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Network:
    """The balanced network of a chain in a year, t contained a year.

    ``facts`` are publishers' figures of ``chain.commodities`` (others are ignored), ``chain`` a chain or the id of a packaged
    one. ``account`` lets stocks change as the year's figures say; ``baseline`` holds them still, the fixed point a simulation
    starts from. ``wiring`` names a rival reading of links no code shows. ``draws`` networks are re-balanced from drawn figures
    for the 5-95 % bands (0: no bands, NaN), with ``seed``. Raises ``NothingToAnswer`` when the year has too little data,
    ``BadInput`` for an unknown wiring or balances that contradict each other.
    """
    chain = load_chain(chain) if isinstance(chain, str) else chain
    if wiring is not None and wiring not in {w.id for w in chain.wiring}:
        raise BadInput(f'{chain.id}: no wiring "{wiring}"; there are: {", ".join(w.id for w in chain.wiring) or "none"}')
    inputs, notes = believe(facts, chain, year=year, wiring=wiring)
    layout = assemble(inputs)
    if kind == "baseline":
        layout = still(layout)
    solution = solve(layout.system)
    network = _network(layout, solution, year=year, kind=kind, notes=notes)
    network = stocked(network) if network.own else network
    if draws <= 0:
        return network
    return _with_bands(network, layout, solution, draws=draws, seed=seed, kind=kind)


def believe(facts: Sequence[Fact], chain: Chain, *, year: int, wiring: str | None = None) -> tuple[Inputs, tuple[str, ...]]:
    """Everything known or assumed about a chain in a year, before any balance, and a sentence for each hole left open."""
    chain = chain.wired(wiring).in_year(year)
    mine = [f for f in facts if f.card == OWN and f.commodity in (*chain.commodities, chain.id)]
    facts = [f for f in facts if f.card != OWN and f.commodity in chain.commodities]
    classified = customs(facts, chain, year)
    facts = [f for f in facts if f.quantity not in CUSTOMS]
    factors: dict[FactorKey, Range | Price] = dict(classified.factors)
    makes, scrap, sums = productions(facts, chain, year, factors), returns(facts, chain, year), totals(facts, chain, year)
    own: tuple[OwnFigure, ...] = ()
    if mine:
        believed = overruled(mine, facts, chain, year, factors, makes, scrap, sums)
        makes, scrap, sums, own = believed.makes, believed.returns, believed.totals, believed.figures
    primary = {p.id for p in chain.process if not p.inputs}
    if not any(m.process in primary for m in makes):
        raise NothingToAnswer(f"{chain.id}: no publisher's production figure for {year}; {_years_made(facts, chain)}")
    parts = [
        *classified.parts,
        *owned_up(facts, chain, year, makes, factors),
        *shared_out(facts, chain, year),
    ]
    keep = {*chain.keep, *(m.place for m in makes), *(r.place for r in scrap), *(a.place for a in chain.anchor)}
    keep |= {f.fact.place for f in own}
    parts = fold(parts, keep)
    parts += land_legs(chain, parts, makes, scrap)
    gaps, left = input_gaps(chain, parts, makes, scrap, wiring)
    notes = [f"{chain.id}: {len(classified.unmatched)} customs rows fit no rule"] if classified.unmatched else []
    inputs = Inputs(
        chain=chain,
        parts=tuple([*parts, *gaps]),
        makes=tuple(makes),
        returns=tuple(scrap),
        totals=tuple(sums),
        factors=factors,
        own=own,
    )
    return inputs, (*notes, *left)


def still(layout: Layout) -> Layout:
    """The same system with every stock change held at zero."""
    sd, mean = layout.system.sd.copy(), layout.system.mean.copy()
    sd[layout.span("stock")] = 0.0
    mean[layout.span("stock")] = 0.0
    return replace(layout, stock_sd=np.zeros_like(layout.stock_sd), system=replace(layout.system, sd=sd, mean=mean))


def draw_systems(layout: Layout, draws: int, seed: int) -> list[System]:
    """Systems with every independent figure drawn from what is believed of it.

    Factors (shared by all that use them), cells, production, scrap, yields, soft totals and stock changes. Errors of cells and
    outputs are lognormal with mean 1, factors have their mode as median and ``low``, ``high`` as 5 % and 95 % points.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    ranges = [layout.inputs.factors[key] for key in layout.factor_keys]
    yields = [p.yield_ for p in layout.inputs.chain.process]
    systems = []
    for _ in range(draws):
        factor = _split_lognormal(ranges, rng)
        made = _mean_one(layout.make_sd, rng)
        back = _mean_one(layout.return_sd, rng)
        cell = _mean_one(layout.part_sd, rng)
        out = np.minimum(central_yields(layout) * _split_lognormal(yields, rng), 1.0)
        total = layout.total_t * _mean_one(layout.total_sd, rng)
        stock = rng.standard_normal(layout.node_form.size)
        systems.append(with_means(layout, means(layout, factor, cell, made, back, out, stock), out, total))
    return systems


def _split_lognormal(ranges: Sequence[Range | Price | None], rng: np.random.Generator) -> Floats:
    """Multipliers around the mode ``(factor,)``; 1 where there is no range."""
    normal = rng.standard_normal(len(ranges))
    up = np.array([np.log(r.high / r.mode) / SPREAD if r and r.mode > 0 else 0.0 for r in ranges])
    down = np.array([np.log(r.mode / r.low) / SPREAD if r and r.low > 0 else 0.0 for r in ranges])
    inverse = np.array([-1.0 if isinstance(r, Price) else 1.0 for r in ranges])
    return np.asarray(np.exp(inverse * normal * np.where(normal > 0, up, down)))


def _mean_one(sd: Floats, rng: np.random.Generator) -> Floats:
    variance = np.log1p(sd**2)
    return np.asarray(np.exp(rng.standard_normal(sd.size) * np.sqrt(variance) - variance / 2))


def _with_bands(network: Network, layout: Layout, solution: Solution, *, draws: int, seed: int, kind: str) -> Network:
    shared = pattern(layout.system)
    drawn = np.stack(
        [solve(s, shared=shared, start=solution.multipliers, tolerance=1e-9).z for s in draw_systems(layout, draws, seed)]
    )
    parts = _parts_of(layout, drawn)
    keep = solution.z[layout.span("cell")] > 0
    flow = drawn[:, layout.span("cell")][:, keep]
    low, high = np.quantile(flow, (0.05, 0.95), axis=0)
    return replace(
        network,
        low_t=np.minimum(low, network.flow_t),
        high_t=np.maximum(high, network.flow_t),
        draws=NetworkDraws(
            flow_t=flow,
            primary_t=parts["primary_t"],
            secondary_t=parts["secondary_t"],
            use_t=parts["use_t"],
            stock_draw_t=parts["stock_draw_t"],
            link_input_t=parts["link_input_t"],
            link_output_t=parts["link_output_t"],
        ),
    )


def _parts_of(layout: Layout, z: Floats) -> Mapping[str, Floats]:
    """Node and link quantities of one or many solutions ``(..., variable)``."""
    count = layout.node_form.size
    made, needed = z[..., layout.span("make")], z[..., layout.span("input")]
    fed = np.zeros(layout.make_t.size, bool)
    fed[layout.input_make] = True

    split = add_up(layout.input_make, needed, layout.make_t.size)[..., layout.input_make]
    share = np.divide(needed, split, out=np.zeros_like(needed), where=split > 0)
    return {
        "primary_t": add_up(layout.make_node[~fed], made[..., ~fed], count),
        "secondary_t": add_up(layout.return_node, z[..., layout.span("return")], count),
        "use_t": add_up(layout.use_node, z[..., layout.span("use")], count),
        "stock_draw_t": z[..., layout.span("stock")],
        "link_input_t": needed,
        "link_output_t": made[..., layout.input_make] * share,
    }


def _network(
    layout: Layout, solution: Solution, *, year: int, kind: Literal["account", "baseline"], notes: Sequence[str]
) -> Network:
    chain = layout.inputs.chain
    z = solution.z
    parts = _parts_of(layout, z)
    flow = z[layout.span("cell")]
    kept = np.flatnonzero(flow > 0)
    prior = central(layout)
    origin, destination = layout.cell_origin[kept], layout.cell_destination[kept]
    nothing = np.full(kept.size, np.nan)
    processes = [layout.processes[n] for n in layout.make_process[layout.input_make]]
    return Network(
        mineral=chain.id,
        element=chain.element,
        year=year,
        kind=kind,
        forms=layout.forms,
        stages=tuple(f.stage for f in chain.form),
        places=layout.places,
        node_form=layout.node_form,
        node_place=layout.node_place,
        primary_t=parts["primary_t"],
        secondary_t=parts["secondary_t"],
        use_t=parts["use_t"],
        stock_draw_t=parts["stock_draw_t"],
        node_status=node_statuses(layout),
        arc_form=layout.cell_form[kept],
        arc_origin=origin,
        arc_destination=destination,
        flow_t=flow[kept],
        low_t=nothing,
        high_t=nothing,
        lead_months=lead_months(layout.places, origin, destination) * (chain.voyage.mode if chain.voyage else 1.0),
        arc_status=cell_statuses(layout, prior, z)[kept],
        arc_sources=tuple(layout.cell_sources[n] for n in kept),
        arc_basis=tuple(layout.cell_basis[n] for n in kept),
        node_sources=node_sources(layout),
        link_process=tuple(processes),
        link_input=layout.input_node,
        link_output=layout.make_node[layout.input_make],
        link_input_t=parts["link_input_t"],
        link_output_t=parts["link_output_t"],
        stage_accounts=stage_accounts(layout, prior, z),
        assumptions=tuple(notes),
        made_imputed=made_imputed(layout),
        cover_months={c.place: c.months for c in chain.cover},
        slack=tuple(sorted(chain.slack, key=lambda s: s.place != DEFAULT)),
        own=_reached(layout),
    )


def _reached(layout: Layout) -> tuple[OwnFigure, ...]:
    """The user's figures; a use in a place that nothing is known to reach cannot be balanced, and says so."""
    reached = {t.anchor.id for t in layout.inputs.totals if t.source == OWN and total_weights(layout, t).any()}
    return tuple(
        replace(f, why_not=f"nothing is known to reach {f.fact.place} as {', '.join(f.forms)}")
        if f.fact.quantity == "use" and not f.why_not and total_id(f.fact) not in reached
        else f
        for f in layout.inputs.own
    )


def _years_made(facts: Sequence[Fact], chain: Chain) -> str:
    """Years in which some publisher gives primary output."""
    choices = [c for e in chain.production for c in e.facts if not chain.process_of(e.process).inputs]
    years = sorted({f.period for f in facts if any((f.card, f.form) == (c.card, c.form) for c in choices) and f.value})
    return f"years with figures: {years[0]} to {years[-1]}" if years else f"try {chain.year}"
