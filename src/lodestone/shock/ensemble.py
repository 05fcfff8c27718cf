"""What thousands of runs yield, in the same words as one simulation, without keeping every month of every run."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodestone.shock.compile import Case
from lodestone.shock.explain import Explanation, explain
from lodestone.shock.grids import COVER, MONTHS, NEVER, PRICE, SHORT
from lodestone.shock.lanes import NODE_ROWS
from lodestone.shock.reduce import WINDOW, Sum, first_effect
from lodestone.shock.result import QUANTILES, Run
from lodestone.terms.errors import BadInput, NothingToAnswer
from lodestone.terms.month import Month
from lodestone.terms.place import members
from lodestone.terms.prior import prior

Floats = NDArray[np.float64]
Quantity = Literal["short", "cover", "log_price"]
_MONTHLY = {"short": (0, SHORT), "cover": (1, COVER), "log_price": (2, PRICE)}
_OVERALL = {"short": (0, SHORT), "months_to_shortage": (1, MONTHS), "cover": (2, COVER), "log_price": (3, PRICE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """Many runs of one scenario, reduced where they were made.

    What each run came to at each place is kept (final use: short, given up, lost in a year, months to shortage); months are
    kept as counts on a grid and as means. ``wanted`` runs were asked for, ``done`` are there, ``missing`` says which are not
    (ranges of run numbers) and ``note`` why. ``mean`` is a simulation of one run that holds the means of all: ``explain``
    reads it.
    """

    case: Case
    seed: int
    wanted: int
    total: Sum
    missing: tuple[tuple[int, int], ...]
    note: str
    mean: Run

    @property
    def done(self) -> int:
        """How many runs there are."""
        return self.total.done

    @property
    def partial(self) -> bool:
        """Whether runs that were asked for are missing."""
        return bool(self.missing)

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the run."""
        return self.mean.months

    def shortage(self, place: str) -> Floats:
        """Tonnes of final use that a place or bloc went without against its will, over all months, ``(run,)``."""
        return self._of(place, 0)

    def voluntary_cut(self, place: str) -> Floats:
        """Tonnes of final use given up because of the price, over all months, ``(run,)``."""
        return self._of(place, 1)

    def lost_use_share(self, place: str) -> Floats:
        """Share of normal final use not met in the year from the first effect, ``(run,)``, voluntary cuts included."""
        months = len(self.months[first_effect(self.case.scenario) :][:WINDOW])
        normal = self.case.layout.final_use[self.mean.nodes(place)].sum() * months
        lost = self._of(place, 2)
        return lost / normal if normal > 0 else 0 * lost

    def months_to_shortage(self, place: str) -> Floats:
        """Whole months from the first effect to a noticed shortage of final use, ``(run,)``; infinite where never."""
        if len(members(place)) > 1:
            raise BadInput(f"{place} is a bloc; an ensemble knows the months to shortage of single economies")
        first = self._of(place, 3)
        return np.where(first == NEVER, np.inf, first)

    def _of(self, place: str, row: int) -> Floats:
        layout = self.case.layout
        self.mean.nodes(place)  # raises where the place has no part in the network
        at = [layout.places.index(p) for p in members(place) if p in layout.places]
        values = self.total.runs[row, at].sum(axis=0).astype(np.float64)
        return np.asarray(values[np.isfinite(values)])

    def by_month(self, quantity: Quantity, place: str, form: str, q: tuple[float, ...] = QUANTILES) -> Floats:
        """Quantiles over runs of a form at one place, month by month, ``(quantile, month)``.

        ``short`` is the share of normal need (final use and process input) not met, to 0.005; ``cover`` users' stock in months
        of need, to 0.05; ``log_price`` ln(price / normal), to 0.018, with what the model leaves out on top (prior
        ``structural.price``) from the first announcement on. Shares and months are NaN where nobody needs the form.
        """
        row, grid = _MONTHLY[quantity]
        counts = self.total.monthly[row, :, self._node(place, form)]
        if quantity != "log_price":
            return grid.quantiles(counts, q)
        news = min((Month.of(s.announced) - self.case.scenario.start for s in self.case.scenario.shocks), default=len(counts))
        wide = grid.widened(counts, prior("structural.price").mode)
        return grid.quantiles(np.where((np.arange(len(counts)) < news)[:, None], counts, wide), q)

    def overall(self, quantity: str, place: str, form: str, q: tuple[float, ...] = QUANTILES) -> Floats:
        """Quantiles over runs of one number a run, ``(quantile,)``: of a form at one place.

        ``short`` over all months (share of need), ``months_to_shortage`` (infinite where never), ``cover`` at its lowest,
        ``log_price`` at its highest.
        """
        row, grid = _OVERALL[quantity]
        counts = self.total.overall[row, self._node(place, form)]
        if quantity == "log_price":
            return grid.quantiles(grid.widened(counts, prior("structural.price").mode), q)
        found = grid.quantiles(counts, q)
        return np.where(found == NEVER, np.inf, found) if quantity == "months_to_shortage" else found

    def _node(self, place: str, form: str) -> int:
        nodes = self.mean.nodes(place, form)
        if len(nodes) > 1:
            raise BadInput(f"{place} is a bloc; an ensemble keeps months of single economies (simulate keeps all)")
        return int(nodes[0])

    def explain(self, place: str, form: str, month: str) -> Explanation:
        """Split the mean shortage of a month by cause, as :func:`lodestone.shock.explain.explain`."""
        return explain(self.mean, place, form, month)


def ensemble(case: Case, seed: int, wanted: int, total: Sum, missing: tuple[tuple[int, int], ...], note: str) -> Ensemble:
    """Put a sum of parts into words; raises ``NothingToAnswer`` where no run was finished."""
    if total.done == 0:
        raise NothingToAnswer(f"scenario {case.scenario.id}: no run was finished{f' ({note})' if note else ''}")
    start, per_run = case.scenario.start, 1 / total.done
    rows = {name: (total.sums[i] * per_run)[:, :, None] for i, name in enumerate(NODE_ROWS)}
    mean = Run(
        case=case, seed=seed, runs=1, months=tuple(str(start + m) for m in range(case.scenario.months)), **rows,
        unshipped_mean=_three(total.unshipped * per_run), undermade_mean=_three(total.undermade * per_run),
        mass_residual=total.residual, side=None if total.side is None else (total.side * per_run)[:, :, None],
    )  # fmt: skip
    return Ensemble(case=case, seed=seed, wanted=wanted, total=total, missing=missing, note=note, mean=mean)


def _three(parts: Floats) -> tuple[Floats, Floats, Floats]:
    return parts[0], parts[1], parts[2]
