"""Past episodes as files: decoded, replayed, and told in the contract of ``lodestone backtest``."""

import json
import math
import tomllib

import pytest

from lodestone import workspace
from lodestone.face.cli import main
from lodestone.shock import backtest, replay
from lodestone.shock.episode import decode, episode, names
from lodestone.shock.params import central
from lodestone.terms.errors import BadInput, LodestoneError

SMALL = """
schema = "lodestone-episode/1"
id = "made-up"
title = "A made-up ban"
commodity = "unobtainium"
form = "lump"
first_month = "2020-01"
months = 18

[network]
places = ["CHN", "EUU", "ROW"]

[network.use_t_per_month]
CHN = 10
EUU = 5
ROW = 1

[network.supply_share.CHN]
CHN = 1
[network.supply_share.EUU]
CHN = 1
[network.supply_share.ROW]
ROW = 1

[network.lead_months]
"default" = 1

[[events]]
kind = "export_ban"
origin = "CHN"
destination = "EUU"
announced = "2020-07-01"
effective = "2020-07-01"
openness = [["2020-07", 0]]
openness_after = 0

[[targets]]
name = "nothing leaves"
series = "export_volume"
group = "volume"
place = "CHN"
month = "2020-09"
value = 0.0
source = "made up"

[[targets]]
name = "dear in the union"
series = "price"
group = "price"
place = "EUU"
month = "2020-12"
value = 0.5
source = "made up"
"""
KEYS = {"name", "series", "group", "place", "month", "observed", "median", "low", "high", "log_error"}


def made_up(*changes):
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return decode(text, "made-up.toml")


def told(*changes, **options):
    return backtest.document(made_up(*changes), runs=60, **options)


@pytest.mark.parametrize("name", names())
def test_packaged_episodes_are_told_in_the_order_of_their_figures(name):
    found, document = episode(name), workspace.backtest(name, runs=40)
    assert set(document) == {"episode", "rows", "rms", "nothing_changes"}
    assert [r["name"] for r in document["rows"]] == [t.name for t in found.targets]
    assert all(set(row) == KEYS and row["low"] <= row["median"] <= row["high"] for row in document["rows"])
    assert set(document["rms"]) == set(document["nothing_changes"]) == {"price", "volume"}
    assert all("http" in t.source for t in found.targets)


def test_the_episodes_agree_with_the_shared_figures(shared):
    for file in sorted((shared / "episodes").glob("*.toml")):
        theirs, ours = tomllib.loads(file.read_text("utf-8")), episode(file.stem)
        assert ours.network.use_t_per_month == theirs["network"]["use_t_per_month"]
        assert ours.network.supply_share == theirs["network"]["supply_share"]
        assert [list(map(list, e.openness)) for e in ours.events] == [e["openness"] for e in theirs["events"]]
        assert [(t.series, t.place, t.month, t.value) for t in ours.targets] == [
            (t["series"], t["place"], t["month"], t["value"]) for t in theirs["targets"]
        ]


def test_shared_episode_files_are_read_and_beat_nothing_changes(shared):
    missed, naive = [], []
    for file in sorted((shared / "episodes").glob("*.toml")):
        document = workspace.backtest(file, runs=200)
        for row, target in zip(document["rows"], tomllib.loads(file.read_text("utf-8"))["targets"], strict=True):
            assert (row["name"], row["observed"]) == (target["name"], target["value"])
            if row["group"] == "price":
                missed.append(row["log_error"])
                naive.append(row["observed"])
    assert math.hypot(*missed) < 0.6 * math.hypot(*naive)


def test_a_ban_that_lets_nothing_through_ships_nothing():
    row = told()["rows"][0]
    assert (row["median"], row["low"], row["high"], row["log_error"]) == (0, 0, 0, 0)


def test_errors_solved_by_hand():
    row = told()["rows"][1]
    assert row["log_error"] == pytest.approx(row["median"] - 0.5, abs=2e-6)
    document = told(("value = 0.0", "value = 2.0"))
    assert document["rows"][0]["log_error"] == pytest.approx(math.log(0.1 / 2), abs=1e-6)  # volumes are floored at a tenth
    assert document["nothing_changes"] == {"price": 0.5, "volume": pytest.approx(math.log(2), abs=1e-6)}


