"""A raw folder of tiny invented files in the publishers' formats."""

import shutil
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "samples"
PARQUET = ("baci_hs92_minerals_sample", "baci_hs17_2024_30codes_full_sample", "baci_topflows_sample")


def to_parquet(sheet: Path, out: Path) -> Path:
    import duckdb

    code = "hs92" if "hs92" in sheet.name else "hs6" if "hs17" in sheet.name else "material"
    with duckdb.connect() as db:
        db.execute(f"copy (select * from read_csv('{sheet}', types = {{'{code}': 'VARCHAR'}})) to '{out}' (format parquet)")
    return out


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    shutil.copytree(SAMPLES, folder)
    for stem in PARQUET:
        to_parquet(
            folder / f"{stem}.csv",
            folder / f"{stem.removesuffix('_full_sample')}_full.parquet" if "hs17" in stem else folder / f"{stem}.parquet",
        )
    return folder
