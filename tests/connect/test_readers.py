"""Every reader on a small invented file in its publisher's format: values, units, flags, and what it refuses."""

import gzip
import importlib
from pathlib import Path

import pytest

from lodestone.atlas.fact import Fact
from lodestone.connect.publishers import PUBLISHERS
from lodestone.connect.sheet import cell
from lodestone.terms.errors import BadInput
from lodestone.terms.units import canonical_unit

USGS, WORLD_2025, EU, WMD, BGS, IEA, WGI, COMEXT = (
    "usgs_mcs2026_commodities.csv",
    "usgs_mcs2025_world.csv",
    "fact_GlobalSupplyShares_t.csv",
    "wmd_2018_2024_long.csv",
    "bgs_wms_production_sample.csv",
    "iea_cm_data_explorer.json",
    "wgi_1996_2023_six_dimensions.csv",
    "eurostat_comext_eu27_cn8_imports_sample.csv",
)
VALUES = "baci_topflows_sample.parquet"
HS92, HS17 = "baci_hs92_minerals_sample.parquet", "baci_hs17_2024_30codes_full.parquet"
READERS = {
    USGS: "usgs_mcs:read_2026", WORLD_2025: "usgs_mcs:read_2025", EU: "eu_crm:read_global", WMD: "wmd:read", BGS: "bgs_wms:read",
    IEA: "iea_cm:read", WGI: "wgi:read", COMEXT: "comext:read", HS92: "baci:read_hs92", HS17: "baci:read_hs17",
    VALUES: "baci_values:read",
}  # fmt: skip


def read(path: Path) -> list[Fact]:
    module, name = READERS[path.name.removesuffix(".gz")].split(":")
    return list(getattr(importlib.import_module(f"lodestone.connect.{module}"), name)(path))


def one(facts: list[Fact], **want: object) -> Fact:
    found = [f for f in facts if all(getattr(f, k) == v for k, v in want.items())]
    assert len(found) == 1, (want, found)
    return found[0]


@pytest.mark.parametrize("name", sorted(READERS))
def test_facts_are_in_canonical_units_and_withheld_exactly_when_without_value(raw: Path, name: str) -> None:
    facts = read(raw / name)
    assert facts
    for f in facts:
        assert f.unit == canonical_unit(f.quantity)
        assert (f.value is None) == (f.flag == "withheld")


@pytest.mark.parametrize("name", sorted(n for n in READERS if n.endswith((".csv", ".json"))))
def test_gzip_and_plain_read_the_same(raw: Path, name: str) -> None:
    packed = raw / f"{name}.gz"
    packed.write_bytes(gzip.compress((raw / name).read_bytes()))
    assert read(packed) == read(raw / name)


def test_usgs_converts_kilograms_and_keeps_every_sign(raw: Path) -> None:
    facts = read(raw / USGS)
    assert one(facts, quantity="production", commodity="gallium", place="CHN").value == 80.0
    assert one(facts, quantity="production", commodity="gallium", place="JPN").flag == "estimated"
    assert one(facts, quantity="production", commodity="gallium", place="USA").value == 0.0  # printed as an em dash
    assert one(facts, quantity="production", commodity="gallium", place="WLD").value == 90.0
    withheld = one(facts, quantity="production", commodity="lithium", place="USA")
    assert (withheld.value, withheld.flag) == (None, "withheld")
    assert one(facts, quantity="exports", commodity="gallium").note == "not available"
    above = one(facts, quantity="net_import_reliance", commodity="lithium")
    assert (above.value, above.low, above.flag) == (None, 0.5, "withheld")
    exporter = one(facts, quantity="net_import_reliance", commodity="rare_earths")
    assert (exporter.value, exporter.high, exporter.note) == (None, 0.0, "net exporter")
    price = one(facts, quantity="price", commodity="lithium")
    assert (price.value, price.place) == (8.0, "WLD")  # USD/kg, printed per tonne under the United States
    spread = one(facts, quantity="price", commodity="scandium")
    assert (spread.low, spread.value, spread.high, spread.flag) == (600.0, 650.0, 700.0, "estimated")
    source = one(facts, quantity="import_share", place="CAN")
    assert (source.partner, source.period, source.period_end, source.value) == ("USA", 2021, 2024, 0.6)
    assert not [f for f in facts if f.commodity == "zinc"]


def test_usgs_2025_gives_2023_and_never_reads_an_empty_cell_as_zero(raw: Path) -> None:
    facts = read(raw / WORLD_2025)
    assert {f.period for f in facts if f.quantity == "production"} == {2023}
    assert one(facts, commodity="lithium", place="USA").flag == "withheld"
    assert one(facts, commodity="gallium", place="KOR").value == 2.0
    assert one(facts, quantity="capacity", place="CHN").value == 100.0
    assert one(facts, commodity="lithium", place="CHL").flag == "estimated"


