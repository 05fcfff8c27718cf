"""Parameters of the market step: one row of priors.csv each, drawn from named streams."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodestone.scenario.draws import sample, uniforms
from lodestone.terms.errors import BadInput
from lodestone.terms.prior import prior

Floats = NDArray[np.float64]

# name of the parameter: (id in priors.csv, smallest and largest value the step can use)
PARAMETERS: Mapping[str, tuple[str, float, float]] = {
    "user_cover": ("shock.h_u", 0.05, inf),
    "maker_cover": ("shock.h_o", 0.0, inf),
    "panic_cover": ("shock.h_p", 0.0, inf),
    "correction_months": ("shock.tau_r", 1.0, inf),
    "dock_limit": ("shock.chi", 1.0, inf),
    "reaction_months": ("shock.delta", 0.0, inf),
    "price_on_cover": ("shock.b_s", 0.0, inf),
    "price_on_alarm": ("shock.b_e", 0.0, inf),
    "price_speed": ("shock.k_p", 0.01, 1.0),
    "price_pull": ("shock.xi", 0.0, 1.0),
    "alarm_memory": ("shock.rho", 0.0, 0.99),
    "use_elasticity": ("shock.eps_s", 0.0, inf),
    "output_elasticity": ("shock.eta", 0.0, inf),
    "sourcing_elasticity": ("shock.eps_x", 0.0, inf),
    "expectation_weight": ("shock.expectation", 0.01, 1.0),
    "utilisation": ("shock.utilisation", 0.1, 1.0),
    "throttle_share": ("shock.psi", 0.0, 1.0),
    "throttle_floor": ("shock.throttle_floor", 0.0, 1.0),
    "alarm_months": ("shock.alarm_months", 0.0, inf),
    "alarm_tail": ("shock.alarm_tail", 0.0, 1.0),
    "scarcity_alarm": ("shock.scarcity", 0.0, inf),
    "duty_pass_through": ("tariff.pass_through", 0.0, 1.0),
    "sourcing_months": ("tariff.sourcing_months", 0.0, inf),
    "substitution_elasticity": ("shock.eps_l", 0.0, inf),
    "substitutable": ("shock.sub_max", 0.0, 1.0),
    "substitution_months": ("shock.tau_sub", 0.1, inf),
    "lost_for_good": ("shock.kappa", 0.0, 1.0),
    "new_scrap_share": ("scrap.new_share", 0.0, 1.0),
    "scrap_months": ("scrap.lag", 0.0, inf),
}
_POSITIVE = "tonnes"  # a field whose domain for ``sample`` is [0, inf); our own bounds follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """One value a run of every parameter, each ``(run,)``; months are calendar months whatever the step.

    ``user_cover`` normal stock of users in months of use; ``maker_cover`` normal finished stock in months of output;
    ``panic_cover`` extra cover ordered at full alarm; ``correction_months`` over which a stock gap is ordered; ``dock_limit``
    most an arc ships in a free day (multiple of the normal day); ``reaction_months`` from news to changed orders;
    ``price_on_cover``, ``price_on_alarm`` slopes of the log price on log cover and on alarm; ``price_speed`` share of the
    price gap closed in a month; ``price_pull`` pull of open suppliers' prices; ``alarm_memory`` share of alarm left a month
    after its cause is gone; ``use_elasticity``, ``output_elasticity``, ``sourcing_elasticity`` responses of use, output and
    spot bids to price; ``expectation_weight`` of the newest month in a maker's expected orders; ``utilisation`` normal share
    of capacity in use; ``throttle_share`` of a quarter of the normal cover below which makers stretch an input, down to
    ``throttle_floor``; ``alarm_months`` after effect from which only ``alarm_tail`` of the alarm is left; ``scarcity_alarm`` how
    fast price alarm grows with the share of all output that an outage takes; ``duty_pass_through`` share of a duty's logarithm
    that buyers bear, ``sourcing_months`` in which contracts turn away from suppliers under one; ``substitution_elasticity``
    share of use given up for other goods a unit of log price, at most ``substitutable``, within ``substitution_months``, of
    which ``lost_for_good`` does not return; ``new_scrap_share`` of what scrap yields comes from the place's own works, which it
    follows by ``scrap_months``.
    """

    user_cover: Floats
    maker_cover: Floats
    panic_cover: Floats
    correction_months: Floats
    dock_limit: Floats
    reaction_months: Floats
    price_on_cover: Floats
    price_on_alarm: Floats
    price_speed: Floats
    price_pull: Floats
    alarm_memory: Floats
    use_elasticity: Floats
    output_elasticity: Floats
    sourcing_elasticity: Floats
    expectation_weight: Floats
    utilisation: Floats
    throttle_share: Floats
    throttle_floor: Floats
    alarm_months: Floats
    alarm_tail: Floats
    scarcity_alarm: Floats
    duty_pass_through: Floats
    sourcing_months: Floats
    substitution_elasticity: Floats
    substitutable: Floats
    substitution_months: Floats
    lost_for_good: Floats
    new_scrap_share: Floats
    scrap_months: Floats

    @property
    def runs(self) -> int:
        """How many runs the values are for."""
        return len(self.user_cover)

    def block(self, start: int, stop: int) -> "Params":
        """The parameters of runs ``start`` to ``stop``."""
        return Params(**{f.name: getattr(self, f.name)[start:stop] for f in fields(self)})


def central(runs: int = 1) -> Params:
    """Every parameter at its central value, the same in all ``runs``."""
    return Params(**{name: np.full(runs, prior(id_).mode) for name, (id_, _, _) in PARAMETERS.items()})


def drawn(runs: int, seed: int) -> Params:
    """Parameters drawn from their priors.

    The stream of a parameter depends on the seed and its prior's id only (common random numbers): two scenarios run with one
    seed differ in nothing but the scenario, and the first k draws of n are the draws of k.
    """
    values = {}
    for name, (id_, floor, ceiling) in PARAMETERS.items():
        column = sample(prior(id_).estimate(), uniforms(seed, id_, "parameter", runs), _POSITIVE)
        values[name] = np.clip(column, floor, ceiling)
    return Params(**values)


def altered(params: Params, changes: Mapping[str, ArrayLike]) -> Params:
    """``params`` with some parameters set, each to one number or to one a run.

    Raises ``BadInput`` for an unknown name, a value that is not a number, or one outside what the step can use.
    """
    columns = {}
    for name, value in changes.items():
        if name not in PARAMETERS:
            raise BadInput(f"parameter {name!r} is unknown; known: {', '.join(PARAMETERS)}")
        _, floor, ceiling = PARAMETERS[name]
        column = np.broadcast_to(np.asarray(value, dtype=np.float64), (params.runs,)).copy()
        if not np.all((column >= floor) & (column <= ceiling)):
            raise BadInput(f"parameter {name}: want numbers from {floor:g} to {ceiling:g}, got {np.asarray(value)}")
        columns[name] = column
    return replace(params, **columns)
