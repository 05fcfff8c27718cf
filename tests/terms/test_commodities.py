"""Minerals under every name, groups that hold their members, and customs codes that point at real chains."""

import pytest

from lodestone.atlas.chainfile import chain_ids
from lodestone.terms.commodity import STAGES, chains_of, commodities, commodity, stage
from lodestone.terms.errors import UnknownTerm
from lodestone.terms.place import place
from lodestone.terms.tables import rows

SIXTEEN = tuple(
    "gallium rare_earths_light rare_earths_heavy cobalt lithium germanium nickel graphite copper tungsten antimony "
    "magnesium titanium manganese platinum_group lng".split()
)


@pytest.mark.parametrize("id_", SIXTEEN)
def test_the_sixteen_chains_are_words(id_: str) -> None:
    assert commodity(id_).id == id_
    assert chains_of(id_) == ((id_,) if id_ in chain_ids() else ())


NAMES = {
    "gallium": "Ga ga GALLIUM ガリウム gallio",
    "rare_earths": "レアアース terres_rares Seltene_Erden terre_rare REE rare-earth",
    "rare_earths_light": "NdPr LREE neodymium-praseodymium",
    "rare_earths_heavy": "HREE RARE_EARTHS_HEAVY 重希土類",
    "cobalt": "Kobalt cobalto",
    "lithium": "litio リチウム",
    "tungsten": "wolfram W",
    "lng": "LNG GNL 液化天然ガス",
    "aluminium": "aluminum",
    "lead": "Lead plomb",
    "tin": "tin",
    "critical_minerals": "critical_raw_materials 重要鉱物 minéraux_critiques",
}


@pytest.mark.parametrize("id_", sorted(NAMES))
def test_names(id_: str) -> None:
    for said in NAMES[id_].split():
        assert commodity(said).id == id_


def test_no_name_belongs_to_two() -> None:
    owner: dict[str, str] = {}
    for found in commodities().values():
        for name in {n.lower().replace("-", " ") for n in (found.id, found.label, *found.aliases, *found.guarded)}:
            assert owner.setdefault(name, found.id) == found.id, name


def test_groups_hold_minerals_and_chains() -> None:
    for found in commodities().values():
        assert (found.scope == "group") == bool(found.members)
        assert all(m in commodities() for m in found.members)
        assert not (found.scope == "vague" and found.chain)
    assert chains_of("rare earths") == ("rare_earths_light", "rare_earths_heavy")
    assert chains_of("dysprosium") == ("rare_earths_heavy",)
    assert chains_of("neodymium") == ("rare_earths_light",)
    assert chains_of("critical minerals") == ()


def test_heavy_is_samarium_to_lutetium_with_scandium_and_yttrium() -> None:
    heavy = {commodities()[m].symbol for m in commodity("rare_earths_heavy").members}
    light = {commodities()[m].symbol for m in commodity("rare_earths_light").members}
    assert heavy == set("Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Sc Y".split())
    assert light == set("La Ce Pr Nd".split())


def test_every_chain_named_is_built() -> None:
    assert {c.chain for c in commodities().values() if c.chain} <= set(chain_ids())


def test_ordinary_words_are_guarded() -> None:
    for word in ("lead", "tin", "gold", "silver", "mercury", "argent", "Titan"):
        assert any(word in c.guarded for c in commodities().values()), word
        assert not any(word in c.aliases for c in commodities().values()), word


def test_unknown_words_say_what_is_near() -> None:
    with pytest.raises(UnknownTerm, match="did you mean gallium"):
        commodity("galium")
    for nonsense in ("", " ", "unobtainium", "レ"):
        with pytest.raises(UnknownTerm):
            commodity(nonsense)
    with pytest.raises(UnknownTerm):
        stage("smelting")


def test_customs_codes() -> None:
    for row in rows("hs"):
        assert row["chain" if "chain" in row else "commodity"] in chain_ids()
        assert row["stage"] in STAGES
        assert row["checked"] in ("yes", "no")
        assert row["code"].isdigit()
        assert len(row["code"]) == {"HS92": 6, "HS17": 6, "CN8": 8}[row["edition"]]
        points = [float(row[c]) for c in ("content_low", "content_mode", "content_high") if row[c]]
        assert len(points) in (0, 3)
        assert points == sorted(points)
        assert all(0 <= p <= 1 for p in points)
        assert points or row["mixed"], row["code"]  # a code without a content says what else is in it
        assert (row["checked"] == "no") == ("from memory" in row["source"])


def test_codes_called_checked_are_in_a_publishers_list(shared) -> None:
    import csv

    seen: set[str] = set()
    for file, columns in (
        ("data/02_trade/baci_hs92_product_names.csv", ["code"]),
        ("data/02_trade/hs_chain_stage_map.csv", ["hs92", "hs17"]),
        ("data/02_trade/cn8_material_mapping.csv", ["cn8_code"]),
    ):
        with (shared / file).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                seen |= {code for column in columns for code in row[column].split("|")}
    assert [r["code"] for r in rows("hs") if r["checked"] == "yes" and r["code"] not in seen] == []


def test_measures_and_instruments() -> None:
    mechanisms = {r["id"]: r["mechanism"] for r in rows("measures")}
    assert set(mechanisms.values()) <= {"flow", "price", "capacity", "use", "route", "stock", "none"}
    assert {"export_ban", "export_licence", "export_quota", "tariff", "outage", "export_control"} <= set(mechanisms)
    families = {"finance", "market", "stock", "restrict", "project", "knowledge", "sign", "policy", "body", "security"}
    assert {r["family"] for r in rows("instruments")} <= families
    for table in ("measures", "instruments", "quantities", "priors", "commodities", "blocs"):
        ids = [r["id"] for r in rows(table)]
        assert len(set(ids)) == len(ids), table


def test_priors_stand_in_order_and_give_a_reason() -> None:
    from lodestone.terms.prior import priors

    for found in priors().values():
        assert found.low <= found.mode <= found.high, found.id
        assert len(found.reason.split()) >= 3, found.id
        assert found.estimate().assumed
        assert found.shape in ("triangular", "lognormal", "normal", "fixed"), found.id
        assert found.shape != "lognormal" or found.low > 0, found.id


def test_place_and_commodity_words_do_not_collide() -> None:
    for found in commodities().values():
        for name in (found.label, *found.aliases):
            with pytest.raises(UnknownTerm):
                place(name)
