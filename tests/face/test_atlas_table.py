"""The table of ``lodestone atlas`` for people: short, and nothing lost in silence."""

import json

import pytest

import lodestone
from lodestone.face.cli import main
from lodestone.face.cli.atlas_table import COLUMNS, SHOWN, groups, rows_for_people

STAGE, FORM, PLACE, SHARE = (COLUMNS.index(name) for name in ("stage", "form", "place", "share"))


@pytest.mark.parametrize("mineral", ["copper", "lng", "rare_earths_heavy", "titanium"])
def test_shares_of_what_is_shown_still_make_the_whole(mineral: str) -> None:
    table = lodestone.supply(mineral, year=2024)
    found: dict[tuple[object, object], float] = {}
    for row in rows_for_people(table):
        share = str(row[SHARE])
        found[row[STAGE], row[FORM]] = found.get((row[STAGE], row[FORM]), 0.0) + (0.0 if share == "–" else float(share[:-2]))
    assert found
    assert all(abs(total - 100) < 0.8 for total in found.values())


def test_a_form_shows_its_largest_places_and_counts_the_rest() -> None:
    table = lodestone.supply("lng", year=2024)
    rows = rows_for_people(table)
    assert len(rows) == SHOWN + 1
    assert rows[-1][PLACE] == f"{len(table.rows) - SHOWN} more"


def test_forms_that_say_the_same_stand_once() -> None:
    table = lodestone.supply("rare_earths_heavy", year=2024)
    merged = groups(table)
    names = [name for forms in merged.values() for name in forms]
    assert sorted(names) == sorted({r.form for r in table.rows})
    assert len(merged) < len(names) / 2
    for group, forms in merged.items():
        for form in forms:
            same = [(r.place, r.share) for r in table.rows if r.form == form and r.stage == group[0].stage]
            assert same == [(r.place, r.share) for r in group]


def test_json_keeps_every_row(capsys: pytest.CaptureFixture) -> None:
    assert main(["atlas", "lng", "--year", "2024", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rows"]) == len(lodestone.supply("lng", year=2024).rows)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("gallium --imports JPN --exports CHN", "one at a time"),
        ("cobalt --imports JPN --stage mine", "leave --stage out"),
        ("2846,280530", "--imports ECONOMY"),
        ("cobalt --by-origin", "--imports ECONOMY"),
    ],
)
def test_options_that_would_be_passed_over_are_refused(line: str, said: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["atlas", *line.split()]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert said in err
    assert err.count("\n") == 1


def test_a_stage_without_figures_names_those_that_have_some(capsys: pytest.CaptureFixture) -> None:
    assert main(["atlas", "cobalt", "--stage", "product"]) == 3
    assert "there is mine, refine" in capsys.readouterr().err
