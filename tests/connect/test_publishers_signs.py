"""What publishers' files hide: signs, units that are wrong, codes for two countries, parts of one economy."""

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from lodestone.connect import bgs_wms, comext, eu_crm, fed_fx, iea_cm, pink_sheet, usgs_mcs, wb_income, wgi, wmd
from lodestone.terms.errors import BadInput


def table(path: Path, head: Sequence[str], *rows: Sequence[object], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows([head, *rows])
    return path


MCS = (*usgs_mcs.COLUMNS_2026, "Is critical mineral 2025", "Other notes")


def mcs(path: Path, *rows: Sequence[object]) -> Path:
    return table(path / "MCS2026_Commodities_Data.csv", MCS, *((*row, "", "") for row in rows), encoding="cp1252")


def test_a_small_s_is_less_than_half_a_unit_or_counted_elsewhere(tmp_path: Path) -> None:
    world = ("World Mine Production and Reserves", "Titanium Mineral Concentrates", "United States", "Production")
    path = mcs(
        tmp_path,
        ("COPPER", "Salient Statistics—United States", "Copper", "United States", "Import",
         "Imports for consumption: Ore and concentrate", "thousand metric tons", "2024", "s", "Less than ½ unit."),
        ("TITANIUM MINERAL CONCENTRATES", *world, "Mine production: Rutile", "thousand metric tons", "2024", "s",
         "United States rutile production and reserves data are included with ilmenite."),
        ("MANGANESE", "World Mine Production and Reserves", "Manganese", "Other countries", "Reserves", "Reserves",
         "thousand metric tons", "2025", "Small", ""),
    )  # fmt: skip
    ore, rutile, small = usgs_mcs.read_2026(path)
    assert (ore.value, ore.low, ore.high, ore.flag) == (250.0, 0.0, 500.0, "estimated")
    assert (rutile.value, rutile.flag, rutile.note) == (None, "withheld", "counted in another row")
    assert (small.value, small.flag) == (None, "withheld")


def test_titanium_is_kept_as_metal_and_prices_as_dollars_a_kilogram(tmp_path: Path) -> None:
    salient = ("Salient Statistics—United States",)
    path = mcs(
        tmp_path,
        ("TITANIUM MINERAL CONCENTRATES", "World Mine Production and Reserves", "Titanium Mineral Concentrates", "World total",
         "Production", "Mine production: ilmenite, rounded", "thousand metric tons", "2024", "1,000", ""),
        ("COPPER", *salient, "Copper", "United States", "Price",
         "Price, annual average, cents per pound: London Metal Exchange, grade A, cash", "cents per pound", "2024", "400", ""),
        ("PLATINUM-GROUP METALS", *salient, "Platinum", "United States", "Price", "Price, dollars per troy ounce: Platinum",
         "dollars per troy ounce", "2024", "1,000", ""),
        ("MANGANESE", *salient, "Manganese", "United States", "Price",
         "Price, average, manganese content, cost, insurance, and freight, China, dollars per metric ton unit",
         "dollars per metric ton", "2024", "5", ""),  # as the release has it: a unit is ten kilograms
        ("TUNGSTEN", *salient, "Tungsten", "United States", "Price",
         "Price, concentrate, average in-warehouse Rotterdam, dollars per dry metric ton unit of tungsten trioxide",
         "dollars per dry metric ton unit", "2024", "300", ""),
    )  # fmt: skip
    ilmenite, copper, platinum, manganese, tungsten = usgs_mcs.read_2026(path)
    assert (ilmenite.place, ilmenite.form) == ("WLD", "ilmenite")
    assert ilmenite.value == pytest.approx(1_000_000 * 47.867 / (47.867 + 2 * 15.999), rel=1e-4)
    assert copper.value == pytest.approx(4 / 0.45359237, rel=1e-6)
    assert platinum.value == pytest.approx(1_000 / 0.0311034768, rel=1e-6)
    assert manganese.value == pytest.approx(0.5)  # five dollars for ten kilograms contained
    assert tungsten.value == pytest.approx(300 / (10 * 0.79297), rel=1e-4)


def test_the_release_of_2025_calls_thousands_of_titanium_tonnes_tonnes(tmp_path: Path) -> None:
    head = (*usgs_mcs.COLUMNS_2025[:6], "PROD_EST_ 2024", *usgs_mcs.COLUMNS_2025[6:])
    kind, ilmenite = "Titanium Mineral Concentrates", "Mine production, ilmentite, titanium dioxide (TiO2) content"
    path = table(
        tmp_path / "MCS2025_World_Data.csv", head,
        ("MCS2025", kind, "Norway", ilmenite, "metric tons", 10, 11, "", "", ""),
        ("MCS2025", kind, "World total (ilmenite, rounded)", ilmenite, "metric tons", 100, 110, "", "", ""),
        ("MCS2025", kind, "World total (ilmenite and rutile, rounded)", ilmenite, "metric tons", 120, 130, "", "", ""),
    )  # fmt: skip
    norway, world = usgs_mcs.read_2025(path)
    assert norway.value == pytest.approx(5993.5)
    assert (world.place, world.value) == ("WLD", pytest.approx(59_935.0))
    path.write_text(path.read_text(encoding="utf-8").replace("metric tons", "thousand metric tons"), encoding="utf-8")
    with pytest.raises(BadInput, match="want metric tons"):  # a mended release must not be multiplied again
        list(usgs_mcs.read_2025(path))


def test_both_congos_stand_under_one_code(tmp_path: Path) -> None:
    row = ("copper, mine", "", "Production")
    rest = ("2023", "8", "tonnes (metal content)", "")
    path = table(
        tmp_path / "bgs.csv", bgs_wms.COLUMNS,
        (*row, "COD", "Congo", *rest), (*row, "COD", "Congo, Democratic Republic", *rest), (*row, "1A0", "Kosovo", *rest),
    )  # fmt: skip
    assert [f.place for f in bgs_wms.read(path)] == ["COG", "COD", "XKX"]


def test_alloys_stay_gross(tmp_path: Path) -> None:
    row = ("ferro-alloys", "Ferro-nickel", "Production", "JPN", "Japan", "2023", "50", "tonnes (metric)", "Nickel content.")
    (alloy,) = bgs_wms.read(table(tmp_path / "bgs.csv", bgs_wms.COLUMNS, row))
    assert (alloy.basis, alloy.form) == ("gross", "ferronickel")
    assert alloy.note.endswith("; nickel content")


def test_gas_is_kept_by_mass_and_says_so(tmp_path: Path) -> None:
    path = table(tmp_path / "wmd.csv", wmd.COLUMNS, ("Natural Gas", "Qatar", "QAT", "Mio m3", "r", 2024, 2.0))
    (gas,) = wmd.read(path)
    assert (gas.commodity, gas.stage, gas.value, gas.basis) == ("lng", "extract", 1470.0, "gross")
    assert "735 t" in gas.note
    path.write_text(path.read_text(encoding="utf-8").replace("Mio m3", "metr. t"), encoding="utf-8")
    with pytest.raises(BadInput, match="want Mio m3"):
        list(wmd.read(path))


def test_parts_of_an_economy_are_added_to_it(tmp_path: Path) -> None:
    rows = [("SE", "ES", 25041000, 1, 2022, 1000), ("SE", "XC", 25041000, 1, 2022, 500), ("FI", "XL", 25041000, 1, 2022, 7)]
    facts = {f.partner: f for f in comext.read(table(tmp_path / "c.csv", comext.COLUMNS, *rows))}
    assert (facts["SWE"].place, facts["SWE"].value) == ("ESP", 1.5)
    assert (facts["FIN"].place, facts["FIN"].value) == ("ESP", 0.007)
    assert "and" in facts["SWE"].row
    with pytest.raises(BadInput, match="the same cell"):
        list(comext.read(table(tmp_path / "c.csv", comext.COLUMNS, rows[0], rows[0])))
    with pytest.raises(BadInput, match="the same cell"):
        list(comext.read(table(tmp_path / "c.csv", comext.COLUMNS, rows[1], rows[1])))


def test_two_materials_of_the_study_with_one_mine_table(tmp_path: Path) -> None:
    rows = [
        ("Titanium", "E", "Norway", "10%", 1),
        ("Titanium metal", "E", "Norway", "10%", 1),
        ("Titanium metal", "P", "Japan", "26%", 1),
    ]
    shares = [f for f in eu_crm.read_global(table(tmp_path / "f.csv", eu_crm.COLUMNS, *rows)) if f.quantity == "share"]
    assert [(f.form, f.stage) for f in shares] == [("ore", "mine"), ("sponge", "intermediate")]


def test_an_agency_file_without_our_minerals_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "iea.json"
    path.write_text('{"supply": {"Unobtainium": {}}, "totalDemand": {}}', encoding="utf-8")
    with pytest.raises(BadInput, match="none of the minerals"):
        list(iea_cm.read(path))


def test_prices_by_month(raw: Path) -> None:
    facts = list(pink_sheet.read(raw / "wb_pinksheet_monthly_sample.csv"))
    assert {f.period for f in facts} == {2024}
    lng = [f for f in facts if f.commodity == "lng"]
    assert [(f.month, f.value, f.place) for f in lng] == [(1, pytest.approx(20 * 0.05158), "JPN")]  # no price in February
    assert [f.value for f in facts if f.commodity == "copper"] == [8.0, 8.1]


def test_exchange_rates_by_year_and_month(raw: Path) -> None:
    annual, monthly = list(fed_fx.read_annual(raw / "fx_annual_fed.csv")), list(fed_fx.read_monthly(raw / "fx_monthly_fed.csv"))
    assert [(f.place, f.form, f.value, f.month) for f in annual] == [("JPN", "JPY", 150.0, None), ("EUU", "EUR", 0.9, None)]
    assert [(f.place, f.value, f.month) for f in monthly] == [("JPN", 140.0, 1), ("JPN", 160.0, 2)]


def test_income_groups(raw: Path) -> None:
    facts = {f.place: f for f in wb_income.read(raw / "wb_income_class_fy2026.csv")}
    assert {p: f.value for p, f in facts.items()} == {"AGO": 4.0, "ETH": None, "JPN": 1.0}
    assert (facts["ETH"].flag, facts["ETH"].note) == ("withheld", "not classified")


@pytest.mark.parametrize(
    ("reader", "name", "old", "new", "said"),
    [
        (pink_sheet.read, "wb_pinksheet_monthly_sample.csv", "2024M01", "2024M13", "is not a month"),
        (pink_sheet.read, "wb_pinksheet_monthly_sample.csv", "8000", "n/a", "is not a number"),
        (pink_sheet.read, "wb_pinksheet_monthly_sample.csv", "Copper ($/mt)", "Copper ($/lb)", "lacks Copper ($/mt)"),
        (fed_fx.read_annual, "fx_annual_fed.csv", "2024-01-01,Japan", "2024-03-01,Japan", "is it the monthly file"),
        (fed_fx.read_annual, "fx_annual_fed.csv", "2024-01-01,Japan", "2024-01-02,Japan", "is a day"),
        (fed_fx.read_annual, "fx_annual_fed.csv", "2024-01-01,Japan", "January,Japan", "is not a date"),
        (fed_fx.read_annual, "fx_annual_fed.csv", "Euro", "Ecu", "has no row in connect/tables/currencies.csv"),
        (fed_fx.read_annual, "fx_annual_fed.csv", "150", "0", "an exchange rate of zero"),
        (fed_fx.read_monthly, "fx_monthly_fed.csv", "2024-02-01,Japan", "2024-01-01,Japan", "the same cell"),
        (wb_income.read, "wb_income_class_fy2026.csv", "Low income", "Poor", 'income group "Poor"'),
        (wb_income.read, "wb_income_class_fy2026.csv", "AGO", "QQQ", "a place nobody knows"),
    ],
)
def test_new_publishers_refuse_by_file_and_row(raw: Path, reader, name: str, old: str, new: str, said: str) -> None:
    path = raw / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        list(reader(path))
    assert said in str(refused.value)
    assert name in str(refused.value)


def test_governance_reads_from_the_publishers_workbook(raw: Path, tmp_path: Path) -> None:
    sheet = raw / "wgi_1996_2023_six_dimensions.csv"
    book = openpyxl.Workbook()
    for row in csv.reader(sheet.read_text(encoding="utf-8").splitlines()):
        book.active.append([float(c) if c.lstrip("-").replace(".", "", 1).isdigit() else c for c in row])
    book.save(tmp_path / "wgidataset.xlsx")
    assert list(wgi.read(tmp_path / "wgidataset.xlsx")) == list(wgi.read(sheet))
