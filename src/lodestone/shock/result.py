"""What a simulation yields: monthly arrays with labels, and the questions one asks of them."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.compile import Case
from lodestone.terms.errors import BadInput, NothingToAnswer
from lodestone.terms.month import Month, months_since
from lodestone.terms.place import members
from lodestone.terms.prior import prior

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SPREAD = 9  # points at which a normal error is laid over every run
NOTICED = 0.01  # a shortage below this share of normal need goes unnoticed


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One simulated scenario: months on the first axis, then node, then run; tonnes contained a month unless said otherwise.

    ``shortage`` is final use wanted at the going price and not met, ``voluntary`` what users gave up because of the price
    (negative where they used more), ``substituted`` the part of that which went to other goods or ways for longer,
    ``input_short`` process input makers wanted and did not have. ``user_stock`` (t) and
    ``log_price`` (ln of price over normal) stand at the month's end. ``exports``, ``imports`` count goods sent and received
    across borders by maker and user, ``made`` output. ``*_mean`` arrays ``(month, arc)`` or ``(month, line)`` are means over
    runs, for ``explain``: what shipments and output fell short of normal, by reason. ``side (month, row, run)`` counts apart what
    moved beside the market (rows of ``case.side``). ``shipped``, ``arrived`` ``(month, arc, run)`` are kept on demand.
    ``mass_residual`` is the worst imbalance of any step and run as a share of what the network held.
    """

    case: Case
    seed: int
    runs: int
    months: tuple[str, ...]
    used: Floats
    shortage: Floats
    voluntary: Floats
    input_short: Floats
    user_stock: Floats
    log_price: Floats
    exports: Floats
    imports: Floats
    made: Floats
    unshipped_mean: tuple[Floats, Floats, Floats]
    undermade_mean: tuple[Floats, Floats, Floats]
    mass_residual: float
    side: Floats | None = None
    shipped: Floats | None = None
    arrived: Floats | None = None
    substituted: Floats | None = None

    def nodes(self, place: str, form: str | None = None) -> Ints:
        """Nodes of a place or bloc, of one form or of all; raises ``BadInput`` or ``NothingToAnswer``."""
        layout = self.case.layout
        if form is not None and form not in layout.forms:
            raise BadInput(f"form {form!r} is not in the chain; it has {', '.join(layout.forms)}")
        forms = (form,) if form else layout.forms
        found = [layout.node(f, p) for f in forms for p in members(place)]
        nodes = np.array([n for n in found if n >= 0], dtype=np.int64)
        if not len(nodes):
            raise NothingToAnswer(f"{place} neither makes nor uses {form or layout.mineral} in this network")
        return nodes

    @property
    def first_effect(self) -> int:
        """Month of the run in which the first shock takes effect (0 where there is none)."""
        scenario = self.case.scenario
        return max(0, min((int(months_since(scenario.start, s.effective)) for s in scenario.shocks), default=0))


def shortage(run: Run, place: str, form: str | None = None) -> Floats:
    """Tonnes a month that users went without against their will, ``(month, run)``: final use, of a form or of all.

    For a bloc, the sum over its members. Process input that makers lacked is :func:`input_shortage`.
    """
    return np.asarray(run.shortage[:, run.nodes(place, form)].sum(axis=1))


def input_shortage(run: Run, place: str, form: str) -> Floats:
    """Tonnes a month of a form that makers in a place wanted as input and did not have, ``(month, run)``."""
    return np.asarray(run.input_short[:, run.nodes(place, form)].sum(axis=1))


def months_to_shortage(run: Run, place: str, form: str | None = None, share: float = NOTICED) -> Floats:
    """Whole months from the first effect to the first month of shortage, ``(run,)``; infinite where never.

    A month is short when ``share`` of the normal need is not met. Counts final use and process input of the form; over all
    forms, final use only.
    """
    nodes = run.nodes(place, form)
    short = run.shortage[:, nodes].sum(axis=1)
    need = run.case.layout.final_use[nodes].sum()
    if form is not None:
        short = short + run.input_short[:, nodes].sum(axis=1)
        need = run.case.layout.needed[nodes].sum()
    noticed = (short > share * need) & (need > 0)
    first = np.argmax(noticed, axis=0).astype(np.float64) - run.first_effect
    return np.where(noticed.any(axis=0), np.maximum(first, 0.0), np.inf)


def months_of_cover(run: Run, place: str, form: str) -> Floats:
    """Users' stock in months of normal need at each month's end, ``(month, run)``; NaN where nobody needs the form."""
    nodes = run.nodes(place, form)
    need = run.case.layout.needed[nodes].sum()
    stock = run.user_stock[:, nodes].sum(axis=1)
    return np.asarray(stock / need if need > 0 else np.full_like(stock, np.nan))


def lost_use_share(run: Run, place: str, form: str | None = None, first_n_months: int = 12) -> Floats:
    """Share of normal final use not met in the first months from the first effect, ``(run,)``, voluntary cuts included."""
    nodes = run.nodes(place, form)
    window = slice(run.first_effect, run.first_effect + first_n_months)
    normal = run.case.layout.final_use[nodes].sum() * len(run.months[window])
    lost = (run.shortage[window][:, nodes] + run.voluntary[window][:, nodes]).sum(axis=(0, 1))
    return np.asarray(lost / normal if normal > 0 else np.zeros(run.runs))


def log_price(run: Run, place: str, form: str, *, model_error: bool = False) -> Floats:
    """ln(price / normal) at each month's end, ``(month, run)``; over a bloc weighted by normal need.

    Draws of parameters alone give bands that covered too few past prices. With ``model_error`` what the model leaves out (prior
    ``structural.price``) stands on top from the first announcement on, as one error a draw: ``(month, run * SPREAD)``.
    """
    nodes = run.nodes(place, form)
    weight = run.case.layout.needed[nodes]
    weight = weight if weight.sum() > 0 else np.ones(len(nodes))
    price = np.asarray(np.einsum("mnr,n->mr", run.log_price[:, nodes], weight / weight.sum()))
    if not model_error:
        return price
    news = min((Month.of(s.announced) - run.case.scenario.start for s in run.case.scenario.shocks), default=len(run.months))
    quiet = np.arange(len(run.months)) < news
    return np.where(quiet[:, None], np.repeat(price, SPREAD, axis=1), widened(price, prior("structural.price").mode))


def quantiles(values: Floats, q: tuple[float, ...] = QUANTILES) -> Floats:
    """Quantiles over runs (the last axis), ``(quantile, ...)``; infinite values count as larger than all others."""
    return np.asarray(np.quantile(values, q, axis=-1, method="inverted_cdf" if np.isinf(values).any() else "linear"))


def widened(values: Floats, log_sd: float) -> Floats:
    """Draws of a log quantity ``(..., run)`` with an independent normal error on top, ``(..., run * SPREAD)``.

    For bands of what the model leaves out (``structural.price``, ``structural.volume`` in priors.csv). Every run meets
    ``SPREAD`` quantiles of the error, one from each slice of equal weight; where in the slice follows the run's number (base-2
    radical inverse), so that together the runs fill the normal evenly. No random numbers: the same bits each time.
    """
    runs = np.arange(1, values.shape[-1] + 1)
    within = sum((runs >> bit & 1) / 2.0 ** (bit + 1) for bit in range(int(runs[-1]).bit_length()))
    share = (np.arange(SPREAD) + np.asarray(within)[:, None]) / SPREAD
    errors = log_sd * np.vectorize(NormalDist().inv_cdf)(share)
    return np.asarray((values[..., None] + errors).reshape(*values.shape[:-1], -1))
