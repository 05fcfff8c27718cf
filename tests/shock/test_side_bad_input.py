"""Routes, hubs, stocks, pacts, priorities and quotas that cannot be: one sentence each, naming what there is."""

from dataclasses import replace

import pytest
from shock_cases import known, measure, run_once, scenario
from shock_networks import one_mine_two_buyers

from lodestone.scenario.check import check
from lodestone.scenario.toml import decode, encode
from lodestone.shock.params import central
from lodestone.terms.errors import BadInput, LodestoneError
from lodestone.terms.measure import Intervention, Pact

FORM = {"forms": ("refined",)}


def route(**fields):
    return measure("route_closure", **{"openness": None, "exposed": 1.0, "extra_months": 0.5, **fields})


def release(**fields):
    return measure("stock_release", origin="JPN", **{"to": (), "openness": None, **fields})


@pytest.mark.parametrize(
    ("shock", "says"),
    [
        (route(origin="PRK"), "meets no arc: origin=PRK, destination=JPN; gallium starts in CHN"),
        (route(to=("USA",)), "meets no arc: origin=CHN, destination=USA; gallium from there goes to DEU, JPN"),
        (measure(hubs=("DEU",), to=("JPN",), origin="CHN", forms=("ingot",)), "form 'ingot' is not in the chain"),
        (measure(hubs=("THA",)), "the hub THA buys nothing from CHN that it could resell; DEU, JPN do"),
        (measure(priority=("THA",)), "priority names THA, which buys nothing there; buyers are DEU, JPN"),
        (replace(release(months_of_use=1.0), origin="THA"), "nobody in THA uses crude; users are DEU, JPN"),
    ],
)
def test_events_that_meet_nothing_say_what_there_is(shock, says):
    with pytest.raises(LodestoneError) as caught:
        run_once(one_mine_two_buyers(), scenario(shock), params=central(1))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pact_of_places_that_use_nothing_in_common():
    pact = Pact(id="friends", members=("CHN", "THA"), from_date="2025-01-01")
    with pytest.raises(BadInput, match="pact friends: no two of its members use the same goods; users are DEU, JPN"):
        run_once(one_mine_two_buyers(), replace(scenario(), pacts=(pact,)), params=central(1))


@pytest.mark.parametrize(
    ("shock", "says"),
    [
        (route(extra_months=known("extra_months", -1.0, 1.0)), "extra_months runs from -1 to 1; months lies between 0 and 24"),
        (route(exposed=None), "nothing says how much of the trade uses the route; give exposed"),
        (route(extra_months=None), "nothing says what the closure does; give openness"),
        (route(openness=1.2), "openness reaches 1.2; of a route it is a share of the flow through it, at most 1"),
        (route(effective="2031-01-01"), "effective 2031-01-01 lies outside the run, 2025-01 to 2026-12"),
        (route(origin="CHN", to=("CHN",)), "CHN is both origin and destination"),
        (route(origins=("JPN", "CHN"), to=()), "origin is CHN and origins begins with JPN; give one of the two"),
        (route(duty=0.2), "duty means nothing in a route_closure"),
        (measure(extra_months=0.5), "extra_months means nothing in a export_ban; leave it out"),
        (measure(hub_share=0.5), "hub_share says how much hubs resell, but there are no hubs"),
        (measure(hubs=("JPN",)), "the hub JPN is itself an origin or destination of the measure"),
        (measure(hubs=("Thailand",)), "write 'Thailand' as its code, THA"),
        (measure(hubs=("THA",), hub_share=known("hub_share", 0.1, 99.0)), "a multiple of the hub's normal inflow lies between"),
        (measure(allocation="first come"), "allocation says how a quota is shared out; it belongs to kind = 'export_quota'"),
        (measure(priority=("CHN",)), "CHN comes first at home anyway"),
        (release(), "say how much is released, either as tonnes or as months_of_use"),
        (release(months_of_use=1.0, tonnes=known("stock", 3.0)), "either as tonnes or as months_of_use"),
        (release(months_of_use=1.0, exposed=0.5), "exposed means nothing in a stock_release"),
    ],
)
def test_words_that_contradict_each_other(shock, says):
    case = scenario(replace(shock, forms=("refined",)))
    with pytest.raises(LodestoneError) as caught:
        check(case)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_closures_of_one_route_at_one_time():
    one, two = route(**FORM), route(id="again", **FORM)
    with pytest.raises(BadInput, match="shocks door and again both rule the same goods out of CHN from 2025-05-01"):
        check(scenario(one, two))
    half = known("exposed_share", 0.5)
    check(scenario(replace(one, exposed=half), replace(two, exposed=half)))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"members": ("JPN",)}, "members = JPN; want two or more different economies"),
        ({"members": ("JPN", "JPN")}, "want two or more different economies"),
        ({"trigger": known("cover_share", 0.9)}, "trigger reaches 0.9 and floor begins at 0.75"),
        ({"lead_months": known("lead_months", -1.0, 0.0)}, "lead_months runs from -1 to 0; months lies between 0 and 24"),
        ({"rule": "given"}, 'weights go with rule = "given"'),
        ({"rule": "given", "weights": (("JPN", 1.0),)}, "want one above 0 for each of JPN, DEU"),
        ({"until": "2024-12-31"}, "until 2024-12-31 is not after from_date 2025-01-01"),
        ({"from_date": "2029-01-01"}, "from_date 2029-01-01 lies after the run's 24 months"),
        ({"forms": ("ingot",)}, "form of gallium"),
    ],
)
def test_pacts_that_cannot_be(fields, says):
    pact = Pact(**{"id": "friends", "members": ("JPN", "DEU"), "from_date": "2025-01-01", **fields})
    with pytest.raises(LodestoneError) as caught:
        check(replace(scenario(), pacts=(pact,)))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"trigger": known("cover_share", 1.5)}, "trigger runs from 1.5 to 1.5; a share of normal cover lies between 0 and 1"),
        ({"kind": "production", "rate": known("release_rate", 0.5)}, "leave them out of production"),
    ],
)
def test_stocks_that_cannot_be(fields, says):
    words = {"kind": "stock", "commodity": "gallium", "form": "refined", "place": "JPN", "from_date": "2025-02-01",
             "tonnes": known("stock", 5), **fields}  # fmt: skip
    with pytest.raises(BadInput, match=says):
        check(scenario(interventions=(Intervention(**words),)))