def test_a_quota_of_the_normal_flow_changes_nothing():
    quota = (
        ("export_ban", "export_quota"),
        ('[["2020-07", 0]]', '[["2020-07", 1.0]]'),
        ("openness_after = 0", "openness_after = 1.0"),
    )
    document = told(*quota)
    assert [r["median"] for r in document["rows"]] == [1, 0]
    assert document["rows"][0]["low"] < 0.7 < 1.4 < document["rows"][0]["high"]  # the model's own error and the figure's remain


def test_a_tariff_is_replayed_as_the_flow_it_left():
    half = (('[["2020-07", 0]]', '[["2020-07", 0.5]]'), ("openness_after = 0", "openness_after = 0.5"))
    tariff, quota = (told(("export_ban", kind), *half)["rows"] for kind in ("tariff", "export_quota"))
    assert tariff == quota
    assert tariff[0]["median"] == pytest.approx(0.5, abs=0.03)


def test_an_outage_moves_prices_everywhere_and_a_repaired_one_less():
    """ROW buys nothing from CHN, yet half of what CHN makes, nearly half of all, is missing in the whole market."""
    shut = (
        ("export_ban", "outage"), ('destination = "EUU"\n', ""), ('openness = [["2020-07", 0]]', 'capacity = [["2020-07", 0.5]]'),
        ('place = "EUU"\nmonth = "2020-12"', 'place = "ROW"\nmonth = "2020-12"'),
    )  # fmt: skip
    lasting = told(*shut, ("openness_after = 0", "capacity_after = 0.5"))["rows"][1]["median"]
    mended = told(*shut, ("openness_after = 0", "capacity_after = 1.0"))["rows"][1]["median"]
    assert lasting > 0.25
    assert 0 <= mended < 0.6 * lasting


def test_a_bloc_may_close_its_doors():
    by_bloc = ('origin = "CHN"\ndestination = "EUU"', 'origin = "EUU"')
    with pytest.raises(BadInput, match="meets no arc"):
        told(by_bloc)
    sells = ("[network.supply_share.ROW]\nROW = 1", "[network.supply_share.ROW]\nEUU = 1")
    asked = ('place = "CHN"\nmonth = "2020-09"', 'place = "EUU"\nmonth = "2020-09"')
    assert told(by_bloc, sells, asked)["rows"][0]["median"] == 0


def test_cover_of_days_is_stepped_by_weeks_and_known_cover_is_used():
    cover = ("[[events]]", '[network.user_cover_months]\n"default" = 0.5\nEUU = 4\n\n[[events]]')
    asked = (
        ('series = "export_volume"', 'series = "user_cover"'),
        ('place = "CHN"\nmonth = "2020-09"', 'place = "EUU"\nmonth = "2020-05"'),
    )
    found = made_up(cover, *asked)
    assert replay.stage(found).scenario.step == "week"
    assert backtest.document(found, runs=20)["rows"][0]["median"] == pytest.approx(4)


def test_nothing_moves_before_the_news():
    set_up = replay.stage(made_up())
    run = replay.replay(set_up, runs=20, seed=3)
    assert abs(run.log_price[:6]).max() <= 1e-12
    assert run.mass_residual <= 1e-12


def test_a_path_known_exactly_leaves_only_the_parameters():
    half = (('[["2020-07", 0]]', '[["2020-07", 0.5]]'), ("openness_after = 0", "openness_after = 0.5"))
    set_up = replay.stage(made_up(*half))
    exact = replay.path(replay.replay(set_up, runs=50, seed=1, params=central(50), path_error=0.0), "export_volume", "CHN")[10]
    noisy = replay.path(replay.replay(set_up, runs=50, seed=1, params=central(50)), "export_volume", "CHN")[10]
    assert exact.std() < 1e-12
    assert 0.2 < (noisy / exact).std() < 0.45