def test_eu_crm_shares_are_fractions_of_a_five_year_mean(raw: Path) -> None:
    facts = read(raw / EU)
    china = one(facts, quantity="share", commodity="gallium", place="CHN")
    assert (china.value, china.period, china.period_end, china.stage, china.form) == (0.905, 2016, 2020, "refine", "crude")
    small = one(facts, quantity="share", place="KOR")
    assert (small.low, small.value, small.high, small.flag) == (0.0, pytest.approx(0.0005), pytest.approx(0.001), "estimated")
    assert one(facts, quantity="trade_parameter", commodity="cobalt", place="COD").value == 1.1
    assert {f.stage for f in facts if f.commodity == "cobalt"} == {"mine", "refine"}


def test_wmd_lithium_is_converted_from_oxide(raw: Path) -> None:
    facts = read(raw / WMD)
    chile = one(facts, commodity="lithium", place="CHL")
    assert chile.value == pytest.approx(1000 * 2 * 6.94 / (2 * 6.94 + 15.999), rel=1e-3)
    assert one(facts, commodity="gallium", place="UKR").flag == "estimated"  # provisional
    assert not [f for f in facts if f.place == "ZAF"]  # an empty cell is no fact


def test_bgs_leaves_out_lithium_and_old_years(raw: Path) -> None:
    facts = read(raw / BGS)
    assert {(f.commodity, f.stage) for f in facts} == {("cobalt", "refine"), ("gallium", "refine")}
    assert one(facts, commodity="cobalt", place="CHN", period=2023).flag == "estimated"
    assert one(facts, commodity="cobalt", place="FIN").flag == "reported"


def test_iea_takes_this_year_in_tonnes_and_skips_footnotes_and_projections(raw: Path) -> None:
    facts = read(raw / IEA)
    assert one(facts, quantity="production", commodity="cobalt", stage="mine", place="COD").value == 15_000.0
    assert {f.period for f in facts} == {2024}
    assert {f.flag for f in facts} == {"estimated"}
    assert one(facts, quantity="use", commodity="lithium").place == "WLD"
    assert {f.place for f in facts if f.commodity == "rare_earths_magnet" and f.stage == "mine"} == {"MMR", "WLD"}


def test_wgi_keeps_the_error_as_a_band(raw: Path) -> None:
    facts = read(raw / WGI)
    china = one(facts, place="CHN")
    assert (china.value, china.form, china.period) == (-0.5, "pv", 2023)
    assert china.low is not None
    assert china.high is not None
    assert (china.high - china.low) / 3.29 == pytest.approx(0.2)
    assert one(facts, place="COD").value == -2.1  # the publisher's ZAR
    assert not [f for f in facts if f.place == "AND"]


def test_baci_rows_without_mass_keep_their_value(raw: Path) -> None:
    facts = read(raw / HS92)
    assert {f.period for f in facts} == {2023, 2024}
    assert {f.code for f in facts} == {"284690", "284610", "280530", "283691"}
    blind = one(facts, quantity="trade", place="TWN")  # the publisher's S19
    assert (blind.value, blind.flag) == (None, "withheld")
    assert one(facts, quantity="trade_value", place="TWN").value == 60.0
    assert one(facts, quantity="trade", code="284610").commodity == "cerium"
    assert one(facts, quantity="trade", code="280530", partner="DEU").basis == "gross"
    magnets = one(read(raw / HS17), quantity="trade", code="850511")
    assert (magnets.code_edition, magnets.value) == ("HS17", 10.0)


def test_baci_by_value_knows_its_editions_and_leaves_guesses_out(raw: Path) -> None:
    facts = read(raw / VALUES)
    assert [(f.period, f.place, f.code, f.code_edition, f.value) for f in facts] == [
        (2010, "SCG", "810820", "HS02", 1.0),
        (2010, "JPN", "810820", "HS02", 2000.0),
        (2017, "JPN", "810820", "HS17", 3000.0),
    ]
    assert {f.quantity for f in facts} == {"trade_value"}


def test_comext_is_value_only_in_thousand_euro(raw: Path) -> None:
    facts = read(raw / COMEXT)
    gallium = one(facts, commodity="gallium")
    assert (gallium.value, gallium.place, gallium.partner, gallium.code) == (250.0, "CHN", "DEU", "81129289")
    lithium = one(facts, commodity="lithium")
    assert (lithium.place, lithium.partner) == ("NAM", "GRC")


