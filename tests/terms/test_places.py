"""Every publisher's spelling finds its economy, and none finds another's."""

import csv
import gzip

import pytest

from lodestone.terms.errors import UnknownTerm
from lodestone.terms.place import members, place, places
from lodestone.terms.tables import listed, rows

SPELLINGS = {
    "COD": "Congo (Kinshasa)|Congo, D.R.|DRC|RDC|コンゴ民主共和国",
    "COG": "Congo|Congo, Rep.",
    "MMR": "Burma|Myanmar",
    "VNM": "Viet Nam|Vietnam",
    "KOR": "Korea, Republic of|Korea (Rep. of)|ROK|韓国",
    "PRK": "Korea, North|DPRK",
    "TUR": "Türkiye|Turkey|Turkyie",
    "CZE": "Czech Republic|Czechia",
    "CIV": "Côte d’Ivoire|Cote d'Ivoire|Ivory Coast",
    "USA": "U.S.|US|United States of America|États-Unis|Vereinigte Staaten|米国",
    "JPN": "Tokyo|jpn|日本|Giappone",
    "CHN": "Beijing|中国|PRC|Cina",
    "CHL": "Cile|Chili",
    "TWN": "Taiwan|Chinese Taipei",
    "XKX": "Kosovo",
    "EUU": "EU|European Union|欧州連合",
}


@pytest.mark.parametrize("code", sorted(SPELLINGS))
def test_spellings(code: str) -> None:
    for said in SPELLINGS[code].split("|"):
        assert place(said).iso3 == code


def test_no_name_belongs_to_two() -> None:
    owner: dict[str, str] = {}
    for found in places().values():
        for name in {n.lower() for n in (found.iso3, found.label, *found.aliases)}:
            assert owner.setdefault(name, found.iso3) == found.iso3, name


def test_every_economy_of_iso_3166(shared) -> None:
    """The 249 economies of the standard, and what publishers add to it."""
    with (shared / "data/03_country/country_codes.csv").open(encoding="utf-8", newline="") as lines:
        codes = {row["ISO3166-1-Alpha-3"] for row in csv.DictReader(lines)}
    economies = {p.iso3 for p in places().values() if p.kind == "economy"}
    assert economies == codes | {"XKX"}


@pytest.mark.parametrize(
    ("file", "column", "encoding"),
    [
        ("usgs_mcs2026_commodities.csv.gz", "Country", "cp1252"),
        ("wmd_2018_2024_long.csv.gz", "Country", "utf-8"),
        ("bgs_wms_production_1971_2023.csv.gz", "country_trans", "utf-8"),
    ],
)
def test_publishers_spellings_are_known(shared, file: str, column: str, encoding: str) -> None:
    gone = {
        "Czechoslovakia",
        "German Democratic Rep",
        "German Federal Republic",
        "Serbia and Montenegro",
        "Soviet Union",
        "Yugoslavia",
    }
    not_a_place = {"World total", "Total", "China, Germany, and Russia"}
    with gzip.open(shared / "data/01_production" / file, "rt", encoding=encoding) as lines:
        said = {row[column] for row in csv.DictReader(lines)}
    unknown = set()
    for name in said - gone - not_a_place:
        try:
            assert place(name).kind in ("economy", "vague")
        except UnknownTerm:
            unknown.add(name)
    assert unknown == set()


def test_label_points_lie_on_the_globe() -> None:
    for found in places().values():
        if found.kind == "economy":
            assert found.lon is not None
            assert found.lat is not None
            assert -180 <= found.lon <= 180
            assert -90 <= found.lat <= 90


def test_label_points_by_hand() -> None:
    """Rough boxes a schoolchild would draw: (west, east, south, north)."""
    boxes = {
        "JPN": (130, 146, 31, 46),
        "AUS": (113, 154, -39, -10),
        "CHL": (-76, -66, -56, -17),
        "COD": (12, 32, -14, 6),
        "KAZ": (46, 88, 40, 56),
    }
    for code, (west, east, south, north) in boxes.items():
        found = places()[code]
        assert west < found.lon < east
        assert south < found.lat < north


def test_blocs() -> None:
    assert len(members("EUU")) == 27
    assert len(members("G7")) == 7
    assert members("C5+1") == ("KAZ", "KGZ", "TJK", "TKM", "UZB")
    assert len(members("African Union")) == 55
    assert len(members("OECD")) == 38
    assert members("Japan") == ("JPN",)
    assert members("Global South") == ("GLOBAL_SOUTH",)
    assert place("Global South").kind == "vague"
    assert place("ROW").kind == "vague"


def test_members_are_economies_named_once() -> None:
    for row in rows("blocs"):
        inside = listed(row["members"])
        assert len(set(inside)) == len(inside)
        assert all(places()[code].kind == "economy" for code in inside)


def test_metonyms_are_among_the_names() -> None:
    for found in places().values():
        assert set(found.metonyms) <= {*found.aliases, found.label}
    assert "Tokyo" in place("JPN").metonyms


def test_nobody_is_told_what_is_near() -> None:
    with pytest.raises(UnknownTerm, match="did you mean Japan"):
        place("Japann")
    for nonsense in ("", "   ", "ブブブ", "1; drop table", "x" * 10_000):
        with pytest.raises(UnknownTerm):
            place(nonsense)
