"""Who made what each place uses: transit removed by following the composition of every pool."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lodestone.atlas.arrays import Floats, add_up
from lodestone.atlas.chainvalue import CellStatus
from lodestone.atlas.classify import worst
from lodestone.atlas.network import Network, NetworkDraws, Traced
from lodestone.atlas.weights import weights
from lodestone.terms.errors import NothingToAnswer
from lodestone.terms.place import members
from lodestone.terms.tables import unknown


def trace(network: Network) -> Traced:
    """Tonnes of each form by producer and user, home supply on the diagonal.

    What enters a place (made there or received) is taken as well mixed, and stock drawn has the same mix; stock beyond what
    entered in the year counts as the place's own, and so does any stock in a circle of places that no producer reaches. With
    ``B[p, i]`` the share of p's pool that came from i and ``d[p]`` the share of its own, pool compositions are
    ``(I - B)^-1 diag(d)``, and a user takes its pool's mix (the supply-side Leontief inverse, Ghosh 1958). Bands from the
    network's draws where it has them.
    Columns sum to use exactly; rows to what was made in a ``baseline``, and in an ``account`` to what was made less what its
    goods added to stocks.
    """
    tonnes = _trace(network, network.flow_t, network.made_t(), network.needed_t(), network.stock_draw_t)
    if network.draws is None:
        return Traced(forms=network.forms, places=network.places, tonnes=tonnes)
    many = _draws(network, network.draws)
    low, high = np.quantile(many, (0.05, 0.95), axis=0)
    return Traced(
        forms=network.forms, places=network.places, tonnes=tonnes, low=np.minimum(low, tonnes), high=np.maximum(high, tonnes)
    )


def _draws(network: Network, draws: NetworkDraws) -> Floats:
    """Traced tonnes of every draw ``(draw, form, producer, user)``."""
    made = draws.primary_t + draws.secondary_t + add_up(network.link_output, draws.link_output_t, network.node_form.size)
    needed = draws.use_t + add_up(network.link_input, draws.link_input_t, network.node_form.size)
    return np.stack([_trace(network, *one) for one in zip(draws.flow_t, made, needed, draws.stock_draw_t, strict=True)])


def _trace(network: Network, flow: Floats, made: Floats, needed: Floats, stock: Floats) -> Floats:
    forms, places = len(network.forms), len(network.places)
    moved = np.zeros((forms, places, places))
    np.add.at(moved, (network.arc_form, network.arc_origin, network.arc_destination), flow)
    own, use = np.zeros((forms, places)), np.zeros((forms, places))
    own[network.node_form, network.node_place] = made
    use[network.node_form, network.node_place] = needed
    drawn = np.zeros_like(own)
    drawn[network.node_form, network.node_place] = np.maximum(stock, 0)
    own = _sources(own, drawn, moved)
    through = own + moved.sum(axis=1)
    per = np.divide(1.0, through, out=np.zeros_like(through), where=through > 0)
    came = np.swapaxes(moved * per[:, None, :], 1, 2)
    mix = np.linalg.solve(np.eye(places) * (1 + 1e-13) - came, np.eye(places) * (own * per)[:, None, :])
    mix /= np.maximum(mix.sum(axis=2, keepdims=True), 1e-300)
    return np.asarray(np.swapaxes(mix, 1, 2) * use[:, None, :])


def _sources(own: Floats, drawn: Floats, moved: Floats) -> Floats:
    """What starts at each place ``(form, place)``: what is made there, and stock whose origin no shipment of the year tells.

    A stock larger than all that entered cannot have the mix of a few late tonnes. In a circle of places that no source reaches
    (they ship to each other what none of them makes) the stocks drawn are the only source there is.
    """
    source = own + np.maximum(drawn - own - moved.sum(axis=1), 0)
    reached = source > 0
    while True:
        further = reached | ((moved > 0) & reached[:, :, None]).any(axis=1)
        if (further == reached).all():
            return np.where(reached, source, drawn)
        reached = further


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginShare:
    """One producer's share of what a place uses of one form, with its band and how far it may be trusted.

    ``structural_low``, ``structural_high`` span rival wirings where they were given. ``home`` marks supply of one's own, a
    balance item.
    """

    origin: str
    tonnes: float
    share: float
    low: float | None
    high: float | None
    status: CellStatus
    home: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Where a place's use of one form comes from. ``printable`` False means: say "not known from open data" and ``reason``."""

    form: str
    place: str
    year: int
    use_t: float
    imputed: float
    rows: tuple[OriginShare, ...]
    printable: bool
    reason: str


