"""Compiled: what duties do to contracts, spot bids and prices (:mod:`lodestone.shock.step_duty`), 64 runs side by side."""

from lodestone.shock.lanes_answer_rows import Answers
from lodestone.shock.lanes_jit import exponential, inner
from lodestone.shock.lanes_rows import LANES, Events, Lot, Scratch, Standing, Wiring
from lodestone.shock.step_duty import SOLE


@inner
def discourage(lot: Lot, answers: Answers, work: Scratch, k: int) -> None:
    """What the duties of a step leave of the appeal of goods under them."""
    for g in range(work.shy.shape[0]):
        for s in range(LANES):
            work.shy[g, s] = exponential(-lot.sourcing_elasticity[s] * answers.markup[k, g, s], lot.cover)


@inner
def lean(wiring: Wiring, lot: Lot, answers: Answers, work: Scratch, form: int) -> None:
    """Contract shares of users under a duty, as multiples of normal, by as much as they have come to shun suppliers."""
    t = work.total.dtype.type
    for u in range(answers.form_users[form], answers.form_users[form + 1]):
        j, before = answers.user[u], t(0)
        for s in range(LANES):
            work.total[j, s] = 0
        for r in range(answers.user_rows[u], answers.user_rows[u + 1]):
            a = answers.arc[r]
            share = wiring.arc_share[a]
            before += share
            if wiring.arc_duty[a] >= 0:
                for s in range(LANES):
                    work.lean[r, s] = exponential(-lot.sourcing_elasticity[s] * answers.shunned[r, s], lot.cover)
            else:
                for s in range(LANES):
                    work.lean[r, s] = 1
            for s in range(LANES):
                work.total[j, s] += share * work.lean[r, s]
        for r in range(answers.user_rows[u], answers.user_rows[u + 1]):
            for s in range(LANES):
                after = work.total[j, s]
                work.lean[r, s] *= before / after if after > t(0) else t(1)


@inner
def bear(
    wiring: Wiring, lot: Lot, events: Events, answers: Answers, now: Standing, work: Scratch, form: int, k: int
) -> None:  # fmt: skip
    """Duties in the prices users pay and are pulled by; and how far contracts come to shun goods under them, from last prices.

    ``total`` sums delivered prices over a user's arcs.
    """
    t = now.log_price.dtype.type
    zero, one, sole = t(0), t(1), t(SOLE)
    for u in range(answers.form_users[form], answers.form_users[form + 1]):
        j = answers.user[u]
        for s in range(LANES):
            answers.borne[j, s] = 0
            work.total[j, s] = 0
        for r in range(answers.user_rows[u], answers.user_rows[u + 1]):
            a = answers.arc[r]
            i, d, g, share = wiring.arc_from[a], wiring.arc_door[a], wiring.arc_duty[a], wiring.arc_share[a]
            for s in range(LANES):
                work.total[j, s] += share * now.log_price[i, s]
            if g >= 0:
                for s in range(LANES):
                    dearer = share * answers.markup[k, g, s]
                    answers.borne[j, s] += dearer
                    work.pull[j, s] += dearer * events.openness[k, d, s]
        for r in range(answers.user_rows[u], answers.user_rows[u + 1]):
            a = answers.arc[r]
            i, g, share = wiring.arc_from[a], wiring.arc_duty[a], wiring.arc_share[a]
            if g < 0:
                continue
            rest = one - share
            for s in range(LANES):
                markup = answers.markup[k, g, s]
                own = now.log_price[i, s] + markup
                others = (work.total[j, s] + answers.borne[j, s] - share * own) / rest if rest > sole else own
                gain = min(max(own - others, zero), markup)
                answers.shunned[r, s] += answers.sourcing[s] * (gain - answers.shunned[r, s])
