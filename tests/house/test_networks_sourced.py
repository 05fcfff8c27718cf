"""No cell without a source, and one row per stage, form and place: every packaged chain, every cell of 2024."""

import re
from functools import cache
from math import isclose
from pathlib import Path

import pytest

from lodestone.atlas.build import build_network
from lodestone.atlas.chainfile import chain_ids, load_chain
from lodestone.atlas.fact import Fact
from lodestone.atlas.network import Network
from lodestone.atlas.supply_table import QUANTITIES, supply
from lodestone.store.facts import cards, load
from lodestone.terms.commodity import commodities

PAGE = Path(__file__).parents[2] / "docs" / "atlas-check.md"
CUSTOMS = re.compile(r"(HS\d\d|CN8) (\d{6,8}) (?:x|value) ")
ASSUMED = ("assumption: ", "gap: ", "land leg: ")
YEAR = 2024


@cache
def facts(chain: str) -> tuple[Fact, ...]:
    return tuple(load(commodities=load_chain(chain).commodities))


@cache
def outputs() -> tuple[Fact, ...]:
    return tuple(load(quantities=QUANTITIES))


@cache
def network(chain: str, kind: str) -> Network:
    return build_network(facts(chain), chain, year=YEAR, kind=kind, draws=0)


@pytest.mark.parametrize("kind", ["account", "baseline"])
@pytest.mark.parametrize("name", chain_ids())
def test_every_shipment_leads_back_to_a_customs_row_a_source_or_a_reason(name: str, kind: str) -> None:
    net, chain = network(name, kind), load_chain(name)
    rows = {(f.code_edition, f.code, f.place, f.partner) for f in facts(name) if f.code and f.value is not None}
    codes = {key[:2] for key in rows}
    stated = {s.id for s in chain.source}
    assert len(net.arc_sources) == len(net.arc_basis) == net.flow_t.size > 0
    assert sum(any(map(CUSTOMS.match, basis)) for basis in net.arc_basis) > 0.5 * net.flow_t.size
    for n in range(net.flow_t.size):
        ends = (net.places[net.arc_origin[n]], net.places[net.arc_destination[n]])
        cited, basis = net.arc_sources[n], net.arc_basis[n]
        assert cited, ends
        assert basis, ends
        assert all(s in cards() or s in stated or s == "assumption" for s in cited), (ends, cited)
        for said in basis:
            assert said.strip(), ends
            if found := CUSTOMS.match(said):
                # a place folded into the rest of the world has no row of its own; its code has
                assert (*found.groups(), *ends) in rows or ("ROW" in ends and found.groups() in codes), (ends, said)
            elif set(cited) == {"assumption"}:
                assert said.startswith(ASSUMED), (ends, said)
                assert len(said.split(": ", 1)[1]) > 3, (ends, said)


@pytest.mark.parametrize("kind", ["account", "baseline"])
@pytest.mark.parametrize("name", chain_ids())
def test_every_node_says_where_its_tonnes_come_from(name: str, kind: str) -> None:
    net, chain = network(name, kind), load_chain(name)
    read = {f.card for f in facts(name)}
    stated = {s.id for s in chain.source}
    made, status = net.made_t(), {"observed", "estimated", "carried", "imputed"}
    assert len(net.node_sources) == len(net.node_form) == len(net.node_status)
    for n, cited in enumerate(net.node_sources):
        label = (net.forms[net.node_form[n]], net.places[net.node_place[n]])
        assert cited, label
        assert str(net.node_status[n]) in status, label
        assert all(s in read or s in stated or s in ("assumption", "balance") for s in cited), (label, cited)
        if made[n] > 0:  # what is made rests on a figure or an owned-up assumption; only use may follow from the balance
            assert set(cited) != {"balance"}, label


@pytest.mark.parametrize("name", chain_ids())
def test_one_row_a_stage_form_and_place_and_shares_that_sum_to_one(name: str) -> None:
    for word in [id_ for id_, c in commodities().items() if c.chain == name]:
        table = supply(outputs(), word, year=YEAR)
        cells = [(r.stage, r.form, r.place) for r in table.rows]
        assert len(set(cells)) == len(cells) > 0
        assert all(r.sources for r in table.rows)
        for group in {(r.stage, r.form) for r in table.rows}:
            shares = [r.share for r in table.rows if (r.stage, r.form) == group and r.share is not None]
            assert isclose(sum(shares), 1.0, abs_tol=1e-9) or not any(shares), (word, group, sum(shares))


def test_the_published_check_has_every_stage_once() -> None:
    said = [tuple(cell.strip() for cell in line.split("|")[1:4]) for line in PAGE.read_text(encoding="utf-8").splitlines()]
    for name in chain_ids():
        for form in load_chain(name).form:
            assert said.count((name, form.id, form.stage)) == 1, f"{name} {form.id}: write the page again with make atlas-check"
