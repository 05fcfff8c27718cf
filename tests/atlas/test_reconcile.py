"""The dual solver: against a general-purpose optimiser, against cases solved by hand, and by law."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, minimize

from lodestone.atlas.reconcile import System, pattern, solve
from lodestone.terms.errors import BadInput


def system(mean, sd, rows, target, free=None):
    entries = [(i, j, v) for i, row in enumerate(rows) for j, v in row.items()]
    row, column, value = (np.array(x) for x in zip(*entries, strict=True))
    free = np.zeros(len(mean), bool) if free is None else np.array(free)
    return System(
        mean=np.array(mean, float),
        sd=np.array(sd, float),
        free=free,
        row=row,
        column=column,
        value=value.astype(float),
        target=np.array(target, float),
    )


def test_one_mine_two_buyers():
    # The mine says 90, the buyers say 60 and 40: a gap of 10 falls on the three by variance 4 : 1 : 1.
    s = system([90, 60, 40], [2, 1, 1], [{0: 1, 1: -1, 2: -1}], [0])
    assert solve(s).z == pytest.approx([90 + 10 * 4 / 6, 60 - 10 / 6, 40 - 10 / 6], abs=1e-9)


def test_transit_hub_passes_on_what_it_gets():
    # 10 into the hub, 7 and 5 out of it: residual 2, equal doubt, so each of the three gives 2/3.
    s = system([10, 7, 5], [1, 1, 1], [{0: 1, 1: -1, 2: -1}], [0])
    assert solve(s).z == pytest.approx([10 + 2 / 3, 7 - 2 / 3, 5 - 2 / 3], abs=1e-9)


def test_a_flow_that_would_turn_negative_stops_at_zero():
    # Unbounded, the small flow would become 1 - 4.5; held at zero the other takes the whole gap.
    s = system([10, 1, 0], [1, 1, 0], [{0: 1, 1: 1, 2: 1}], [2])
    assert solve(s).z == pytest.approx([2, 0, 0], abs=1e-9)


def test_a_certain_figure_does_not_move():
    s = system([100, 70, 20], [0, 5, 5], [{0: 1, 1: -1, 2: -1}], [0])
    assert solve(s).z == pytest.approx([100, 75, 25], abs=1e-9)


def test_contradiction_is_named():
    s = system([5, 5], [1, 1], [{0: 1, 1: 1}, {0: 1, 1: 1}], [10, 12])
    with pytest.raises(BadInput, match="cannot all hold"):
        solve(s)


def random_system(seed, places=4):
    """A feasible little trade system: production, trade between all pairs, use."""
    rng = np.random.default_rng(seed)
    pairs = [(i, j) for i in range(places) for j in range(places) if i != j]
    count = 2 * places + len(pairs)
    mean = rng.lognormal(2, 1.5, count)
    mean[rng.random(count) < 0.2] = 0.0
    sd = np.maximum(mean, 0.5) * rng.uniform(0.05, 1.5, count)
    rows = []
    for p in range(places):
        row = {p: 1.0, places + p: -1.0}
        for k, (i, j) in enumerate(pairs):
            if p in (i, j):
                row[2 * places + k] = 1.0 if j == p else -1.0
        rows.append(row)
    return system(mean, sd, rows, [0.0] * places)


@pytest.mark.parametrize("seed", range(6))
def test_same_optimum_as_a_general_optimiser(seed):
    s = random_system(seed)
    dense = np.zeros((s.target.size, s.mean.size))
    dense[s.row, s.column] = s.value
    ours = solve(s)
    theirs = minimize(
        lambda u: 0.5 * u @ u - u @ (s.mean / s.sd), np.maximum(s.mean, 0) / s.sd, jac=lambda u: u - s.mean / s.sd,
        bounds=[(0, None)] * s.mean.size, method="SLSQP", options={"maxiter": 500, "ftol": 1e-14},
        constraints=[LinearConstraint(dense * s.sd, s.target, s.target)],
    )  # fmt: skip
    objective = float(np.sum((theirs.x - s.mean / s.sd) ** 2) / 2)
    assert ours.objective == pytest.approx(objective, rel=1e-6, abs=1e-9)
    assert ours.z == pytest.approx(theirs.x * s.sd, rel=1e-3, abs=1e-3 * s.mean.max())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_balance_closes_and_nothing_is_negative(seed):
    s = random_system(seed, places=5)
    found = solve(s)
    assert found.residual <= 1e-9 * max(1.0, s.mean.max())
    assert (found.z >= 0).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(1e-4, 1e6))
def test_scale_free(seed, factor):
    s = random_system(seed)
    scaled = System(
        mean=s.mean * factor, sd=s.sd * factor, free=s.free, row=s.row, column=s.column, value=s.value, target=s.target
    )
    assert solve(scaled).z / factor == pytest.approx(solve(s).z, rel=1e-7, abs=1e-7 * s.mean.max())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_permutation_proof(seed):
    s = random_system(seed)
    order = np.random.default_rng(seed).permutation(s.mean.size)
    place = np.argsort(order)
    shuffled = System(
        mean=s.mean[order], sd=s.sd[order], free=s.free[order], row=s.row, column=place[s.column], value=s.value, target=s.target
    )
    assert solve(shuffled).z[place] == pytest.approx(solve(s).z, rel=1e-7, abs=1e-7 * s.mean.max())


def test_a_neighbour_starts_from_the_last_multipliers():
    s = random_system(3, places=6)
    first = solve(s)
    near = System(mean=s.mean * 1.001, sd=s.sd, free=s.free, row=s.row, column=s.column, value=s.value, target=s.target)
    warm = solve(near, shared=pattern(s), start=first.multipliers)
    cold = solve(near)
    assert warm.z == pytest.approx(cold.z, rel=1e-8, abs=1e-8)
    assert warm.steps <= cold.steps


def test_entropy_shares_a_gap_by_proportion():
    # The mine says 90, the buyers 60 and 40; with sd^2 = mean each side moves by one factor: 90 f = 100 / f.
    s = system([90, 60, 40], [90**0.5, 60**0.5, 40**0.5], [{0: 1, 1: -1, 2: -1}], [0])
    meet = (90 * 100) ** 0.5
    assert solve(s, method="entropy").z == pytest.approx([meet, 0.6 * meet, 0.4 * meet], rel=1e-9)


def test_entropy_with_equal_weights_is_the_ras_of_a_table():
    table, rows, columns = np.array([[4.0, 1, 2], [1, 5, 3]]), np.array([8.0, 12]), np.array([6.0, 7, 7])
    ras = table.copy()
    for _ in range(500):
        ras *= (rows / ras.sum(axis=1))[:, None]
        ras *= columns / ras.sum(axis=0)
    sums = [{3 * r + c: 1 for c in range(3)} for r in range(2)] + [{3 * r + c: 1 for r in range(2)} for c in range(3)]
    s = system(table.ravel(), table.ravel() ** 0.5, sums, [*rows, *columns])
    assert solve(s, method="entropy").z == pytest.approx(ras.ravel(), rel=1e-8)


def test_entropy_creates_nothing_and_says_when_nothing_can_close():
    fed = system([10, 0, 5], [3, 5, 2], [{0: 1, 1: 1, 2: -1}], [0])
    assert solve(fed, method="entropy").z[1] == 0
    starved = system([0, 5], [5, 0], [{0: 1, 1: -1}], [0])  # least squares may create the cell, entropy may not
    assert solve(starved).z == pytest.approx([5, 5])
    with pytest.raises(BadInput, match="cannot all hold"):
        solve(starved, method="entropy")


def test_entropy_does_not_blow_up_a_small_cell_with_a_wide_doubt():
    # Uncapped, a cell of 1 with sd 30 has w = 900 and takes the whole gap; capped at its own size it grows like its neighbours.
    s = system([100, 1, 300], [10, 30, 0], [{0: 1, 1: 1, 2: -1}], [0])
    z = solve(s, method="entropy").z
    assert z == pytest.approx([300 * 100 / 101, 300 / 101, 300])  # both have w = 1, so both grow by one factor


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_entropy_obeys_the_same_laws(seed):
    s = random_system(seed, places=5)
    full = System(mean=np.maximum(s.mean, 0.01), sd=s.sd, free=s.free, row=s.row, column=s.column, value=s.value, target=s.target)
    found = solve(full, method="entropy")
    assert found.residual <= 1e-6 * max(1.0, s.mean.max())
    assert (found.z > 0).all()
    larger = System(
        mean=full.mean * 1e4, sd=full.sd * 1e4, free=s.free, row=s.row, column=s.column, value=s.value, target=s.target
    )
    assert solve(larger, method="entropy").z / 1e4 == pytest.approx(found.z, rel=1e-5, abs=1e-6 * s.mean.max())
