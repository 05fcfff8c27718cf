"""Every connector on every kind of bad row: named by file and row, in a sentence, and the previous facts stay as they were."""

import csv
import io
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from raw_samples import PARQUET, SAMPLES, to_parquet

from lodestone.connect.build import build
from lodestone.terms.errors import BadInput


class Table(NamedTuple):
    """One file of a publisher: its sample, where a figure and a place stand in it, and a row that yields a fact."""

    publisher: str
    file: str
    value: str
    place: str
    row: str
    encoding: str = "utf-8"
    signed: bool = False


TABLES = (
    Table("usgs_mcs", "usgs_mcs2026_commodities.csv", "Value", "Country", "China,Production", "cp1252"),
    Table("usgs_mcs", "usgs_mcs2025_world.csv", "PROD_2023", "COUNTRY", "China,Primary production", "utf-8-sig"),
    Table("eu_crm", "fact_GlobalSupplyShares_t.csv", "Share", "Country", "China,90.5%"),
    Table("eu_crm", "fact_EUSupplyShares_t.csv", "Share", "Country", "China,65%"),
    Table("baci", "baci_hs92_minerals_sample.csv", "value_kusd", "importer", "2023,CHN,JPN,284690"),
    Table("baci", "baci_hs17_2024_30codes_full_sample.csv", "value_kusd", "importer", "850511"),
    Table("wgi", "wgi_1996_2023_six_dimensions.csv", "estimate", "code", "CHNpv2023", signed=True),
    Table("bgs_wms", "bgs_wms_production_sample.csv", "quantity", "country_iso3_code", "CHN,China,2023"),
    Table("wmd", "wmd_2018_2024_long.csv", "quantity", "Country_ISO", "Chile"),
    Table("wb_pink_sheet", "wb_pinksheet_monthly_sample.csv", "Copper ($/mt)", "", "2024M01"),
    Table("fed_h10", "fx_annual_fed.csv", "Exchange rate", "Country", "2024-01-01,Japan"),
    Table("fed_h10", "fx_monthly_fed.csv", "Exchange rate", "Country", "2024-01-01,Japan"),
    Table("wb_income", "wb_income_class_fy2026.csv", "", "Code", "Angola"),
    Table("comext", "eurostat_comext_eu27_cn8_imports_sample.csv", "VALUE_IN_EUROS", "PARTNER_ISO", "DE,CN,81129289"),
)


def edited(table: Table, change: Callable[[list[str], list[str]], list[list[str]]]) -> bytes:
    """The sample with its row replaced by what ``change`` (row, header) makes of it."""
    text = (SAMPLES / table.file).read_bytes().decode(table.encoding)
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    at = next(n for n, row in enumerate(rows) if table.row in ",".join(row))
    rows[at : at + 1] = change(rows[at], head)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    return out.getvalue().encode(table.encoding)


def put(column: str, text: str) -> Callable[[list[str], list[str]], list[list[str]]]:
    return lambda row, head: [[text if name == column else cell for name, cell in zip(head, row, strict=True)]]


def unit(table: Table) -> str:
    return "%" if table.value == "Share" else ""


DAMAGES: dict[str, Callable[[Table], bytes | None]] = {
    "a figure that is no number (nan)": lambda t: edited(t, put(t.value, f"nan{unit(t)}")) if t.value else None,
    "a negative figure": lambda t: edited(t, put(t.value, f"-9{unit(t)}")) if t.value else None,  # for a score: out of its scale
    "a row twice": lambda t: edited(t, lambda row, head: [row, row]),
    "a place nobody knows": lambda t: edited(t, put(t.place, "Q9Q")) if t.place else None,
    "a row cut short": lambda t: None if "baci" in t.file else edited(t, lambda row, head: [row[:2]]),
    "another encoding": lambda t: None if "baci" in t.file else garbled(t),
}