def damage(path: Path, old: str, new: str, encoding: str = "utf-8") -> Path:
    text = path.read_bytes().decode(encoding)
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (USGS, "Statistics_detail", "Detail", "changed columns: lacks Statistics_detail"),
        (USGS, '"80,000"', "8o", '"8o" is not a number'),
        (USGS, "China,Production", "Cathay,Production", '"Cathay" is a place nobody knows'),
        (USGS, "kilograms,2024,\"80,000\"", "carats,2024,\"80,000\"", 'unit "carats" is new'),
        (USGS, '"80,000"', "-5", "is negative"),
        (USGS, "GALLIUM,World", "GALIUM,World", ""),
        (WORLD_2025, "MCS2025,Gallium ,China", "MCS2024,Gallium ,China", "another year's release"),
        (EU, "90.5%", "90.5", "not a percentage"),
        (EU, "90.5%", "905%", "above 100 %"),
        (EU, "Cobalt,P", "Cobalt,X", 'stage "X"'),
        (EU, "Cobalt,E,Australia", 'Cobalt,E,"Congo, D.R."', "the same cell stands already in row"),
        (WMD, "1000.0", "nan", "not a number"),
        (WMD, "CHL,metr. t", "CHL,ounces", "want metr. t"),
        (WMD, "CHN,metr. t,r", "CHN,metr. t,z", 'data_source "z"'),
        (BGS, "120.0,tonnes (metric)", "120.0,carats", "want Production in"),
        (WGI, "-0.5", "inf", "no standard score"),
        (WGI, ",pv,-0.5", ",xx,-0.5", 'indicator "xx"'),
        (WGI, "CHN,China", "QQQ,China", '"QQQ" is a place nobody knows'),
        (COMEXT, "81129289,1", "81129289,2", 'flow "2"'),
        (IEA, '"supply"', '"supplies"', "changed layout"),
        (IEA, "15.0", '"15"', "is not a number"),
        (IEA, "15.0", "15.0,,", "not JSON"),
        (IEA, "Democratic Republic of Congo", "Wakanda", '"Wakanda" is a place nobody knows'),
    ],
)  # fmt: skip
def test_damaged_files_are_refused_by_file_and_row(raw: Path, name: str, old: str, new: str, said: str) -> None:
    path = damage(raw / name, old, new, "cp1252" if name == USGS else "utf-8")
    if not said:  # a chapter nobody knows is skipped, not misread
        assert len(read(path)) < len(read(Path(__file__).parent / "samples" / name))
        return
    with pytest.raises(BadInput) as refused:
        read(path)
    assert said in str(refused.value)
    assert path.name in str(refused.value)


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        (HS92, "(2024, 'CHN', 'JPN', '284690', 1.0, -2.0)", "is negative"),
        (HS92, "(2024, 'CHN', 'JPN', '284690', 'NaN'::double, 2.0)", "finite"),
        (HS92, "(2024, 'CHN', 'QQQ', '284690', 1.0, 2.0)", '"QQQ"'),
        (HS92, "(2024, 'CHN', 'JPN', '284690', 1.0, 2.0), (2024, 'CHN', 'JPN', '284690', 3.0, 4.0)", "the same cell"),
        (HS92, "(2024, 'CHN', 'JPN', '999999', 1.0, 2.0)", "another HS edition"),
    ],
)
def test_damaged_parquet_is_refused(tmp_path: Path, name: str, rows: str, said: str) -> None:
    import duckdb

    path = tmp_path / name
    columns = "(year, exporter, importer, hs92, value_kusd, qty_t)"
    with duckdb.connect() as db:
        db.execute(f"copy (select * from (values {rows}) t{columns}) to '{path}' (format parquet)")
    with pytest.raises(BadInput, match=said):
        read(path)


def test_the_wrong_edition_of_hs_is_refused(raw: Path) -> None:
    (raw / HS17).replace(raw / HS92)
    with pytest.raises(BadInput, match="wrong release or HS edition: lacks hs92"):
        read(raw / HS92)


@pytest.mark.parametrize("name", [HS92, f"{USGS}.gz"])
def test_a_truncated_file_is_refused(raw: Path, name: str) -> None:
    whole = (raw / name).read_bytes() if name == HS92 else gzip.compress((raw / USGS).read_bytes())
    (raw / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="whole"):
        read(raw / name)


def test_the_wrong_encoding_is_refused_with_its_line(raw: Path) -> None:
    path = raw / WMD
    path.write_bytes(path.read_bytes().replace(b"Chile", "Chíle".encode("cp1252")))
    with pytest.raises(BadInput, match="line 2: not UTF-8"):
        read(path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read(tmp_path / WMD)


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "flag"),
    [
        ("1,234.5", 1234.5, None, None, "reported"),
        ("—", 0.0, None, None, "reported"),
        ("W", None, None, None, "withheld"),
        ("NA", None, None, None, "withheld"),
        ("", None, None, None, "withheld"),
        ("E", None, None, 0.0, "withheld"),
        (">50", None, 50.0, None, "withheld"),
        ("<0.1", 0.05, 0.0, 0.1, "estimated"),
        ("10,000 - 15,000", 12_500.0, 10_000.0, 15_000.0, "estimated"),
    ],
)
def test_signs(text: str, value: float | None, low: float | None, high: float | None, flag: str) -> None:
    reading = cell(text, Path("x.csv"), 1)
    assert (reading.value, reading.low, reading.high, reading.flag) == (value, low, high, flag)


@pytest.mark.parametrize("text", ["abc", "1.2.3", "12 t", "--", "1 2", "½"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"x\.csv, line 7"):
        cell(text, Path("x.csv"), 7)


def test_every_part_of_every_publisher_has_a_reader() -> None:
    for parts in PUBLISHERS.values():
        for part in parts:
            module, name = part.reader.split(":")
            assert callable(getattr(importlib.import_module(f"lodestone.connect.{module}"), name))
