"""``python -m benchmarks.shock_chain [RUNS]``: a chain of 4 forms and 44 places under a licence, and what blocks of runs gain."""

import hashlib
import json
import sys
from time import perf_counter
from typing import Any

import numpy as np

from lodestone.atlas.network import Network, Traced
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.shock.result import Run
from lodestone.shock.simulate import simulate
from lodestone.terms.month import Month
from lodestone.terms.place import places
from lodestone.terms.prior import prior

FORMS, PLACES, MAKERS, SUPPLIERS, MONTHS, RUNS = 4, 44, 12, 11, 36, 300


def run(scenarios: int | None = None) -> dict[str, Any]:
    """Time ``scenarios`` runs in blocks, and a few of the same one by one."""
    network, traced = made_up_chain(seed=0)
    biggest = int(np.argmax(traced.tonnes[1].sum(axis=1)))
    case = licence(network.places[biggest])
    runs = scenarios or RUNS
    simulate(network, case, runs=1, traced=traced)  # imports and caches
    result, seconds = _timed(network, traced, case, runs)
    alone = 5
    _, one_by_one = _timed(network, traced, case, 1, times=alone)
    return {
        "arcs": len(result.case.layout.arc_flow), "months": MONTHS, "runs": runs, "seconds": round(seconds, 3), "threads": 1,
        "runs_per_s_per_core": round(runs / seconds, 1),
        "ratio_to_runs_one_by_one": round((one_by_one / alone) / (seconds / runs), 2),
        "mass_residual": result.mass_residual, "checksum": checksum(result),
    }  # fmt: skip


def _timed(network: Network, traced: Traced, case: Scenario, runs: int, times: int = 1) -> tuple[Run, float]:
    began = perf_counter()
    for seed in range(times):
        result = simulate(network, case, runs=runs, seed=seed, traced=traced)
    return result, perf_counter() - began


def checksum(result: Run) -> str:
    """Hash of use, shortage and prices of every run."""
    digest = hashlib.sha256()
    for values in (result.used, result.shortage, result.log_price):
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()[:16]


def licence(origin: str) -> Scenario:
    """A licence on the second form of one origin, towards everybody, in the middle of the run."""
    office = {name: prior(f"licence.{id_}").estimate() for name, id_ in
              (("openness", "plateau"), ("delay_months", "delay"), ("ramp_months", "ramp"))}  # fmt: skip
    shock = Shock(id="licence", kind="export_licence", origin=origin, commodity="gallium", forms=("oxide",),
                  announced="2025-03-01", effective="2025-04-01", **office)  # fmt: skip
    return Scenario(id="bench", title="licence regime", commodity="gallium", start=Month(2025, 1), months=MONTHS, shocks=(shock,))


def made_up_chain(seed: int) -> tuple[Network, Traced]:
    """A balanced random chain: every user buys from eleven of twelve makers; a fifth is lost at every step."""
    rng = np.random.default_rng(seed)
    names = tuple(code for code, place in places().items() if not place.members)[:PLACES]
    shares = np.zeros((FORMS, PLACES, PLACES))
    for form in range(FORMS):
        makers = rng.choice(PLACES, MAKERS, replace=False)
        for user in range(PLACES):
            chosen = rng.choice(makers, SUPPLIERS, replace=False)
            shares[form, chosen, user] = rng.dirichlet(np.full(SUPPLIERS, 0.7))
    use, need, made = rng.gamma(1.0, 50.0, (FORMS, PLACES)), np.zeros((FORMS, PLACES)), np.zeros((FORMS, PLACES))
    for form in reversed(range(FORMS)):
        need[form] = use[form] + (1.2 * made[form + 1] if form + 1 < FORMS else 0.0)
        made[form] = shares[form] @ need[form]
    tonnes = shares * need[:, None, :]
    form, maker, user = np.nonzero(tonnes * (1 - np.eye(PLACES)))
    flow, nodes = tonnes[form, maker, user], np.arange(FORMS * PLACES)
    output = nodes[PLACES:][made[1:].ravel() > 0]
    network = Network(
        mineral="gallium", element="Ga", year=2024, kind="baseline", forms=("ore", "oxide", "metal", "magnet"),
        stages=("mine", "refine", "metal", "intermediate"), places=names, node_form=nodes // PLACES, node_place=nodes % PLACES,
        primary_t=np.where(nodes < PLACES, made.ravel(), 0.0), secondary_t=np.zeros(len(nodes)), use_t=use.ravel(),
        stock_draw_t=np.zeros(len(nodes)), node_status=np.full(len(nodes), "imputed"), arc_form=form, arc_origin=maker,
        arc_destination=user, flow_t=flow, low_t=flow, high_t=flow, lead_months=rng.choice([0.5, 1.0, 1.5, 2.0], len(flow)),
        arc_status=np.full(len(flow), "imputed"), arc_sources=((),) * len(flow), link_process=("step",) * len(output),
        link_input=output - PLACES, link_output=output, link_input_t=1.2 * made.ravel()[output],
        link_output_t=made.ravel()[output],
    )  # fmt: skip
    return network, Traced(forms=network.forms, places=names, tonnes=tonnes)


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]) if len(sys.argv) > 1 else None), indent=1))
