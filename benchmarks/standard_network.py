"""The standard case: twelve made-up minerals, 40 places and six stages each, balanced, from a seed."""

import numpy as np

from lodestone.atlas.network import Network, Traced
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.terms.estimate import Estimate
from lodestone.terms.month import Month
from lodestone.terms.place import places
from lodestone.terms.prior import prior

CHAINS, STAGES, PLACES, MAKERS, SUPPLIERS, MONTHS = 12, 6, 40, 10, 6, 60
FORMS = ("ore", "concentrate", "oxide", "metal", "powder", "part")
STAGE = ("mine", "refine", "refine", "metal", "intermediate", "intermediate")
LOSS = 1.2  # tonnes of input a tonne of output


def standard() -> list[tuple[Network, Traced, Scenario]]:
    """Every chain with its own events: the two largest makers of oxide license exports, then the two largest mines stop."""
    return [_shocked(*made_up(seed), seed) for seed in range(CHAINS)]


def made_up(seed: int) -> tuple[Network, Traced]:
    """A balanced random chain: every user buys from six of ten makers; a sixth is lost at every step."""
    rng = np.random.default_rng(seed)
    names = tuple(code for code, place in places().items() if not place.members)[:PLACES]
    shares = np.zeros((STAGES, PLACES, PLACES))
    for form in range(STAGES):
        makers = rng.choice(PLACES, MAKERS, replace=False)
        for user in range(PLACES):
            chosen = rng.choice(makers, SUPPLIERS, replace=False)
            shares[form, chosen, user] = rng.dirichlet(np.full(SUPPLIERS, 1.5))
    use, need, made = rng.gamma(1.0, 50.0, (STAGES, PLACES)), np.zeros((STAGES, PLACES)), np.zeros((STAGES, PLACES))
    for form in reversed(range(STAGES)):
        need[form] = use[form] + (LOSS * made[form + 1] if form + 1 < STAGES else 0.0)
        made[form] = shares[form] @ need[form]
    tonnes = shares * need[:, None, :]
    form, maker, user = np.nonzero(tonnes * (1 - np.eye(PLACES)))
    flow, nodes = tonnes[form, maker, user], np.arange(STAGES * PLACES)
    output = nodes[PLACES:][made[1:].ravel() > 0]
    network = Network(
        mineral="gallium", element="Ga", year=2024, kind="baseline", forms=FORMS, stages=STAGE, places=names,
        node_form=nodes // PLACES, node_place=nodes % PLACES, primary_t=np.where(nodes < PLACES, made.ravel(), 0.0),
        secondary_t=np.zeros(len(nodes)), use_t=use.ravel(), stock_draw_t=np.zeros(len(nodes)),
        node_status=np.full(len(nodes), "imputed"), arc_form=form, arc_origin=maker, arc_destination=user,
        flow_t=flow, low_t=flow, high_t=flow, lead_months=rng.choice([0.5, 1.0, 1.5, 2.0, 3.0], len(flow)),
        arc_status=np.full(len(flow), "imputed"), arc_sources=((),) * len(flow), link_process=("step",) * len(output),
        link_input=output - PLACES, link_output=output, link_input_t=LOSS * made.ravel()[output],
        link_output_t=made.ravel()[output],
    )  # fmt: skip
    return network, Traced(forms=network.forms, places=names, tonnes=tonnes)


def _shocked(network: Network, traced: Traced, seed: int) -> tuple[Network, Traced, Scenario]:
    office = {name: prior(f"licence.{id_}").estimate() for name, id_ in
              (("openness", "plateau"), ("delay_months", "delay"), ("ramp_months", "ramp"))}  # fmt: skip
    mines, makers = ([network.places[i] for i in np.argsort(-traced.tonnes[form].sum(axis=1))[:2]] for form in (0, 2))
    year = Estimate("duration_months", 9.0, 12.0, 18.0, note="long enough to empty stocks: it is a benchmark")
    some = Estimate("openness", 0.0, 0.1, 0.3, note="little is left: it is a benchmark")
    shocks = tuple(
        Shock(id=f"licence-{maker}", kind="export_licence", origin=maker, commodity="gallium", forms=("oxide", "metal"),
              announced="2025-03-01", effective="2025-04-15", duration_months=year, **office)
        for maker in makers
    ) + tuple(
        Shock(id=f"outage-{mine}", kind="outage", origin=mine, commodity="gallium", forms=("ore",), announced="2026-06",
              effective="2026-06", openness=some, duration_months=year)
        for mine in mines
    )  # fmt: skip
    scenario = Scenario(
        id=f"standard-{seed}",
        title=f"made-up mineral {seed}",
        commodity="gallium",
        start=Month(2025, 1),
        months=MONTHS,
        shocks=shocks,
    )
    return network, traced, scenario
