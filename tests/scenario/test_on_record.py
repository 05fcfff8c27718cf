"""Measures on record: every row holds, has an address, and says where it stands on a day; those that can be run do run."""

import csv
import json
from pathlib import Path

import pytest

from lodestone import workspace
from lodestone.scenario.on_record import AGAIN, PAUSED, chains_met, named, on_record, phase, recorded, why_not
from lodestone.terms.commodity import commodities
from lodestone.terms.errors import BadInput, UnknownTerm
from lodestone.terms.place import place
from lodestone.terms.tables import rows

IDS = [measure.id for measure in on_record()]


def test_every_row_is_in_the_words_of_the_field_and_says_where_it_stands_written():
    kinds = {row["id"] for row in rows("measures")}
    assert len(IDS) == len(set(IDS)) > 40
    for measure in on_record():
        assert measure.kind in kinds
        assert measure.source.startswith("http"), measure.id
        assert measure.confidence in ("high", "medium", "low")
        assert all(c in commodities() for c in measure.commodities)
        assert all(place(word).iso3 == word for word in (measure.actor, *measure.targets))
        dates = [d for d in (measure.announced, measure.effective) if d]
        assert dates == sorted(dates), measure.id


@pytest.mark.parametrize(
    ("id_", "day", "stands"),
    [
        ("chn-2023-23", "2023-07-02", "announced"),
        ("chn-2023-23", "2023-08-01", "in force"),
        ("cod-2025-1", "2025-10-15", "in force"),
        ("cod-2025-1", "2025-10-16", "over"),
        ("chn-2025-57", "2025-12-01", "suspended"),
        ("chn-2025-57", "2026-11-10", "suspended"),
        ("chn-2025-57", "2026-11-11", "unknown"),
        ("chn-2024-46-1", "2026-01-01", "in force"),  # the clause on military users is not in the pause
        ("gin-2026", "2026-06-01", "announced"),
    ],
)
def test_where_a_measure_stands_on_a_day(id_, day, stands):
    assert phase(recorded(id_), day) == stands


def test_the_end_of_a_pause_is_run_both_ways():
    again, paused = named("chn-2024-46-2:gallium")
    assert again.id.endswith(AGAIN)
    assert paused.id.endswith(PAUSED)
    assert [(s.effective, s.lifted) for s in again.shocks] == [("2024-12-03", "2025-11-09"), ("2026-11-28", None)]
    assert [(s.effective, s.lifted) for s in paused.shocks] == [("2024-12-03", "2025-11-09")]
    assert again.months == paused.months
    assert "not on record" in again.notes[-1]


def test_a_control_of_military_users_has_three_readings_and_a_member_of_a_group_only_a_part():
    assert len(named("chn-2026-1:gallium")) == 3
    (heavy,) = named("ind-2025:rare_earths_light")
    assert heavy.shocks[0].exposed.prior == "scope.member"
    (whole,) = named("mys-2024:rare_earths_light")
    assert whole.shocks[0].exposed is None


def test_ore_bans_meet_ore_only():
    (nickel,) = named("idn-2020")
    assert nickel.shocks[0].forms == ("ore",)
    assert nickel.shocks[0].lifted is None


@pytest.mark.parametrize("id_", [i for i in IDS if why_not(recorded(i)) is None])
def test_every_measure_that_can_be_run_gives_checked_scenarios_for_each_of_its_chains(id_):
    made = named(id_)
    assert {one.commodity for one in made} == set(chains_met(recorded(id_)))
    for one in made:
        assert all(shock.basis for shock in one.shocks)
        assert any("not of this one" in note for note in one.notes)


def test_what_cannot_be_run_says_why():
    with pytest.raises(BadInput, match=r"chn-ree-tax is on record and cannot be simulated: export tax"):
        named("chn-ree-tax")
    with pytest.raises(BadInput, match=r"there is no chain for fluorspar"):
        named("chn-fluorspar-quota")
    with pytest.raises(UnknownTerm, match=r"did you mean .*chn-2025-18"):
        recorded("chn-2025-81")


def test_a_name_that_gives_several_runs_lists_them():
    with pytest.raises(BadInput, match=r"chn-2023-23:gallium, chn-2023-23:germanium"):
        workspace.read_scenario("chn-2023-23")
    assert workspace.read_scenario("chn-2023-23:gallium").commodity == "gallium"


def test_heavy_rare_earth_licences_break_something_in_japan():
    run = workspace.simulate(workspace.read_scenario("chn-2025-18"), runs=16)
    nodes = run.nodes("JPN")
    assert float(run.shortage[:, nodes].sum()) > 0


def test_figures_agree_with_the_compilation(shared: Path):
    """Dates and addresses are those of the compilation this table was made from."""
    source = shared / "data" / "05_measures" / "measures_facts.csv"
    theirs = {row["id"]: row for row in csv.DictReader(source.read_text("utf-8").splitlines())}
    for measure in on_record():
        row = theirs[measure.id]
        for field in ("announced", "effective", "suspended_from", "suspended_to", "lifted"):
            assert (getattr(measure, field) or "") == row[field], (measure.id, field)
        assert measure.source == row["source_address"]


def test_the_list_on_the_command_line(capsys):
    from lodestone.face.cli import main

    assert main(["shock", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {row["id"] for row in listed["measures"]} == set(IDS)
    assert any(row["why_not"] for row in listed["measures"])