FILE = """schema = "lodestone-scenario/1"
id = "strait"
title = "A strait closes"
commodity = "gallium"
start = "2026-01"
months = 24

[[shocks]]
id = "strait"
kind = "route_closure"
origins = ["CHN", "KOR"]
destinations = ["EUU"]
announced = "2026-04-02"
effective = "2026-04-20"
openness = { prior = "route.openness" }
extra_months = { low = 0.2, mode = 0.5, high = 1, note = "round the cape" }
exposed = { value = 1, note = "no other way" }

[[shocks]]
id = "ban"
kind = "export_ban"
origin = "CHN"
destinations = ["USA"]
announced = "2026-04-02"
effective = "2026-04-20"
openness = { prior = "ban.leak" }
hubs = ["THA", "MEX"]
re_export = true
priority = ["JPN"]

[[shocks]]
id = "quota"
kind = "export_quota"
origin = "JPN"
announced = "2026-04-02"
effective = "2026-04-20"
openness = { value = 0.5, note = "half" }
allocation = "first come"

[[shocks]]
id = "order"
kind = "stock_release"
origin = "JPN"
announced = "2026-06-01"
effective = "2026-06-01"
months_of_use = { value = 1, note = "a month" }

[[interventions]]
kind = "stock"
commodity = "gallium"
form = "refined"
place = "JPN"
tonnes = { low = 10, mode = 15, high = 20, note = "a plan" }
from_date = "2026-02"
rate = { prior = "stock.rate" }

[[pacts]]
id = "friends"
members = ["JPN", "KOR"]
from_date = "2026-01"
rule = "given"
weights = [["JPN", 2.0], ["KOR", 1.0]]
priority = true
"""


def test_a_file_says_all_of_it_and_reads_back():
    case = decode(FILE, "strait.toml")
    route_, ban, quota, order = case.shocks
    assert (route_.origin, route_.origins, route_.extra_months.mode) == ("CHN", ("CHN", "KOR"), 0.5)
    assert (ban.hub_share.prior, ban.hub_cost.prior, ban.compliance.prior) == ("hub.share", "hub.cost", "hub.compliance")
    assert (quota.allocation, order.duration_months.prior) == ("first come", "stock.release_months")
    assert case.interventions[0].trigger.prior == "stock.trigger"
    assert (case.pacts[0].floor.prior, case.pacts[0].weights) == ("sharing.floor", (("JPN", 2.0), ("KOR", 1.0)))
    assert decode(encode(case), "again") == case


def test_a_file_with_a_slip_is_told_where():
    with pytest.raises(BadInput, match="unknown key 'hub' in shocks 2; did you mean hubs"):
        decode(FILE.replace('hubs = ["THA", "MEX"]', 'hub = ["THA"]'), "f.toml")
    with pytest.raises(BadInput, match="the key 'origin' is missing; add it"):
        decode(FILE.replace('origins = ["CHN", "KOR"]\n', ""), "f.toml")
