"""``lodestone shock`` with thousands of runs, the workspace functions behind it, and a cluster that is not there."""

import json
from contextlib import nullcontext

import numpy as np
import pytest

import lodestone
from lodestone.face.cli import main

NAME = "gallium-ban-by-china"


@pytest.fixture(scope="module")
def documents():
    """The same scenario from reduced runs and from runs kept whole."""
    from lodestone import workspace
    from lodestone.shock.ensemble_views import ensemble_json
    from lodestone.shock.views import run_json

    case = lodestone.read_scenario(NAME)
    return ensemble_json(lodestone.monte_carlo(case, runs=400, seed=1)), run_json(workspace.simulate(case, runs=400, seed=1))


def test_the_document_has_the_keys_of_a_run_kept_whole(documents):
    many, few = documents
    assert set(few) <= set(many)
    assert many["places"].keys() == few["places"].keys()
    for place, row in few["places"].items():
        assert many["places"][place].keys() == row.keys()
        assert many["places"][place]["shortage"]["median"] == pytest.approx(row["shortage"]["median"], rel=1e-3, abs=1e-3)
        for form in row["forms"]:
            assert many["places"][place]["forms"][form].keys() == row["forms"][form].keys()


def test_prices_and_causes_agree(documents):
    many, few = documents
    for form, places in few["prices"].items():
        for place, row in places.items():
            if place in many["prices"][form]:
                assert many["prices"][form][place]["peak"]["median"] == pytest.approx(row["peak"]["median"], rel=0.04)
    told = {p: [w["form"] for w in whys] for p, whys in few["explain"].items()}
    assert told
    for place, forms in told.items():
        assert [w["form"] for w in many["explain"].get(place, [])] == forms


def test_drivers_are_told_where_something_is_lost(documents):
    many, _ = documents
    assert many["drivers"]
    strongest = next(iter(many["drivers"].values()))[0]
    assert abs(strongest["partial_rank_correlation"]) > strongest["noise"] > 0


def test_many_runs_from_the_command_line(capsys):
    assert main(["shock", NAME, "--runs", "2100", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["runs"], found["runs_wanted"], found["partial"], found["missing"]) == (2100, 2100, False, [])
    assert main(["shock", NAME, "--runs", "2100", "--place", "JPN"]) == 0
    assert "JPN" in capsys.readouterr().out


def test_an_interrupted_run_says_so(capsys, monkeypatch):
    from lodestone.shock import monte_carlo as engine

    work, calls = engine.work, []

    def stop_at_third(task):
        calls.append(task.index)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return work(task)

    monkeypatch.setattr(engine, "work", stop_at_third)
    monkeypatch.setattr("lodestone.face.cli.shock._workers", lambda scheduler: nullcontext(None))
    assert main(["shock", NAME, "--runs", "2100", "--json"]) == 130
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert found["partial"]
    assert found["runs"] == 1024
    assert found["missing"][0] == [1024, 1536]
    assert "1024 of 2100" in err


@pytest.mark.slow
def test_a_scheduler_that_is_not_there(capsys):
    assert main(["shock", NAME, "--runs", "10", "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "no Dask scheduler answers" in capsys.readouterr().err


def test_sweep_is_public():
    case = lodestone.read_scenario(NAME)
    swept = lodestone.sweep(case, {f"{case.shocks[0].id}.openness": [0.0, 1.0]}, places=["JPN"], runs=30)
    assert swept.lost_share.shape == (2, 1, 3)
    assert np.all(swept.lost_share[0, 0, 0] >= swept.lost_share[1, 0, 0])
