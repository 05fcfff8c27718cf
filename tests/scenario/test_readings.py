"""From a measure in a text to scenarios: hedges, vague scope, silent dates."""

import numpy as np
import pytest

from lodestone.scenario.draws import draw
from lodestone.scenario.readings import REGIMES, VAGUE_READINGS, scenarios, why_not
from lodestone.terms.measure import Measure
from lodestone.terms.month import Month
from lodestone.terms.prior import priors
from lodestone.terms.said import Said
from lodestone.terms.source import Span
from lodestone.terms.tables import rows

TEXT = "Utopia limits gallium for Japan from May. The rule on dual-use goods for Tokyo may touch rare earths."
START = Month(2026, 1)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span("t", start, start + len(words), words)


def said(value: str, words: str, hedge="asserted", hedged_by: str | None = None) -> Said[str]:
    return Said(value, span(words), hedge, span(hedged_by) if hedged_by else None)


GALLIUM, JAPAN = said("gallium", "gallium"), said("JPN", "Japan")


def measure(kind="export_licence", goods=(GALLIUM,), targets=(JAPAN,), actor="CHN", **fields) -> Measure:
    return Measure(
        id="m", kind=said(kind, "limits"), actor=said(actor, "Utopia") if actor else None, targets=targets, commodities=goods,
        **{"announced": "2026-04-10", "effective": "2026-05-01", **fields},
    )  # fmt: skip


def read(what: Measure, commodity="gallium", economy="JPN", months=24):
    return scenarios(what, commodity=commodity, start=START, months=months, economy=economy)


def test_named_goods_give_one_reading_with_the_dates_of_the_text():
    (scenario,) = read(measure())
    (shock,) = scenario.shocks
    assert (scenario.reading, scenario.commodity, shock.kind, shock.origin) == ("as stated", "gallium", "export_licence", "CHN")
    assert (shock.announced, shock.effective, shock.destinations, shock.odds) == ("2026-04-10", "2026-05-01", ("JPN",), None)
    assert (shock.openness.prior, shock.delay_months.prior) == ("licence.plateau", "licence.delay")
    assert span("gallium") in shock.basis


def test_control_of_unstated_kind_runs_as_a_licence_and_says_so():
    (scenario,) = read(measure("export_control"))
    assert scenario.shocks[0].kind == "export_licence"
    assert any("does not say how" in note for note in scenario.notes)


def test_every_number_is_an_owned_up_prior():
    for kind in REGIMES:
        for scenario in read(measure(kind, end_users=(said("military", "dual-use"),))) + read(measure(kind)):
            for name in ("openness", "severity", "exposed", "delay_months", "ramp_months", "duration_months", "odds"):
                estimate = getattr(scenario.shocks[0], name)
                assert estimate is None or (estimate.prior in priors() and estimate.note == priors()[estimate.prior].reason)


def test_dual_use_goods_give_three_readings_ordered_by_harm():
    vague = measure(
        "export_control", (said("rare_earths", "rare earths", "possible", "may"),), basis=(span("The rule on dual-use goods"),)
    )
    found = read(vague, "rare_earths_heavy")
    assert [s.reading for s in found] == ["narrow", "over-compliant", "refusal of new contracts"]
    lost = []
    for scenario in found:
        draws = draw(scenario, 2_000, seed=1)
        lost.append(np.median((draws.of("m", "exposed") * (1 - draws.of("m", "openness")))[draws.of("m", "odds") == 1]))
    assert lost == sorted(lost)
    assert lost[0] < 0.05 < 0.4 < lost[2]


def test_hedge_stays_on_its_word():
    goods = (said("gallium", "gallium"), said("rare_earths_heavy", "rare earths", "possible", "may"))
    (firm,), (hedged,) = read(measure(goods=goods)), read(measure(goods=goods), "rare_earths_heavy")
    assert firm.shocks[0].odds is None
    assert hedged.shocks[0].odds.prior == "hedge.possible"
    assert any('"may"' in note for note in hedged.notes)
    both = (said("rare_earths_heavy", "rare earths", "possible", "may"), said("rare_earths", "rare earths"))
    assert read(measure(goods=both), "rare_earths_heavy")[0].shocks[0].odds is None


def test_weaker_hedges_mean_smaller_chances():
    chances = [priors()[f"hedge.{h}"].mode for h in ("possible", "should", "planned", "reported")]
    assert chances == sorted(chances)


def test_one_member_of_a_group_covers_part_of_the_chain():
    (scenario,) = read(measure(goods=(said("dysprosium", "rare earths"),)), "rare_earths_heavy")
    assert scenario.shocks[0].exposed.prior == "scope.member"
    assert any("names dysprosium" in note for note in scenario.notes)


