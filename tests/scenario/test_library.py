"""The packaged scenarios: they load, run on known forms, and cite or own up to everything."""

import pytest

from lodestone.scenario.draws import draw
from lodestone.scenario.library import names, scenario, scenarios_of
from lodestone.scenario.toml import decode, encode
from lodestone.terms.errors import UnknownTerm
from lodestone.terms.month import Month


@pytest.mark.parametrize("id_", names())
def test_packaged_scenario(id_):
    found = scenario(id_)
    assert found.id == id_
    assert decode(encode(found), id_) == found
    for shock in found.shocks:
        assert shock.basis or "hypothetical" in found.title
        assert Month.of(shock.announced) - found.start >= 3, "three quiet months show the baseline"
        for name, most in (("openness", 1.5), ("duty", 3.0)):
            if getattr(shock, name) is not None:
                drawn = draw(found, 200, 1).of(shock.id, name)
                assert 0 <= drawn.min() <= drawn.max() <= most


def test_every_first_chain_has_a_scenario():
    for chain in ("gallium", "rare_earths_light", "rare_earths_heavy", "cobalt", "lithium"):
        assert scenarios_of(chain)


@pytest.mark.parametrize("goods", ["gallium", "heavy-rare-earths"])
def test_dual_use_control_on_japan_is_read_in_three_ways(goods):
    readings = [scenario(f"japan-dual-use-2026-{goods}-{r}") for r in ("narrow", "over-compliant", "refusal")]
    assert [s.reading for s in readings] == ["narrow", "over-compliant", "refusal of new contracts"]
    exposed = [draw(s, 500, 3).of("chn-2026-1", "exposed").mean() for s in readings]
    assert exposed == sorted(exposed)


def test_unknown_scenario_names_the_nearest():
    with pytest.raises(UnknownTerm, match="cobalt-suspension-2025"):
        scenario("cobalt-suspension")
