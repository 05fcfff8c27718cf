"""The wiring of a network at rest: who makes, sends and uses what in a normal month."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.network import Network, Traced
from lodestone.terms.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEGLIGIBLE = 1e-4  # arcs below this share of both their maker's output and their user's supply are folded into the others
BALANCE = 5e-3  # most a node may be off its network's account, as a share of its form's throughput


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Static arrays of one network, in tonnes contained a month, upstream forms first.

    A node is one form in one place, both as maker and as user. An arc leads from the place where the form was made to the
    place that uses it (transit removed); ``home`` arcs stay in one place. A line makes the form of ``line_node``: from the
    ground or from scrap (``line_input`` -1) or from ``line_coef`` tonnes of an input a tonne. Inputs of one process are
    separate lines: in tonnes contained each carries its own share of the output. ``rank`` is a node's place in the chain.
    Order is canonical (chain order, then place code), so the order of the network's rows does not matter.

    ``to_user``, ``from_maker`` ``(node, arc)``, ``to_output``, ``to_input`` ``(node, line)`` are sparse sums: ``to_user @ x``
    adds arc values ``(arc, run)`` up at their users.
    """

    mineral: str
    forms: tuple[str, ...]
    stages: tuple[str, ...]
    places: tuple[str, ...]
    node_form: Ints
    node_place: Ints
    final_use: Floats
    needed: Floats
    made: Floats
    arc_from: Ints
    arc_to: Ints
    arc_share: Floats
    arc_flow: Floats
    arc_lead_months: Floats
    home: NDArray[np.bool_]
    line_node: Ints
    line_input: Ints
    line_made: Floats
    line_coef: Floats
    line_name: tuple[str, ...]
    rank_lines: tuple[tuple[int, int], ...]
    to_user: Any
    from_maker: Any
    to_output: Any
    to_input: Any

    def node(self, form: str, place: str) -> int:
        """Index of a node, or -1."""
        if form not in self.forms or place not in self.places:
            return -1
        found = np.flatnonzero((self.node_form == self.forms.index(form)) & (self.node_place == self.places.index(place)))
        return int(found[0]) if len(found) else -1

    def arc_name(self, arc: int) -> str:
        """``oxide CHN>JPN``."""
        i, j = self.arc_from[arc], self.arc_to[arc]
        return f"{self.forms[self.node_form[i]]} {self.places[self.node_place[i]]}>{self.places[self.node_place[j]]}"


@dataclass(frozen=True, slots=True)
class _Lines:
    node: Ints
    input: Ints
    share: Floats
    coef: Floats
    name: tuple[str, ...]


def lay_out(network: Network, traced: Traced) -> Layout:
    """Wire a baseline network for simulation.

    Supplier shares come from ``traced``, final use and conversion from ``network``; flows are then solved from use upwards,
    so the result is at rest to the last digit whatever the tolerance of the network's own balance. Raises ``BadInput`` when
    the network is not a baseline, holds negative or missing numbers, has no use, or does not balance within ``BALANCE``.
    """
    _check(network, traced)
    forms = _chain_order(network)
    places = tuple(sorted(network.places))
    form_at = np.array([forms.index(f) for f in network.forms], dtype=np.int64)
    place_at = np.array([places.index(p) for p in network.places], dtype=np.int64)
    count = len(forms) * len(places)
    key = form_at[network.node_form] * len(places) + place_at[network.node_place]  # node = form rank, then place code
    use = np.bincount(key, network.use_t, count) / 12
    makes = np.bincount(key, network.made_t(), count) > 0
    shares = _supplier_shares(network, traced, forms, places, makes)
    supplied = shares.sum(axis=1).ravel() > 0
    use = np.where(supplied, use, 0.0)  # what nobody supplies is rounding of the balance, or ``_balanced`` objects
    lines = _lines(network, key, count, supplied)
    needed, made = _solve(use, shares, lines, len(forms), len(places))
    _balanced(network, key, forms, places, needed, made)

    keep = np.flatnonzero((needed > 0) | (made > 0))
    new = np.full(count, -1, dtype=np.int64)
    new[keep] = np.arange(len(keep))
    form, maker, user = np.nonzero(shares * needed.reshape(len(forms), 1, len(places)))
    order = np.lexsort((maker, user, form))
    form, maker, user = form[order], maker[order], user[order]
    share = shares[form, maker, user]
    arc_from, arc_to = new[form * len(places) + maker], new[form * len(places) + user]
    live = (new[lines.node] >= 0) & (lines.share > 0)
    live &= (lines.input < 0) | (new[lines.input] >= 0)
    sorted_lines = np.flatnonzero(live)[np.lexsort((_names(lines, live), new[lines.node[live]]))]
    line_node, line_input = new[lines.node[sorted_lines]], np.where(lines.input >= 0, new[lines.input], -1)[sorted_lines]
    node_form = keep // len(places)
    starts = np.searchsorted(node_form[line_node], np.arange(len(forms) + 1))
    fed = line_input >= 0
    return Layout(
        mineral=network.mineral, forms=forms, stages=tuple(network.stages[network.forms.index(f)] for f in forms), places=places,
        node_form=node_form, node_place=keep % len(places), final_use=use[keep], needed=needed[keep], made=made[keep],
        arc_from=arc_from, arc_to=arc_to, arc_share=share, arc_flow=share * needed[keep][arc_to],
        arc_lead_months=_leads(network, forms, places)[form, maker, user], home=maker == user,
        line_node=line_node, line_input=line_input, line_made=lines.share[sorted_lines] * made[keep][line_node],
        line_coef=lines.coef[sorted_lines], line_name=tuple(lines.name[i] for i in sorted_lines),
        rank_lines=tuple((int(a), int(b)) for a, b in pairwise(starts)),
        to_user=_adder(arc_to, len(keep)), from_maker=_adder(arc_from, len(keep)),
        to_output=_adder(line_node, len(keep)), to_input=_adder(np.where(fed, line_input, 0), len(keep), fed),
    )  # fmt: skip


