"""The five packaged networks: proved by check_chain, held against figures they were not fitted to, and against earlier work."""

import csv
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lodestone.atlas.build import build_network
from lodestone.atlas.chainfile import chain_ids, load_chain
from lodestone.atlas.network import Network
from lodestone.atlas.trace import origin_shares
from lodestone.store.facts import load
from lodestone.testing import check_chain

CHAINS = Path(__file__).parents[2] / "src" / "lodestone" / "data" / "chains"
GOLDEN = tomllib.loads((Path(__file__).parents[1] / "golden" / "networks_2024.toml").read_text("utf-8"))


@cache
def network(chain: str, year: int = 2024, kind: str = "account") -> Network:
    return build_network(load(commodities=load_chain(chain).commodities), chain, year=year, kind=kind, draws=0)


@pytest.mark.slow
@pytest.mark.parametrize("name", chain_ids())
def test_check_chain_proves_every_packaged_chain(name):
    proof = check_chain(CHAINS / f"{name}.toml")
    assert proof.rows_classified > 50
    assert max(proof.residual_account, proof.residual_baseline) < 1e-9


def test_check_chain_names_every_failure():
    text = (CHAINS / "gallium.toml").read_text("utf-8")
    text = text.replace('card = "wmd_2026", form = "crude"', 'card = "wmd_2099", form = "crude"')
    text = text.replace('source = "yomiuri-2023"', 'source = "nobody-2023"')
    text = text.replace('exporters = ["CHN", "RUS"], form = "crude"', 'exporters = ["CHN"], form = "crude"').replace(
        '{ code = "81129289", edition = "CN8", form = "refined"',
        '{ code = "81129289", edition = "CN8", exporters = ["DEU"], form = "refined"',
    )
    with pytest.raises(AssertionError) as caught:
        check_chain(text)
    for words in ("wmd_2099 has no production", "'nobody-2023' is neither", "CN8 81129289", "no rule takes it"):
        assert words in str(caught.value)


def traded(net: Network, forms: list[str], *, into: str | None = None, out_of: str | None = None) -> float:
    hit = np.isin(net.arc_form, [net.forms.index(f) for f in forms])
    if into:
        hit &= net.arc_destination == net.places.index(into)
    if out_of:
        hit &= net.arc_origin == net.places.index(out_of)
    return float(net.flow_t[hit].sum())


def published(chain: str, quantity: str, card: str, place: str, year: int) -> float:
    found = [
        f
        for f in load(commodities=[chain], quantities=[quantity], cards=[card], periods=[year])
        if f.place == place and f.form == "all"
    ]
    return found[0].value


@pytest.mark.parametrize("quantity", ["imports", "exports"])
def test_trade_of_the_united_states_against_its_own_survey(quantity):
    for row in GOLDEN[quantity]:
        for year, within in row["within"].items():
            net = network(row["chain"], int(year))
            side = {"into": row["economy"]} if quantity == "imports" else {"out_of": row["economy"]}
            ours = traded(net, row["forms"], **side)
            theirs = published(row["chain"], quantity, row["card"], row["economy"], int(year))
            assert abs(ours / theirs - 1) <= within, f"{row['chain']} {quantity} {year}: {ours:,.0f} against {theirs:,.0f} t"


def test_import_shares_against_a_survey():
    for row in GOLDEN["share"]:
        net = network(row["chain"])
        total = traded(net, [row["form"]], into=row["importer"])
        for origin, share in row["origins"].items():
            assert traded(net, [row["form"]], into=row["importer"], out_of=origin) / total == pytest.approx(
                share, abs=row["within"]
            )


def test_world_shares():
    for row in GOLDEN["supply"]:
        net = network(row["chain"])
        nodes = net.node_form == net.forms.index(row["form"])
        made = net.made_t()
        for origin, share in row["origins"].items():
            ours = made[nodes & (net.node_place == net.places.index(origin))].sum() / made[nodes].sum()
            assert ours == pytest.approx(share, abs=row["within"])


@pytest.mark.parametrize("name", chain_ids())
def test_every_arc_and_node_says_what_it_rests_on(name):
    net = network(name)
    assert set(net.arc_status) <= {"observed", "estimated", "carried", "imputed"}
    known = {f.card for f in load(commodities=load_chain(name).commodities)} | {s.id for s in load_chain(name).source}
    for sources in (*net.arc_sources, *net.node_sources):
        assert sources
        assert set(sources) <= known | {"assumption", "balance"}
    assert all(basis and all(basis) for basis in net.arc_basis)
    for account in net.stage_accounts:
        assert 0 <= account.moved_t <= account.throughput_t
        total = account.observed + account.estimated + account.carried + account.imputed
        assert total == pytest.approx(1 if account.traded_t > 0 else 0)


def test_what_open_data_cannot_say_is_not_printed():
    heavy = network("rare_earths_heavy")
    assert not origin_shares(heavy, "oxide", "JPN").printable
    assert not origin_shares(network("gallium"), "refined", "KOR").printable
    assert origin_shares(network("lithium"), "carbonate", "JPN").printable


FILES = {
    "cobalt": ("cobalt", {"interm": "intermediate"}),
    "lithium": ("lithium", {"conc": "concentrate", "carb": "carbonate", "hyd": "hydroxide"}),
    "gallium": ("gallium", {}),
    "rare_earths_light": ("ree_light_NdPr", {"conc": "ore"}),
    "rare_earths_heavy": ("ree_heavy_DyTb", {"conc": "ore"}),
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_arcs_agree_with_earlier_work(shared, name):
    file, words = FILES[name]
    theirs = {}
    with (shared / "networks_2024" / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["origin"] != row["destination"]:
                theirs[words.get(row["form"], row["form"]), row["origin"], row["destination"]] = float(row["t_contained"])
    net = network(name)
    labels = zip(net.arc_form, net.arc_origin, net.arc_destination, strict=True)
    ours = {(net.forms[f], net.places[o], net.places[d]): float(t) for (f, o, d), t in zip(labels, net.flow_t, strict=True)}
    for form in net.forms:
        keys = sorted({k for k in (*ours, *theirs) if k[0] == form})
        if len(keys) > 3:
            a, b = (np.array([cells.get(k, 0.0) for k in keys]) for cells in (ours, theirs))
            assert np.corrcoef(a, b)[0, 1] > 0.85, form
            assert abs(a.sum() / b.sum() - 1) < 0.25, form
