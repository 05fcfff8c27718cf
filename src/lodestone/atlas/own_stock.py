"""The user's stocks in a network: tonnes become months of what their place uses up, the stock a simulation starts from."""

from collections.abc import Sequence
from dataclasses import replace

from lodestone.atlas.arrays import Floats
from lodestone.atlas.network import Network

SHORTEST = 0.25  # months: the shortest step of a simulation, and so the thinnest stock it can hold
CRUMB = 1e-6  # a place that uses up less than this share of everything uses nothing that is known


def stocked(network: Network) -> Network:
    """The network with the user's stocks as the normal stock of their places, in months of what each place uses up.

    Tonnes over tonnes a month of process input and final use, of the forms the stock is of. The simulator holds one cover a
    place, so the months of one form stand for all forms there; under ``SHORTEST`` it cannot step, and that is what it holds.
    """
    needed, cover, seen = network.needed_t(), dict(network.cover_months), list(network.own)
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
            cover[place] = max(months, SHORTEST)
            for i in mine:
                seen[i] = replace(seen[i], months=months, note=note)
    return replace(network, cover_months=cover, own=tuple(seen))


def _at(network: Network, tonnes: Floats, place: str, forms: Sequence[str]) -> float:
    """Sum of node values ``(node,)`` at a place over some forms."""
    return float(
        sum(
            tonnes[n]
            for n in range(network.node_form.size)
            if network.places[network.node_place[n]] == place and network.forms[network.node_form[n]] in forms
        )
    )