def test_the_same_seed_gives_the_same_document():
    assert told(seed=5) == told(seed=5) != told(seed=6)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("lodestone-episode/1", "lodestone-episode/2", "want schema"),
        ('title = "A made-up ban"', "", "'title' is missing"),
        ("months = 18", "months = 18\nmonth = 3", "did you mean months"),
        ("months = 18", 'months = "many"', "want a whole number in months, got text"),
        ("months = 18", "months = 0", "want 1 to 600"),
        ("export_ban", "export_bann", "export_ban, export_licence"),
        ("CHN = 10", "CHN = nan", "finite number"),
        ("CHN = 10", "CHN = -1", "0 or more"),
        ("CHN = 10", "JPN = 10", "not in network.places"),
        ("[network.supply_share.EUU]\nCHN = 1", "[network.supply_share.EUU]\nCHN = 0.7", "adds up to 0.7"),
        ("[network.supply_share.EUU]\nCHN = 1", "", "supply_share.EUU is missing"),
        ('places = ["CHN", "EUU", "ROW"]', 'places = ["CHN", "EUU", "XXX"]', "place code"),
        ('"default" = 1', '"CHN>EUU" = 1', '"default"'),
        ('"default" = 1', '"default" = 1\n"CHN-EUU" = 1', "not an arc"),
        ('destination = "EUU"', 'destination = "JPN"', "not in network.places"),
        ('destination = "EUU"', 'destination = "CHN"', "both origin and destination"),
        ('effective = "2020-07-01"', 'effective = "2020-05-01"', "before announced"),
        ('effective = "2020-07-01"', 'effective = "2022-05-01"', "outside the run"),
        ('effective = "2020-07-01"', 'effective = "2020-07-01"\nlifted = "2020-06-01"', "not after effective"),
        ('effective = "2020-07-01"', 'effective = "1 July"', "YYYY-MM"),
        ('[["2020-07", 0]]', '[["2020-07", 3]]', "0 to 1.5"),
        ('[["2020-07", 0]]', '[["2020-08", 0], ["2020-07", 0]]', "must rise"),
        ('openness = [["2020-07", 0]]\nopenness_after = 0', "", "nothing says how much"),
        ('openness = [["2020-07", 0]]\nopenness_after = 0', "capacity_after = 0.5", "described by openness"),
        ('month = "2020-12"', 'month = "2025-12"', "outside the run"),
        ("value = 0.5", 'value = "half"', "value"),
        ("value = 0.0", "value = -1.0", "0 or more"),
    ],
)  # fmt: skip
def test_mistakes_are_named_in_one_sentence(old, new, words, tmp_path, capsys):
    assert old in SMALL
    file = tmp_path / "odd.toml"
    file.write_text(SMALL.replace(old, new), encoding="utf-8")
    assert main(["backtest", str(file), "--json"]) == 2
    out = capsys.readouterr()
    assert words in out.err
    assert "odd.toml" in out.err
    assert len(out.err.strip().splitlines()) == 1
    assert not out.out


@pytest.mark.parametrize("text", ["", "schema = ", "\x00", "[1, 2]"])
def test_what_is_no_episode_is_refused(text):
    with pytest.raises(LodestoneError):
        decode(text, "odd.toml")


def test_dates_of_one_month_of_which_one_is_vague_are_taken_together():
    assert told(('effective = "2020-07-01"', 'effective = "2020-07"'))["rows"] == told()["rows"]
    assert told(('announced = "2020-07-01"', "announced = 2020-07-01"))["rows"] == told()["rows"]  # a bare TOML date
    late = (('announced = "2020-07-01"', 'announced = "2020-07-03"'), ('effective = "2020-07-01"', 'effective = "2020-07-03"'))
    assert told(late[0])["rows"] == told(*late)["rows"]  # a decree published two days after it took effect


def test_unknown_episode_without_figures_and_json(tmp_path, capsys):
    assert main(["backtest", "gage2032"]) == 2
    assert "gage2023" in capsys.readouterr().err
    file = tmp_path / "bare.toml"
    file.write_text(SMALL.split("[[targets]]")[0], encoding="utf-8")
    assert main(["backtest", str(file)]) == 3
    capsys.readouterr()
    file.write_text(SMALL, encoding="utf-8")
    assert main(["backtest", str(file), "--json", "--runs", "20"]) == 0
    assert json.loads(capsys.readouterr().out) == workspace.backtest(file, runs=20)
    assert main(["backtest", str(file), "--runs", "20"]) == 0
    assert "nothing leaves" in capsys.readouterr().out


def test_the_chart_is_drawn_the_same_twice(tmp_path):
    one = workspace.backtest_chart(tmp_path / "one.svg", "sb2024", runs=20).read_bytes()
    assert one == workspace.backtest_chart(tmp_path / "two.svg", "sb2024", runs=20).read_bytes()
    assert b"sb2024: export volume, CHN" in one
    with pytest.raises(BadInput, match=r"svg or \.png"):
        workspace.backtest_chart(tmp_path / "chart.pdf", "sb2024", runs=20)
