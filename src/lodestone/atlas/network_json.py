"""A network as one JSON document (contract of ``lodestone network --json``)."""

from math import isfinite
from typing import Any

import numpy as np

from lodestone.atlas.arrays import Floats, add_up
from lodestone.atlas.network import Network
from lodestone.atlas.trace import trace


def to_json(network: Network, *, traced: bool = False) -> dict[str, Any]:
    """Nodes, arcs, links and stage accounts in t contained a year, with ``balance_residual``.

    Plain types, ready for ``json.dumps``.

    A bound is null where no draws were made. ``route`` is null: a network knows who ships, not which way. ``traced`` adds who
    made what each place uses.
    """
    places, forms = network.places, network.forms
    low, high = _made_band(network)
    made, needed = network.made_t(), network.needed_t()
    document: dict[str, Any] = {
        "mineral": network.mineral,
        "element": network.element,
        "year": network.year,
        "kind": network.kind,
        "unit": "t contained/year",
        "nodes": [
            {
                "form": forms[network.node_form[n]],
                "stage": network.stages[network.node_form[n]],
                "place": places[network.node_place[n]],
                "made_t_per_year": float(made[n]),
                "low": _number(low[n]),
                "high": _number(high[n]),
                "primary_t": float(network.primary_t[n]),
                "secondary_t": float(network.secondary_t[n]),
                "needed_t": float(needed[n]),
                "use_t": float(network.use_t[n]),
                "stock_draw_t": float(network.stock_draw_t[n]),
                "status": str(network.node_status[n]),
                "sources": list(network.node_sources[n]) if network.node_sources else [],
            }
            for n in range(network.node_form.size)
        ],
        "arcs": [
            {
                "form": forms[network.arc_form[a]],
                "origin": places[network.arc_origin[a]],
                "destination": places[network.arc_destination[a]],
                "t_per_year": float(network.flow_t[a]),
                "low": _number(network.low_t[a]),
                "high": _number(network.high_t[a]),
                "lead_months": float(network.lead_months[a]),
                "route": None,
                "status": str(network.arc_status[a]),
                "sources": list(network.arc_sources[a]),
                "basis": list(network.arc_basis[a]) if network.arc_basis else [],
            }
            for a in range(network.flow_t.size)
        ],
        "balance_residual": network.balance_residual,
        "stages": [
            {
                "form": a.form,
                "stage": a.stage,
                "moved_t": a.moved_t,
                "throughput_t": a.throughput_t,
                "traded_t": a.traded_t,
                "moved_share": a.moved_t / a.throughput_t if a.throughput_t > 0 else 0.0,
                "observed": a.observed,
                "estimated": a.estimated,
                "carried": a.carried,
                "imputed": a.imputed,
            }
            for a in network.stage_accounts
        ],
        "links": [
            {
                "process": network.link_process[k],
                "place": places[network.node_place[network.link_input[k]]],
                "input": forms[network.node_form[network.link_input[k]]],
                "output": forms[network.node_form[network.link_output[k]]],
                "input_t": float(network.link_input_t[k]),
                "output_t": float(network.link_output_t[k]),
            }
            for k in range(network.link_input.size)
        ],
        "assumptions": list(network.assumptions),
        "cover_months": dict(network.cover_months),
        "slack": [
            {
                "quantity": s.quantity,
                "form": s.form,
                "place": s.place,
                "low": s.low,
                "mode": s.mode,
                "high": s.high,
                "kind": s.kind,
                "source": s.source,
                "reason": s.reason,
            }
            for s in network.slack
        ],
    }
    if traced:
        document["traced"] = _traced(network)
    return document


def _made_band(network: Network) -> tuple[Floats, Floats]:
    """5 % and 95 % points of what is made in every node ``(node,)``; NaN without draws."""
    if network.draws is None:
        nothing = np.full(network.node_form.size, np.nan)
        return nothing, nothing
    drawn = network.draws
    made = drawn.primary_t + drawn.secondary_t + add_up(network.link_output, drawn.link_output_t, network.node_form.size)
    low, high = np.quantile(made, (0.05, 0.95), axis=0)
    return np.minimum(low, network.made_t()), np.maximum(high, network.made_t())


def _traced(network: Network) -> list[dict[str, Any]]:
    """Every traced cell above a millionth of its form, largest first within a form."""
    found = trace(network)
    rows = []
    for f, form in enumerate(found.forms):
        least = 1e-6 * found.tonnes[f].sum()
        for p, u in sorted(
            zip(*np.nonzero(found.tonnes[f] > least), strict=True), key=lambda cell: (-found.tonnes[f][cell], cell)
        ):
            rows.append(
                {
                    "form": form,
                    "producer": found.places[p],
                    "user": found.places[u],
                    "t_per_year": float(found.tonnes[f, p, u]),
                    "low": None if found.low is None else float(found.low[f, p, u]),
                    "high": None if found.high is None else float(found.high[f, p, u]),
                }
            )
    return rows


def _number(value: float) -> float | None:
    return float(value) if isfinite(value) else None