def origin_shares(network: Network, form: str, place: str, *, rivals: Sequence[Network] = ()) -> Origins:
    """Producers behind a place's use of ``form``, largest first; ``place`` may be a bloc, counted as one user.

    Bands are 5-95 % points of the network's draws, widened to the answers of ``rivals`` (the same network under other wirings).
    Not printable when more than ``network.print_imputed`` of what reaches the place is imputed, or when the band of the largest
    origin is wider than ``network.print_band``. Raises ``UnknownTerm`` for a form the chain lacks, ``NothingToAnswer`` where
    nothing is used.
    """
    if form not in network.forms:
        raise unknown(form, "form of " + network.mineral, network.forms)
    f = network.forms.index(form)
    users = [network.places.index(p) for p in members(place) if p in network.places]
    column = trace(network).tonnes[f][:, users].sum(axis=1)
    total = float(column.sum())
    if not users or total <= 0:
        raise NothingToAnswer(f"{network.mineral} {network.year}: {place} uses no {form} in this network")
    low, high = _bands(network, f, users, column / total, rivals)
    home = {network.places[u] for u in users}
    rows = tuple(
        OriginShare(
            origin=network.places[p], tonnes=float(column[p]), share=float(column[p]) / total,
            low=None if low is None else float(low[p]), high=None if high is None else float(high[p]),
            status=_status(network, f, p, users), home=network.places[p] in home,
        )
        for p in np.argsort(-column, kind="stable") if column[p] > 1e-9 * total
    )  # fmt: skip
    imputed = _imputed(network, f, users)
    reason = _refusal(rows, imputed)
    return Origins(
        form=form, place=place, year=network.year, use_t=total, imputed=imputed, rows=rows, printable=not reason, reason=reason
    )


def _bands(
    network: Network, f: int, users: list[int], share: Floats, rivals: Sequence[Network]
) -> tuple[Floats | None, Floats | None]:
    low = high = None
    if network.draws is not None:
        columns = _draws(network, network.draws)[:, f][:, :, users].sum(axis=2)
        totals = columns.sum(axis=1, keepdims=True)
        shares = np.divide(columns, totals, out=np.zeros_like(columns), where=totals > 0)
        low, high = np.quantile(shares, (0.05, 0.95), axis=0)
        low, high = np.minimum(low, share), np.maximum(high, share)
    for rival in rivals:
        other = _rival_share(network, rival, f, users)
        low = np.minimum(share if low is None else low, other)
        high = np.maximum(share if high is None else high, other)
    return low, high


def _rival_share(network: Network, rival: Network, f: int, users: list[int]) -> Floats:
    """Origin shares of a rival network in the places of this one."""
    there = [rival.places.index(network.places[u]) for u in users if network.places[u] in rival.places]
    column = trace(rival).tonnes[f][:, there].sum(axis=1)
    by_place = dict(zip(rival.places, column / max(float(column.sum()), 1e-300), strict=True))
    return np.array([by_place.get(p, 0.0) for p in network.places])


def _entering(network: Network, f: int, users: list[int]) -> list[tuple[float, CellStatus, int]]:
    """What reaches the users directly: (tonnes, status, place of origin), own make included, arcs among the users left out."""
    inside = np.isin(network.arc_destination, users) & ~np.isin(network.arc_origin, users) & (network.arc_form == f)
    entering = [
        (float(network.flow_t[a]), str(network.arc_status[a]), int(network.arc_origin[a])) for a in np.flatnonzero(inside)
    ]
    made = network.made_t()
    own = np.flatnonzero((network.node_form == f) & np.isin(network.node_place, users) & (made > 0))
    return [*entering, *((float(made[n]), str(network.node_status[n]), int(network.node_place[n])) for n in own)]  # type: ignore[list-item]


def _imputed(network: Network, f: int, users: list[int]) -> float:
    """Share of what reaches the users directly, own make included, that no published figure shows."""
    inside = np.isin(network.arc_destination, users) & ~np.isin(network.arc_origin, users) & (network.arc_form == f)
    own = (network.node_form == f) & np.isin(network.node_place, users)
    made = network.made_t() * own
    share = network.made_imputed if network.made_imputed is not None else (network.node_status == "imputed").astype(np.float64)
    total = float(network.flow_t[inside].sum() + made.sum())
    imputed = float(network.flow_t[inside & (network.arc_status == "imputed")].sum() + (made * share).sum())
    return imputed / total if total > 0 else 0.0


def _status(network: Network, f: int, producer: int, users: list[int]) -> CellStatus:
    """Status of the direct shipment from a producer where it carries something, else of the legs by which its goods arrive."""
    entering = _entering(network, f, users)
    direct = [s for t, s, origin in entering if origin == producer and t > 0]
    if direct:
        return worst(direct)
    return worst(["estimated", *(s for t, s, _ in entering if t >= weights().sizeable_part * sum(e[0] for e in entering))])


def _refusal(rows: tuple[OriginShare, ...], imputed: float) -> str:
    if imputed > weights().print_imputed:
        return f"{imputed:.0%} of what reaches the place is imputed: no open source shows it"
    top = rows[0]
    if top.low is not None and top.high is not None and top.high - top.low > weights().print_band:
        return f"the band of the largest origin ({top.origin}) runs from {top.low:.0%} to {top.high:.0%}"
    return ""
