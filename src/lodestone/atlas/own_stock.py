"""The user's stocks in a network: tonnes become months of what their place uses up, the stock a simulation starts from."""

from collections.abc import Sequence
from dataclasses import replace

from lodestone.atlas.arrays import Floats
from lodestone.atlas.fact import OWN
from lodestone.atlas.network import Network
from lodestone.atlas.slack import Slack

SHORTEST = 0.25  # months: the shortest step of a simulation, and so the thinnest stock it can hold
CRUMB = 1e-6  # a place that uses up less than this share of everything uses nothing that is known


def stocked(network: Network) -> Network:
    """The network with the user's stocks as the normal stock of their places, in months of what each place uses up.

    Tonnes over tonnes a month of process input and final use, of the forms the stock is of. Where the chain tells forms apart
    (``slack``) they stand for those forms; else the simulator holds one cover a place, and the months of one form stand for all
    forms there. Under ``SHORTEST`` it cannot step, and that is what it holds.
    """
    needed, cover, seen = network.needed_t(), dict(network.cover_months), list(network.own)
    slack, apart = list(network.slack), any(s.quantity == "user_cover" for s in network.slack)
    by_place: dict[str, list[int]] = {}
    for i, figure in enumerate(seen):
        if figure.fact.quantity == "stock" and not figure.why_not:
            by_place.setdefault(figure.fact.place, []).append(i)
    for place, mine in sorted(by_place.items()):
        forms = sorted({f for i in mine for f in seen[i].forms})
        need = _at(network, needed, place, forms) / 12
        known = need > CRUMB * float(needed.sum()) / 12
        for i in mine:
            if not known:
                seen[i] = replace(seen[i], why_not=f"nothing is known to use {', '.join(forms)} in {place}")
        if known:
            months = sum(seen[i].tonnes for i in mine) / need
            note = "" if months >= SHORTEST else f"{months:.2g} months are less than a week; a week is the thinnest there is"
            held = max(months, SHORTEST)
            if apart:
                slack += [_own(form, place, held) for form in forms]
            else:
                cover[place] = held
            for i in mine:
                seen[i] = replace(seen[i], months=months, note=note)
    return replace(network, cover_months=cover, slack=tuple(slack), own=tuple(seen))


def _own(form: str, place: str, months: float) -> Slack:
    """The user's stock of one form at a place, as the network states stocks of single forms."""
    return Slack(
        quantity="user_cover", form=form, place=place, low=months, mode=months, high=months, kind="publisher", source=OWN
    )


def _at(network: Network, tonnes: Floats, place: str, forms: Sequence[str]) -> float:
    """Sum of node values ``(node,)`` at a place over some forms."""
    return float(
        sum(
            tonnes[n]
            for n in range(network.node_form.size)
            if network.places[network.node_place[n]] == place and network.forms[network.node_form[n]] in forms
        )
    )
