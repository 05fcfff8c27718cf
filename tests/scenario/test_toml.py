"""Scenario files: reading back what was written, and a sentence for every mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestone.scenario.scenario import Scenario, Shock
from lodestone.scenario.toml import decode, encode
from lodestone.terms.errors import BadInput
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Intervention
from lodestone.terms.month import Month
from lodestone.terms.source import FactRef, Span

FILE = """schema = "lodestone-scenario/1"
id = "harbour"
title = "A harbour closes"
commodity = "gallium"
start = "2026-01"
months = 24

[[shocks]]
id = "ban"
kind = "export_ban"
origin = "CHN"
destinations = ["JPN"]
announced = "2026-04-02"
effective = "2026-04-20"
lifted = "2026-09-01"
openness = { prior = "ban.leak" }
exposed = { value = 0.5, source = "the order of April" }

[[shocks]]
id = "later"
kind = "export_licence"
origin = "CHN"
announced = "2026-10"
effective = "2026-10"
path = [["2026-10", 0.0], ["2026-12", 0.6]]
path_after = 0.7

[[interventions]]
kind = "stock"
commodity = "gallium"
form = "refined"
place = "JPN"
tonnes = { low = 10, mode = 15, high = 20, note = "a plan" }
from_date = "2026-02"
odds = { prior = "hedge.planned" }
"""


def test_file_becomes_the_scenario_it_describes():
    scenario = decode(FILE, "harbour.toml")
    ban, later = scenario.shocks
    assert (scenario.start, scenario.months, ban.commodity, later.destinations) == (Month(2026, 1), 24, "gallium", ())
    assert (ban.openness.low, ban.openness.prior) == (0.05, "ban.leak")
    assert ban.exposed == Estimate("exposed_share", 0.5, 0.5, 0.5, basis=(FactRef("stated", "the order of April"),))
    assert later.path == (("2026-10", 0.0), ("2026-12", 0.6))
    assert scenario.interventions[0].tonnes == Estimate("stock", 10, 15, 20, note="a plan")


def test_written_scenario_reads_back_the_same():
    scenario = decode(FILE, "harbour.toml")
    assert decode(encode(scenario), "again") == scenario


def test_dates_may_stand_bare_and_a_byte_order_mark_does_no_harm():
    bare = "\ufeff" + FILE.replace('"2026-04-02"', "2026-04-02").replace('"2026-04-20"', "2026-04-20")
    assert decode(bare, "harbour.toml") == decode(FILE, "harbour.toml")


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(
    words, words, st.floats(0, 1.5), st.lists(st.sampled_from(["JPN", "USA", "KOR"]), unique=True),
    st.sampled_from([None, "2026-06", "2026-12-31"]), st.booleans(),
)  # fmt: skip
def test_any_scenario_survives_the_file(title, note, leak, destinations, lifted, promised):
    quote = Span("söurce", 3, 3 + len(note), note)
    openness = Estimate("openness", 0.0, leak / 2, leak, basis=(quote,), note=note)
    shock = Shock(
        id="a", kind="export_ban", origin="CHN", destinations=tuple(destinations), commodity="cobalt", announced="2026-03-05",
        effective="2026-05", lifted=lifted, openness=openness, note=note, basis=(quote, FactRef("card", title)),
    )  # fmt: skip
    tonnes = Estimate("production", 1, 2, 3, note=note)
    promise = Intervention(
        kind="production", commodity="cobalt", form="refined", place="CAN", tonnes=tonnes, from_date="2026-01", buyer="JPN"
    )
    scenario = Scenario(
        id="x", title=title, commodity="cobalt", start=Month(2026, 1), months=12, shocks=(shock,), notes=(note,),
        interventions=(promise,) * promised,
    )  # fmt: skip
    assert decode(encode(scenario), "again") == scenario


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("openness =", "opennes =", r"f\.toml: unknown key 'opennes' in shocks 1; did you mean openness\?"),
        ('"CHN"', '"China"', "write 'China' as its code, CHN"),
        ('"CHN"', '"CHX"', '"CHX" is not a country'),
        ('commodity = "gallium"\nstart', 'commodity = "galium"\nstart', "did you mean gallium"),
        ('commodity = "gallium"\nstart', 'commodity = "tin"\nstart', "no chain to run"),
        ("ban.leak", "ban.leek", "did you mean ban.leak"),
        ("ban.leak", "ban.duration", "is of duration months, not openness"),
        ("export_ban", "export_bann", "did you mean export_ban"),
        ("export_ban", "tariff", "shock ban: openness means nothing in a tariff; leave it out"),
        ("export_ban", "suspension", "suspension cannot be simulated"),
        ('["JPN"]', '"JPN"', "want a list in square brackets in shocks 1.destinations, got str"),
        ('{ prior = "ban.leak" }', "0.5", "want a table such as"),
        ('start = "2026-01"', 'start = "2026"', "start: date '2026': want YYYY-MM"),
        ('"2026-02"', '"soon"', "intervention 0: from_date: date 'soon'"),
        ('id = "harbour"', 'id = ""', "no id"),
        ("months = 24", 'months = "long"', "want a whole number in months, got str"),
        ("months = 24", "months = 3", "announced 2026-04-02 lies outside the run, 2026-01 to 2026-03"),
        ("2026-04-20", "2026-03-20", "effective 2026-03-20 lies before announced 2026-04-02"),
        ("2026-09-01", "2026-04-20", "lifted 2026-04-20 is not after effective"),
        ("2026-09-01", "2026-11-20", "ban and later both rule the same goods out of CHN from 2026-10"),
        ("2026-04-02", "April", "date 'April': want YYYY-MM"),
        ("2026-04-20", "2026-04-31", "2026-04 has 30 days"),
        ("value = 0.5", "value = nan", "finite"),
        ("value = 0.5", "value = 1.5", "exposed runs from 1.5 to 1.5"),
        ("value = 0.5", "value = 0.5, low = 0.1", "low, mode and high together"),
        ('source = "the order of April"', 'note = ""', "needs a basis"),
        ("low = 10", "low = 18", "want low <= mode <= high"),
        ("low = 10", "low = -1", "want 0 or more"),
        ("0.6]", "1.7]", "path has 1.7 in 2026-12"),
        ('"2026-12", 0.6', '"2029-12", 0.6', "path 2029-12 lies outside the run"),
        ('["2026-10", 0.0]', '["2027-10", 0.0]', "must rise"),
        ('"JPN"]', '"JPN"]\nforms = ["cruder"]', '"cruder" is not a form of gallium; did you mean crude'),
        ('form = "refined"', 'form = "carbonate"', "not a form of gallium; known: crude, refined"),
        ("path_after = 0.7", "path_after = -1", "path_after = -1"),
        ('id = "later"', 'id = "ban"', "two shocks are called 'ban'"),
        ('id = "later"\n', "", "the key 'id' is missing in shocks 2"),
        ('["JPN"]', '["JPN", "CHN"]', "both origin and destination"),
        ("[[shocks]]", "[[shocks]", "not TOML"),
        ("scenario/1", "scenario/2", 'want schema = "lodestone-scenario/1"'),
        ('kind = "stock"', 'kind = "stok"', "invalid enum value 'stok' in interventions 1"),
    ],
)
def test_every_mistake_has_its_sentence(old, new, says):
    assert old in FILE
    with pytest.raises(BadInput, match=says) as caught:
        decode(FILE.replace(old, new, 1), "f.toml")
    assert "f.toml" in str(caught.value)
    assert "\n" not in str(caught.value)
