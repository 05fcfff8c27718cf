"""Of one step: what duties do to contracts, spot bids and prices."""

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.baseline import State
from lodestone.shock.step_now import Now

Floats = NDArray[np.float64]
SOLE = 1e-9  # a user whose other suppliers hold less has none


def contract_shares(now: Now, state: State) -> Floats:
    """Share of each supplier in what its user orders, ``(arc, run)`` or ``(arc, 1)`` where no duty stands.

    Normal shares, turned away from suppliers under a duty by as much as contracts have come to shun them: the shares of a
    constant-elasticity (Armington) buyer, with the elasticity of spot bids.
    """
    layout, duties = now.block.case.layout, now.block.case.duties
    normal = layout.arc_share[:, None]
    if not len(duties.arcs):
        return normal
    kept = np.ones((len(layout.arc_share), now.params.runs))
    kept[duties.arcs] = np.exp(-now.params.sourcing_elasticity * state.shunned)
    before, after = layout.to_user @ (normal * np.ones_like(kept)), layout.to_user @ (normal * kept)
    ratio = np.divide(before, after, out=np.ones_like(after), where=after > 0)  # exactly 1 where no duty stands
    return np.asarray(normal * (kept * ratio[layout.arc_to]))


def shun(now: Now, state: State) -> Floats:
    """How far contracts have come to shun suppliers under a duty, in log price ``(taxed, run)``.

    It follows, with a lag of ``sourcing_months``, what the goods of the supplier cost more with the duty than those of the
    user's others, at most the duty: as the others grow dearer there is less to gain from turning to them.
    """
    layout, duties = now.block.case.layout, now.block.case.duties
    arcs, share = duties.arcs, layout.arc_share[duties.arcs, None]
    if not len(arcs):
        return state.shunned
    markup, user = duties.on_arcs(now.k, now.block.runs), layout.arc_to[arcs]
    price = state.log_price[layout.arc_from]
    delivered = layout.to_user @ (layout.arc_share[:, None] * price) + borne(now, layout.arc_share[:, None])
    own, rest = price[arcs] + markup, 1 - share
    others = np.divide(delivered[user] - share * own, rest, out=own.copy(), where=rest > SOLE)
    return np.asarray(state.shunned + now.block.sourcing * (np.clip(own - others, 0.0, markup) - state.shunned))


def discouraged(now: Now, appeal: Floats) -> Floats:
    """Appeal of suppliers to spot bidders ``(arc, run)``, who compare prices with the duty on them."""
    duties = now.block.case.duties
    if len(duties.arcs):
        markup = duties.on_arcs(now.k, now.block.runs)
        appeal[duties.arcs] *= np.exp(-now.params.sourcing_elasticity * markup)
    return appeal


def borne(now: Now, weight: Floats) -> Floats:
    """Sum of markups over a user's suppliers, weighted by ``weight (arc, run)`` or ``(arc, 1)``; ``(node, run)``."""
    layout, duties = now.block.case.layout, now.block.case.duties
    if not len(duties.arcs):
        return np.zeros((len(layout.needed), now.params.runs))
    on_arcs = np.zeros((len(layout.arc_share), now.params.runs))
    on_arcs[duties.arcs] = duties.on_arcs(now.k, now.block.runs)
    return np.asarray(layout.to_user @ (weight * on_arcs))
