"""The publishers we read: for each, the files to look for in a raw folder and the reader of each file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.terms.errors import BadInput


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a publisher: name patterns to look for, ``module:function`` that reads it, and the card its facts cite."""

    patterns: tuple[str, ...]
    reader: str
    card: str

    def read(self, path: Path) -> Iterator[Fact]:
        """Facts of the file."""
        module, name = self.reader.split(":")
        function: Callable[[Path], Iterator[Fact]] = getattr(import_module(f"lodestone.connect.{module}"), name)
        return function(path)

    def find(self, raw: Path) -> Path | None:
        """The file in a raw folder or any folder below it, or None; raises ``BadInput`` when two would do."""
        found = sorted({p for pattern in self.patterns for p in raw.rglob(pattern) if p.is_file()})
        if len(found) > 1:
            raise BadInput(f"{found[0]} and {found[1]}: two files of one table; keep the one that counts")
        return found[0] if found else None


PUBLISHERS: dict[str, tuple[Part, ...]] = {
    "usgs_mcs": (
        Part(("usgs_mcs2026_commodities.csv*", "MCS2026_Commodities_Data.csv*"), "usgs_mcs:read_2026", "usgs_mcs_2026"),
        Part(("usgs_mcs2025_world.csv*", "MCS2025_World_Data.csv*"), "usgs_mcs:read_2025", "usgs_mcs_2025"),
    ),
    "eu_crm": (
        Part(("fact_GlobalSupplyShares_t.csv*",), "eu_crm:read_global", "eu_crm_2023"),
        Part(("fact_EUSupplyShares_t.csv*",), "eu_crm:read_eu", "eu_crm_2023"),
    ),
    "baci": (
        Part(("baci_hs92_minerals_*.parquet", "BACI_HS92_V*.zip"), "baci:read_hs92", "baci_202601"),
        Part(("baci_hs17_2024_30codes_full.parquet", "BACI_HS17_V*.zip"), "baci:read_hs17", "baci_202601"),
    ),
    "baci_values": (
        Part(("varcolacus_baci_topflows_*.parquet", "baci_topflows_*.parquet"), "baci_values:read", "baci_values_202601"),
    ),
    "wgi": (Part(("wgi_1996_2023_six_dimensions.csv*", "wgidataset*.xlsx"), "wgi:read", "wgi_2024"),),
    "iea_cm": (Part(("iea_cm_data_explorer.json*",), "iea_cm:read", "iea_cmde_2025"),),
    "bgs_wms": (Part(("bgs_wms_production_*.csv*",), "bgs_wms:read", "bgs_wms"),),
    "wmd": (Part(("wmd_2018_2024_long.csv*",), "wmd:read", "wmd_2026"),),
    "wb_pink_sheet": (
        Part(("wb_pinksheet_monthly_*.csv*", "CMO-Historical-Data-Monthly*.xlsx"), "pink_sheet:read", "wb_pink_sheet_2026"),
    ),
    "fed_h10": (
        Part(("fx_annual_fed.csv*",), "fed_fx:read_annual", "fed_h10"),
        Part(("fx_monthly_fed.csv*",), "fed_fx:read_monthly", "fed_h10"),
    ),
    "wb_income": (Part(("wb_income_class_fy2026.csv*", "CLASS*.xlsx"), "wb_income:read", "wb_income_2026"),),
    "comext": (Part(("eurostat_comext_eu27_cn8_imports_*.csv*",), "comext:read", "comext_cn8"),),
}