def _adder(target: Ints, count: int, weight: NDArray[np.bool_] | None = None) -> Any:
    """Sparse matrix that sums columns into ``target`` rows."""
    from scipy.sparse import csr_matrix

    ones = np.ones(len(target)) if weight is None else weight.astype(np.float64)
    return csr_matrix((ones, (target, np.arange(len(target)))), (count, len(target)))


def _check(network: Network, traced: Traced) -> None:
    if network.kind != "baseline":
        raise BadInput(f"network {network.mineral} {network.year} is an account; a simulation starts from kind='baseline'")
    columns = ("primary_t", "secondary_t", "use_t", "flow_t", "lead_months", "link_input_t", "link_output_t")
    for name, values in [(c, getattr(network, c)) for c in columns] + [("traced tonnes", traced.tonnes)]:
        low = -1e-6 * float(np.max(np.abs(traced.tonnes), initial=1.0))
        if not np.all(np.isfinite(values)) or np.any(values < low):
            raise BadInput(f"network {network.mineral} {network.year}: {name} holds negative or missing numbers")
    if set(traced.forms) != set(network.forms) or set(traced.places) != set(network.places):
        raise BadInput(f"network {network.mineral} {network.year}: its trace is of other forms or places; trace this network")
    if not np.any(network.use_t > 0):
        raise BadInput(f"network {network.mineral} {network.year} has no final use, so nothing can run short")


def _chain_order(network: Network) -> tuple[str, ...]:
    """Forms with every input before its output; the network's own order otherwise."""
    feeds = {
        (int(network.node_form[i]), int(network.node_form[o]))
        for i, o, t in zip(network.link_input, network.link_output, network.link_output_t, strict=True)
        if t > 0
    }
    left, ordered = list(range(len(network.forms))), []
    while left:
        free = [f for f in left if not any(o == f and i in left and i != f for i, o in feeds)]
        ordered.append((free or left)[0])  # a loop of forms is cut where the network lists it first
        left.remove(ordered[-1])
    return tuple(network.forms[f] for f in ordered)


def _supplier_shares(
    network: Network, traced: Traced, forms: tuple[str, ...], places: tuple[str, ...], makes: NDArray[np.bool_]
) -> Floats:
    """Share of each maker in each user's normal supply, ``(form, maker, user)``; columns sum to 1 or 0.

    Arcs from places that make nothing, and arcs that hardly matter to their user and to their maker, are left out; the user's
    other suppliers take their share over.
    """
    f = [traced.forms.index(x) for x in forms]
    p = [traced.places.index(x) for x in places]
    tonnes = np.maximum(traced.tonnes[np.ix_(f, p, p)], 0.0) * makes.reshape(len(forms), -1)[:, :, None]
    to_user, of_maker = tonnes.sum(axis=1, keepdims=True), tonnes.sum(axis=2, keepdims=True)
    tonnes = np.where((tonnes < NEGLIGIBLE * to_user) & (tonnes < NEGLIGIBLE * of_maker), 0.0, tonnes)
    total = tonnes.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(tonnes, total, out=np.zeros_like(tonnes), where=total > 0))


