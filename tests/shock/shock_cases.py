"""Short ways to write shocks and scenarios in tests."""

from lodestone.scenario.scenario import Scenario, Shock
from lodestone.shock.params import central
from lodestone.shock.simulate import simulate
from lodestone.terms.estimate import Estimate
from lodestone.terms.month import Month

START = Month(2025, 1)


def known(quantity, value, high=None):
    top = value if high is None else high
    return Estimate(quantity, value, (value + top) / 2, top, note="set by the test")


def measure(kind="export_ban", origin="CHN", to=("JPN",), forms=(), announced="2025-04-01", effective="2025-05-01", **fields):
    numbers = {k: known(k, v) if isinstance(v, int | float) and k != "path_after" else v for k, v in fields.items()}
    if "path" not in numbers:
        numbers.setdefault("openness", known("openness", 0.0))
    return Shock(id=numbers.pop("id", "door"), kind=kind, origin=origin, destinations=tuple(to), commodity="gallium",
                 forms=tuple(forms), announced=announced, effective=effective, **numbers)  # fmt: skip


def scenario(*shocks, months=24, step="month", interventions=()):
    return Scenario(id="test", title="a test", commodity="gallium", start=START, months=months, shocks=shocks, step=step,
                    interventions=tuple(interventions))  # fmt: skip


def run_once(net, case, **options):
    """One run at central parameters."""
    network, traced = net
    options.setdefault("params", central(1))
    return simulate(network, case, runs=1, traced=traced, keep_arcs=True, **options)


def at(run, form, place):
    node = run.case.layout.node(form, place)
    assert node >= 0
    return node


def arc(run, form, origin, user):
    layout = run.case.layout
    return next(a for a in range(len(layout.arc_flow)) if layout.arc_name(a) == f"{form} {origin}>{user}")