def test_goods_not_named_leave_open_whether_the_chain_is_meant():
    found = read(measure(goods=()))
    assert [s.reading for s in found] == [r.name for r in VAGUE_READINGS]
    assert all(s.shocks[0].odds.prior == "hedge.possible" for s in found)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (measure(goods=(said("cobalt", "gallium"),)), "names cobalt, not gallium"),
        (measure(actor=None), "does not say who"),
        (measure(actor="EUU"), "acts as a group"),
        (measure("tariff"), "no rate"),
        (measure("route_closure"), "does not say which trade uses the route"),
        (measure("sanctions"), "buyer's side"),
    ],
)
def test_what_cannot_be_simulated_says_why(what, says):
    assert read(what) == ()
    assert says in why_not(what, commodity="gallium")


@pytest.mark.parametrize(
    ("given", "announced", "effective", "start", "says"),
    [
        ({"announced": None, "effective": None}, "2026-04", "2026-04", START, "No date in the text"),
        ({"effective": None}, "2026-04-10", "2026-04-10", START, "on the day of its announcement"),
        ({"announced": None}, "2026-05-01", "2026-05-01", START, "without warning"),
        ({"announced": "2026-06-01"}, "2026-05-01", "2026-05-01", START, "before it was announced"),
        (
            {"announced": "2024-12-03", "effective": "2024-12-03"},
            "2024-12-03",
            "2024-12-03",
            Month(2024, 9),
            "The run starts in 2024-09",
        ),
        ({"announced": "2026", "effective": None}, "2026-07", "2026-07", START, "Only the year 2026"),
        ({"announced": "last week", "effective": None}, "2026-04", "2026-04", START, "cannot be read"),
    ],
)
def test_silent_and_odd_dates(given, announced, effective, start, says):
    (scenario,) = read(measure(**given))
    shock = scenario.shocks[0]
    assert (shock.announced, shock.effective, scenario.start) == (announced, effective, start)
    assert any(says in note for note in scenario.notes), scenario.notes


def test_stated_end_replaces_the_guess_and_an_impossible_one_is_dropped():
    (ended,) = read(measure("export_ban", lifted="2026-11"))
    assert (ended.shocks[0].lifted, ended.shocks[0].duration_months) == ("2026-11", None)
    (odd,) = read(measure("export_ban", lifted="2026-02"))
    assert odd.shocks[0].lifted is None
    assert odd.shocks[0].duration_months.prior == "stop.duration"


def test_run_grows_to_see_a_year_of_effect():
    (scenario,) = read(measure(effective="2027-10-01"), months=24)
    assert scenario.months == 33


def test_blocs_are_opened_and_the_origin_is_never_its_own_target():
    (scenario,) = read(measure(actor="DEU", targets=(said("EUU", "Japan"),)))
    assert "FRA" in scenario.shocks[0].destinations
    assert "DEU" not in scenario.shocks[0].destinations
    assert any("Japan is not a target" in note for note in scenario.notes)


def test_readings_share_their_random_numbers():
    readings = read(measure(goods=()))
    happens = [draw(s, 40, seed=2).of("m", "odds") for s in readings]
    np.testing.assert_array_equal(happens[0], happens[2])


def test_every_scenario_prior_has_a_reason_and_points_in_order():
    own = ("licence.", "ban.", "stop.", "quota.", "outage.", "scope.", "refusal.", "hedge.")
    for prior in (p for p in priors().values() if p.id.startswith(own)):
        assert len(prior.reason) > 20
        assert prior.source
        assert prior.low <= prior.mode <= prior.high
        assert prior.quantity in {row["id"] for row in rows("quantities")}


def test_duration_of_stops_by_hand():
    """2, 7.8 and 11.2 months: geometric mean 5.6; sd in log 0.91 times sqrt(4/3) gives 1.0 to 31.5 months."""
    logs = np.log([2.0, 7.8, 11.2])
    spread = 1.6449 * logs.std(ddof=1) * (4 / 3) ** 0.5
    stop = priors()["stop.duration"]
    assert stop.mode == pytest.approx(np.exp(logs.mean()), rel=0.01)
    assert (stop.low, stop.high) == (
        pytest.approx(np.exp(logs.mean() - spread), rel=0.02),
        pytest.approx(np.exp(logs.mean() + spread), rel=0.02),
    )


def test_a_measure_that_spares_a_place_is_run_against_everybody_else():
    (scenario,) = read(measure(targets=(), spared=(JAPAN,)))
    (shock,) = scenario.shocks
    assert not {"JPN", "CHN"} & set(shock.destinations)
    assert {"USA", "DEU", "ROW"} <= set(shock.destinations)
    assert scenario.title.endswith("to everyone but Japan (as stated)")
    assert "The text leaves out Japan." in scenario.notes
    assert "Japan is not a target; it is reached through the market only." in scenario.notes