def _lines(network: Network, key: Ints, count: int, supplied: NDArray[np.bool_]) -> _Lines:
    """Every way a node's output comes about, as shares of it; processes without supply of their input are left out."""
    ground, scrap = np.flatnonzero(network.primary_t > 0), np.flatnonzero(network.secondary_t > 0)
    links = np.flatnonzero((network.link_output_t > 0) & supplied[key[network.link_input]])
    node = np.concatenate([key[ground], key[scrap], key[network.link_output[links]]])
    feed = np.concatenate([np.full(len(ground) + len(scrap), -1), key[network.link_input[links]]]).astype(np.int64)
    tonnes = np.concatenate([network.primary_t[ground], network.secondary_t[scrap], network.link_output_t[links]])
    made = np.bincount(node, tonnes, count)
    coef = np.concatenate([np.zeros(len(ground) + len(scrap)), network.link_input_t[links] / network.link_output_t[links]])
    name = ("primary",) * len(ground) + ("secondary",) * len(scrap) + tuple(network.link_process[i] for i in links)
    return _Lines(node, feed, tonnes / made[node], coef, name)


def _names(lines: _Lines, live: NDArray[np.bool_]) -> NDArray[np.str_]:
    return np.array([f"{n}:{i:06d}" for n, i, on in zip(lines.name, lines.input, live, strict=True) if on], dtype=np.str_)


def _solve(use: Floats, shares: Floats, lines: _Lines, forms: int, places: int) -> tuple[Floats, Floats]:
    """Needed and made tonnes of every node when all use is met: final use pulled up the chain to rest."""
    needed = use.copy()
    for _ in range(200):
        made = np.einsum("fij,fj->fi", shares, needed.reshape(forms, places)).ravel()
        fed = lines.input >= 0
        pull = np.bincount(lines.input[fed], (lines.coef * lines.share * made[lines.node])[fed], len(use))
        if np.max(np.abs(use + pull - needed)) <= 1e-15 * np.max(needed):
            return needed, made
        needed = use + pull
    raise BadInput("the chain's processes feed one another without end: a loop returns more than it uses")


def _balanced(network: Network, key: Ints, forms: tuple[str, ...], places: tuple[str, ...], needed: Floats, made: Floats) -> None:
    """Compare the solved month with the network's own account."""
    account = np.bincount(key, network.needed_t(), len(needed)) / 12, np.bincount(key, network.made_t(), len(made)) / 12
    scale = np.maximum(account[0].reshape(len(forms), -1).sum(axis=1), 1e-12)[np.arange(len(needed)) // len(places)]
    for what, solved, given in (("uses", needed, account[0]), ("makes", made, account[1])):
        worst = int(np.argmax(np.abs(solved - given) / scale))
        if abs(solved[worst] - given[worst]) > BALANCE * scale[worst]:
            where = f"{forms[worst // len(places)]} in {places[worst % len(places)]}"
            raise BadInput(
                f"network {network.mineral} {network.year} does not balance: it {what} {12 * given[worst]:.4g} t "
                f"a year of {where}, its flows and trace say {12 * solved[worst]:.4g}; balance and trace it again"
            )


def _leads(network: Network, forms: tuple[str, ...], places: tuple[str, ...]) -> Floats:
    """Months from maker to user, ``(form, maker, user)``: of the direct shipment, else of the quickest chain of shipments.

    Where nothing connects the two (rounding of the trace) the median of the form stands in.
    """
    lead = np.full((len(forms), len(places), len(places)), np.inf)
    f = np.array([forms.index(x) for x in network.forms], dtype=np.int64)[network.arc_form]
    p = np.array([places.index(x) for x in network.places], dtype=np.int64)
    np.minimum.at(lead, (f, p[network.arc_origin], p[network.arc_destination]), network.lead_months)
    direct = lead.copy()
    for hub in range(len(places)):
        lead = np.minimum(lead, lead[:, :, hub, None] + lead[:, None, hub, :])
    lead = np.where(np.isfinite(direct), direct, lead)
    for form in range(len(forms)):
        known = direct[form][np.isfinite(direct[form])]
        lead[form][~np.isfinite(lead[form])] = float(np.median(known)) if len(known) else 1.0
        np.fill_diagonal(lead[form], 0.0)
    return lead
