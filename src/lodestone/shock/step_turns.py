"""Of one step: who is served first, and quotas that customers draw on together."""

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.step_now import Now

Floats = NDArray[np.float64]

FULL = 1e-5  # an arc or quota with less room than this share of its normal flow is full: who bids must not hang on rounding


def by_class(now: Now, want: Floats) -> Floats:
    """What makers ship of what contracts ask and doors allow ``(arc, run)``: home, then priority, then the rest.

    Within a class every order is filled in the same proportion. An arc that has priority for part of the step belongs to both.
    """
    layout, turns = now.block.case.layout, now.block.case.side.turns
    held, home = now.maker_stock, layout.home[:, None]
    own = layout.from_maker @ np.where(home, want, 0.0)
    for_own = np.minimum(1.0, np.divide(held, own, out=np.ones_like(own), where=own > 0))
    abroad, spare = np.where(home, 0.0, want), held - own
    if not len(turns.first_arcs):
        return want * np.where(home, for_own[layout.arc_from], _filled(spare, layout.from_maker @ abroad)[layout.arc_from])
    first = np.zeros_like(want)
    first[turns.first_arcs] = turns.first[now.k][:, now.block.runs] * abroad[turns.first_arcs]
    asked_first, asked_rest = layout.from_maker @ first, layout.from_maker @ (abroad - first)
    for_first, for_rest = _filled(spare, asked_first), _filled(spare - asked_first, asked_rest)
    sent = first * for_first[layout.arc_from] + (abroad - first) * for_rest[layout.arc_from]
    return np.where(home, want * for_own[layout.arc_from], sent)


def _filled(spare: Floats, asked: Floats) -> Floats:
    """Share of a class of orders that what is left fills."""
    return np.clip(np.divide(spare, asked, out=np.ones_like(asked), where=asked > 0), 0.0, 1.0)


class Allowance:
    """What is left in a step of quotas that customers draw on together; nothing where there are none."""

    def __init__(self, now: Now) -> None:
        """All of each quota."""
        turns = now.block.case.side.turns
        normal = turns.pool_flow[:, None] * now.block.case.step_months
        self.pools = turns.pools
        self.left = normal * turns.pool_room[now.k][:, now.block.runs]
        self.full = FULL * normal
        self.arcs = len(now.block.flow)

    def cut(self, want: Floats) -> Floats:
        """Orders or bids ``(arc, run)`` cut in proportion to what their quotas leave."""
        cut = want.copy() if self.pools else want
        for pool, left in zip(self.pools, self.left, strict=True):
            asked = cut[pool].sum(axis=0)
            cut[pool] *= np.minimum(1.0, np.divide(left, asked, out=np.ones_like(asked), where=asked > 0))
        return cut

    def draw(self, taken: Floats) -> None:
        """Take tonnes ``(arc, run)`` off their quotas."""
        for i, pool in enumerate(self.pools):
            self.left[i] = np.maximum(0.0, self.left[i] - taken[pool].sum(axis=0))

    def left_of(self) -> NDArray[np.bool_] | bool:
        """Whether an arc's quotas leave anything, ``(arc, run)``; True for all where there are none."""
        if not self.pools:
            return True
        found = np.ones((self.arcs, self.left.shape[1]), dtype=bool)
        for i, pool in enumerate(self.pools):
            found[pool] &= self.left[i] > self.full[i]
        return found