def garbled(table: Table) -> bytes:
    """A byte in the row that is no character of the publisher's encoding."""
    whole = edited(table, lambda row, head: [[*row[:-1], f"{row[-1]}@@"]])
    return whole.replace(b"@@", b"\x81", 1)


CASES = [(t, name) for t in TABLES for name, damage in DAMAGES.items() if damage(t) is not None]


def publisher_raw(table: Table, folder: Path, damaged: bytes | None = None) -> Path:
    """A raw folder with all files of the table's publisher, the table's own damaged."""
    folder.mkdir()
    for other in TABLES:
        if other.publisher != table.publisher:
            continue
        path = folder / other.file
        shutil.copy(SAMPLES / other.file, path)
        if damaged is not None and other == table:
            path.write_bytes(damaged)
        if path.stem in PARQUET:
            name = f"{path.stem.removesuffix('_full_sample')}_full.parquet" if "hs17" in path.stem else f"{path.stem}.parquet"
            to_parquet(path, folder / name)
            path.unlink()
    return folder


@cache
def good_facts(publisher: str) -> dict[str, bytes]:
    table = next(t for t in TABLES if t.publisher == publisher)
    with TemporaryDirectory() as folder:
        build(publisher_raw(table, Path(folder) / "raw"), Path(folder) / "facts")
        return {p.name: p.read_bytes() for p in (Path(folder) / "facts").iterdir()}


@pytest.mark.parametrize(("table", "damage"), CASES, ids=lambda x: x.file if isinstance(x, Table) else x)
def test_bad_rows_are_named_and_nothing_is_half_imported(table: Table, damage: str, tmp_path: Path) -> None:
    out = tmp_path / "facts"
    out.mkdir()
    for name, content in good_facts(table.publisher).items():
        (out / name).write_bytes(content)
    content = DAMAGES[damage](table)
    assert content is not None
    with pytest.raises(BadInput) as refused:
        build(publisher_raw(table, tmp_path / "raw", content), out)
    said = str(refused.value)
    stem = table.file.removesuffix(".csv").removesuffix("_full_sample")
    assert stem in said
    assert re.search(r"(row|line) \d+", said), said
    assert "\n" not in said
    assert {p.name: p.read_bytes() for p in out.iterdir()} == good_facts(table.publisher)


IEA = "iea_cm_data_explorer.json"
FIGURE = '"Democratic Republic of Congo": {"2024": 15.0'


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ('"Democratic Republic of Congo": {"2024": NaN', "mining/Democratic Republic of Congo: nan: want a finite number"),
        ('"Democratic Republic of Congo": {"2024": -15.0', "-15.0: want a finite number of kilotonnes, not negative"),
        ('"Democratic Republic of Congo": {"2024": "15"', "not a number"),
        ('"Wakanda": {"2024": 15.0', '"Wakanda" is a place nobody knows'),
        ('"Democratic Republic of Congo": {"2024": 14.0}, "Democratic Republic of Congo": {"2024": 15.0', "twice"),
    ],
)
def test_a_json_document_is_named_by_the_path_to_the_figure(new: str, said: str, tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "facts"
    raw.mkdir()
    text = (SAMPLES / IEA).read_text(encoding="utf-8")
    (raw / IEA).write_text(text, encoding="utf-8")
    build(raw, out)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    assert text.count(FIGURE) == 1
    (raw / IEA).write_text(text.replace(FIGURE, new), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        build(raw, out)
    assert IEA in str(refused.value)
    assert said in str(refused.value)
    assert "Congo" in str(refused.value) or "supply/Cobalt/mining/Wakanda" in str(refused.value)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_no_publisher_is_left_out() -> None:
    from lodestone.connect.publishers import PUBLISHERS

    apart = {"iea_cm", "baci_values"}  # a JSON document (above) and a Parquet extract of values (test_readers)
    assert {t.publisher for t in TABLES} >= set(PUBLISHERS) - apart
