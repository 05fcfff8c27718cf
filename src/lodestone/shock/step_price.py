"""Of one step: the price at its end (methods/shock, equation 8 of the core)."""

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.step_duty import borne
from lodestone.shock.step_now import Now

Floats = NDArray[np.float64]

PRICE_RANGE = (-1.5, 3.0)  # of ln(price / normal)
LEAST_COVER = 0.02  # of the normal stock, in the price


def next_price(now: Now, log_price: Floats, price_alarm: Floats, process: Floats, final: Floats, used: Floats) -> Floats:
    """ln(price / normal) at the step's end, all nodes from last step's prices, ``(node, run)``.

    Cover is measured against the stock users want for ``final``, what final users in t a step would take at normal prices,
    and for what makers now need: where they need less, the same stock is ample. Where users live from hand to mouth (normal
    stock under a step), what they ``used`` in the step counts as held: a stock of hours swings too far to set a price. Duties
    stand on top, weighted by normal supply, and the prices that pull are those with the duty paid.
    """
    layout, params, speed = now.block.case.layout, now.params, now.block.price_speed
    need = (final + process) / now.block.case.step_months
    makers = now.block.case.maker_cover[layout.node_form, now.block.runs]
    normal = now.block.cover * need + makers * layout.made[:, None]
    held, thin = now.user_stock + now.maker_stock, now.block.case.thin
    held[thin] += used[thin]
    normal[thin] += (final + process)[thin]
    cover = np.divide(held, normal, out=np.ones_like(normal), where=normal > 0)
    wish = -params.price_on_cover * np.log(np.maximum(cover, LEAST_COVER)) + params.price_on_alarm * price_alarm
    price = log_price + speed * (wish + borne(now, layout.arc_share[:, None]) - log_price)
    openness = now.doors.openness
    weight = layout.arc_share[:, None] * openness[now.block.case.arc_door]
    pull = layout.to_user @ (weight * log_price[layout.arc_from]) + borne(now, weight)
    price = price + 0.5 * params.price_pull * speed * (pull - (now.block.door_share @ openness) * price)
    return np.asarray(np.clip(price, *PRICE_RANGE))
