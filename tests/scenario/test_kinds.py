"""Duties, surges of use and cuts of a host metal in a scenario file: what they take, and a sentence for what they cannot mean."""

import pytest

from lodestone.scenario.draws import draw
from lodestone.scenario.kinds import host_forms, hosts
from lodestone.scenario.toml import decode, encode
from lodestone.terms.errors import BadInput

HEAD = """schema = "lodestone-scenario/1"
id = "walls"
title = "Three kinds of event"
commodity = "gallium"
start = "2026-01"
months = 24
"""
TARIFF = """
[[shocks]]
id = "duty"
kind = "tariff"
origin = "CHN"
destinations = ["USA"]
announced = "2026-04-02"
effective = "2026-05-01"
duty = { low = 0.2, mode = 0.25, high = 0.3, note = "a proposal" }
exposed = { value = 0.8, note = "the codes listed" }
"""
SURGE = """
[[shocks]]
id = "chips"
kind = "demand_surge"
origin = "JPN"
forms = ["refined"]
announced = "2026-04"
effective = "2026-04"
use_factor = { value = 1.3, note = "a forecast" }
ramp_months = { value = 6, note = "plants open one by one" }
"""
HOST = """
[[shocks]]
id = "alumina"
kind = "host_cut"
host = "aluminium"
origin = "CHN"
announced = "2026-04"
effective = "2026-04"
openness = { value = 0.7, note = "three plants in ten" }
exposed = { prior = "host.share" }
"""


def test_new_kinds_survive_the_file_and_are_drawn():
    scenario = decode(HEAD + TARIFF + SURGE + HOST, "walls.toml")
    assert decode(encode(scenario), "again") == scenario
    duty, surge, host = scenario.shocks
    assert (duty.duty.mode, surge.use_factor.mode, host.host) == (0.25, 1.3, "aluminium")
    drawn = draw(scenario, 200, 3)
    assert 0.15 < drawn.of("duty", "duty").min() < drawn.of("duty", "duty").max() < 0.35
    assert (drawn.of("chips", "use_factor") == 1.3).all()


def test_hosts_are_those_the_chain_states():
    assert hosts("germanium") == ("zinc", "coal")
    assert host_forms("germanium", "zinc", "here") == ("feed",)
    assert hosts("tin") == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            TARIFF,
            "high = 0.3",
            "high = 30",
            r"duty runs from 0\.2 to 30; a share of the price \(0\.25 for 25 %\) lies between 0 and 3",
        ),
        (TARIFF, "low = 0.2", "low = -0.2", "duty runs from -0.2"),
        (TARIFF, "mode = 0.25", "mode = nan", "finite"),
        (TARIFF, "duty = {", "severity = {", "severity means nothing in a tariff; leave it out"),
        (TARIFF, 'duty = { low = 0.2, mode = 0.25, high = 0.3, note = "a proposal" }', "", "nothing says how high the duty is"),
        (TARIFF, "2026-05-01", "2026-03-01", "effective 2026-03-01 lies before announced"),
        (TARIFF, '"CHN"', '"WORLD"\nhost = "aluminium"', "host belongs to kind = .host_cut., not tariff"),
        (TARIFF, 'origin = "CHN"\ndestinations = ["USA"]', 'origin = "WORLD"', "needs the economy that levies it"),
        (TARIFF, '["USA"]', '["WORLD"]', "WORLD stands for every origin of a duty only"),
        (TARIFF, "0.8", "80", "exposed runs from 80 to 80; a share of the trade lies between 0 and 1"),
        (SURGE, "1.3", "130", "use_factor runs from 130 to 130; final use as a multiple of normal lies between 0 and 10"),
        (SURGE, "1.3", "-0.5", "use_factor runs from -0.5"),
        (SURGE, 'use_factor = { value = 1.3, note = "a forecast" }', "", "nothing says how much is used; give use_factor"),
        (SURGE, "use_factor =", "openness =", "openness means nothing in a demand_surge"),
        (SURGE, 'origin = "JPN"', 'origin = "JPN"\ndestinations = ["USA"]', "destinations means nothing in a demand_surge"),
        (HOST, '"aluminium"', '"aluminum"', '"aluminum" is not a host of gallium; did you mean aluminium'),
        (HOST, '"aluminium"', '"zinc"', '"zinc" is not a host of gallium; known: aluminium'),
        (HOST, 'host = "aluminium"\n', "", "nothing says which metal is cut; give host, one of aluminium"),
        (
            HOST,
            'origin = "CHN"',
            'origin = "CHN"\nforms = ["refined"]',
            "refined of gallium does not come with aluminium; crude does",
        ),
        (HOST, 'exposed = { prior = "host.share" }', "", "how much of the gallium of CHN comes with aluminium"),
        (HOST, "0.7", "1.7", "openness runs from 1.7"),
        (HOST, "host_cut", "outage", "host belongs to kind = .host_cut., not outage"),
    ],
)
def test_what_cannot_be_meant_has_its_sentence(file, old, new, says):
    assert old in file
    with pytest.raises(BadInput, match=says) as caught:
        decode(HEAD + file.replace(old, new, 1), "f.toml")
    assert "\n" not in str(caught.value)


def test_two_tariffs_on_the_same_goods_contradict_and_a_tax_beside_a_tariff_does_not():
    again = TARIFF.replace('"duty"', '"more"').replace("0.8", "0.7")
    with pytest.raises(BadInput, match="duty and more both rule the same goods out of CHN"):
        decode(HEAD + TARIFF + again, "f.toml")
    with pytest.raises(BadInput, match="duty and more both rule"):
        decode(HEAD + TARIFF + again.replace('"CHN"', '"WORLD"'), "f.toml")
    tax = again.replace('"tariff"', '"export_tax"').replace('destinations = ["USA"]\n', "")
    assert len(decode(HEAD + TARIFF + tax, "f.toml").shocks) == 2


def test_two_hosts_of_one_form_may_be_cut_at_once():
    zinc = HOST.replace("alumina", "smelters").replace("aluminium", "zinc")
    coal = zinc.replace("smelters", "mines").replace('"zinc"', '"coal"')
    head = HEAD.replace("gallium", "germanium")
    assert len(decode(head + zinc + coal, "f.toml").shocks) == 2
    with pytest.raises(BadInput, match="both rule"):
        decode(head + zinc + zinc.replace("smelters", "again"), "f.toml")
