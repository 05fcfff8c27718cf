"""BACI as its publisher packs it: a zip of yearly files with numeric countries, and what is refused in it."""

import zipfile
from pathlib import Path

import pytest

from lodestone.atlas.fact import Fact
from lodestone.connect.baci import read_hs17, read_hs92
from lodestone.terms.errors import BadInput

YEAR_2023 = "t,i,j,k,v,q\n2023,156,392,284690,900.0,90.0\n2023,156,392,010121,5.0,1.0\n"
YEAR_2024 = "t,i,j,k,v,q\n2024,156,392,284690,800.0,           NA\n2024,842,251,283691,40.5,3.25\n2024,490,699,284610,7,2\n"


def packed(folder: Path, members: dict[str, str], name: str = "BACI_HS92_V202601.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Readme.txt", "invented for tests")
        for member, text in members.items():
            archive.writestr(member, text)
    return path


def both(folder: Path) -> Path:
    return packed(folder, {"BACI_HS92_Y2024_V202601.csv": YEAR_2024, "BACI_HS92_Y2023_V202601.csv": YEAR_2023})


def mass(facts: list[Fact]) -> dict[tuple[str, str | None, int], float | None]:
    return {(f.place, f.partner, f.period): f.value for f in facts if f.quantity == "trade"}


def test_numeric_countries_years_and_rows_without_mass(tmp_path: Path) -> None:
    facts = list(read_hs92(both(tmp_path)))
    assert mass(facts) == {
        ("CHN", "JPN", 2023): 90.0, ("CHN", "JPN", 2024): None, ("USA", "FRA", 2024): 3.25, ("TWN", "IND", 2024): 2.0,
    }  # fmt: skip
    assert [f.flag for f in facts if f.value is None] == ["withheld"]
    assert {f.card for f in facts} == {"baci_202601"}


def test_years_before_the_first_are_not_even_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path, {"BACI_HS92_Y1995_V202601.csv": "garbage", "BACI_HS92_Y2023_V202601.csv": YEAR_2023})
    assert len(list(read_hs92(path))) == 2


def test_one_yearly_file_reads_alone(tmp_path: Path) -> None:
    path = tmp_path / "BACI_HS92_Y2023_V202601.csv"
    path.write_text(YEAR_2023, encoding="utf-8")
    assert mass(list(read_hs92(path))) == {("CHN", "JPN", 2023): 90.0}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("BACI_HS17_Y2024_V202601.csv", YEAR_2024, "is of edition HS17, want HS92"),
        ("BACI_HS92_Y2024_V202501.csv", YEAR_2024, "is release 202501"),
        ("BACI_HS92_Y2024_V202601.csv", YEAR_2024 + "2024,156,392,810820,1,1\n", "code 810820 does not exist in HS92"),
        ("BACI_HS92_Y2024_V202601.csv", YEAR_2024.replace("t,i,j,k,v,q", "t,i,j,k,value,q"), "changed columns"),
        ("BACI_HS92_Y2024_V202601.csv", YEAR_2024.replace("842", "999"), '"999" is a country code nobody knows'),
        ("BACI_HS92_Y2024_V202601.csv", YEAR_2024.replace("3.25", "-3.25"), "is negative"),
        ("BACI_HS92_Y2024_V202601.csv", YEAR_2024.replace("3.25", "nan"), ""),
        ("BACI_HS92_Y2024_V202601.csv", YEAR_2024.replace("3.25", "3,25"), "not a whole CSV"),
        ("BACI_HS92_Y2024_V202601.csv", YEAR_2024.replace("40.5", "forty"), 'line 3: "forty" is not a number'),
        ("BACI_HS92_Y2024_V202601.csv", YEAR_2024.replace("40.5", "inf"), "finite"),
        ("BACI_HS92_Y2024_V202601.csv", YEAR_2024 + "2024,842,251,283691,40.5,3.25\n", "the same cell stands already in row 3"),
        ("BACI_HS92_Y2024_V202601.csv", "t,i,j,k,v,q\n2024,842,251,010121,1,1\n", "is it another HS edition"),
        ("trade.csv", YEAR_2024, "no yearly file such as"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = packed(tmp_path, {name: text})
    if not said:  # NaN in the mass is a missing mass
        assert mass(list(read_hs92(path)))["USA", "FRA", 2024] is None
        return
    with pytest.raises(BadInput) as refused:
        list(read_hs92(path))
    assert said in str(refused.value)
    assert "BACI_HS92_V202601.zip" in str(refused.value)


def test_a_truncated_zip_is_refused(tmp_path: Path) -> None:
    path = both(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BadInput, match="not a whole zip file"):
        list(read_hs92(path))


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, {"BACI_HS92_Y2024_V202601.csv": YEAR_2024 + "2024,842,251,283691,1,1\n" * 500})
    whole = bytearray(path.read_bytes())
    at = whole.find(b"BACI_HS92_Y2024") + 60
    whole[at : at + 8] = b"\xff" * 8
    path.write_bytes(bytes(whole))
    with pytest.raises(BadInput, match="not a whole zip file"):
        list(read_hs92(path))


def test_the_other_edition_refuses_it_too(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is of edition HS92, want HS17"):
        list(read_hs17(both(tmp_path)))


def test_parquet_and_zip_of_one_table_in_one_folder_are_refused(tmp_path: Path) -> None:
    from lodestone.connect.publishers import PUBLISHERS

    both(tmp_path)
    (tmp_path / "baci_hs92_minerals_x.parquet").write_bytes(b"")
    with pytest.raises(BadInput, match="two files of one table"):
        PUBLISHERS["baci"][0].find(tmp_path)


def test_an_edition_mixed_up_in_parquet_is_refused(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "baci_hs92_minerals_x.parquet"
    rows = "(2024, 'CHN', 'JPN', '284690', 1.0, 2.0), (2024, 'CHN', 'JPN', '811010', 1.0, 2.0)"
    with duckdb.connect() as db:
        db.execute(
            f"copy (select * from (values {rows}) t(year, exporter, importer, hs92, value_kusd, qty_t)) "
            f"to '{path}' (format parquet)"
        )
    with pytest.raises(BadInput, match="811010 does not exist in HS92"):
        list(read_hs92(path))
