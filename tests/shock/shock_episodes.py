"""Past episodes as networks and scenarios, for tests that compare with what was observed."""

import tomllib
from pathlib import Path

import numpy as np
from shock_networks import chain_network

from lodestone.scenario.scenario import Scenario, Shock
from lodestone.shock.params import central
from lodestone.shock.simulate import simulate
from lodestone.terms.month import Month

ROW = "ROW"


def read_episode(folder: Path, name: str) -> dict:
    with (folder / "episodes" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def network_of(episode: dict, outside_share: float | None = None):
    """The episode's single-stage network; ``outside_share`` replaces the origin's share in every other place's supply.

    A bloc stands as one place: its first member in the alphabet carries its code's trade.
    """
    net = episode["network"]
    places = net["places"]
    origin = episode["events"][0]["origin"]
    shares = np.zeros((1, len(places), len(places)))
    for user, by_origin in net["supply_share"].items():
        for maker, share in by_origin.items():
            shares[0, places.index(maker), places.index(user)] = share
        if outside_share is not None and user != origin:
            shares[0, :, places.index(user)] = 0
            shares[0, places.index(origin), places.index(user)] = outside_share
            shares[0, places.index(ROW), places.index(user)] = 1 - outside_share
    lead = np.full((1, len(places), len(places)), float(net["lead_months"]["default"]))
    for arc, months in net["lead_months"].items():
        if ">" in arc:
            maker, user = arc.split(">")
            lead[0, places.index(maker), places.index(user)] = months
    use = [[12 * net["use_t_per_month"][p] for p in places]]
    return chain_network([episode["form"]], places, shares, use, lead=lead, mineral=episode["commodity"])


def scenario_of(episode: dict, path=None, after=None, exposed=None) -> Scenario:
    """The episode's event as a shock on its observed path, or on another one."""
    event = episode["events"][0]
    start = Month.of(episode["first_month"])
    shock = Shock(
        id=episode["id"], kind=event["kind"], origin=event["origin"], commodity=episode["commodity"],
        destinations=() if event["destination"] == "*" else (event["destination"],),
        announced=event["announced"], effective=event["effective"], lifted=event.get("lifted"),
        path=tuple((m, float(v)) for m, v in (path or event["openness"])),
        path_after=event["openness_after"] if after is None else after, exposed=exposed,
    )  # fmt: skip
    return Scenario(id=episode["id"], title=episode["title"], commodity=episode["commodity"], start=start,
                    months=episode["months"], shocks=(shock,))  # fmt: skip


def rerun(episode: dict, outside_share=None, **changes):
    """Simulate the episode once at central parameters."""
    network, traced = network_of(episode, outside_share)
    scenario = scenario_of(episode, **changes)
    return simulate(network, scenario, runs=1, params=central(1), traced=traced, keep_arcs=True)


def ratio(run, series: str, place: str, month: str, origin: str | None = None) -> float:
    """A target's measure: exports or imports over the normal month, or the log price."""
    layout, m = run.case.layout, run.months.index(month)
    here = layout.places.index(place)
    if series == "price":
        return float(run.log_price[m, layout.node_place == here, 0].mean())
    at = layout.arc_from if series == "export_volume" else layout.arc_to
    arcs = (layout.node_place[at] == here) & ~layout.home
    if origin:
        arcs &= layout.node_place[layout.arc_from] == layout.places.index(origin)
    moved = run.shipped if series == "export_volume" else run.arrived
    return float(moved[m, arcs, 0].sum() / layout.arc_flow[arcs].sum())
