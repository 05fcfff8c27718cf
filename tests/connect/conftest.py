"""A raw folder of tiny invented files in the publishers' formats."""

import shutil
from pathlib import Path

import pytest
from raw_samples import PARQUET, SAMPLES, to_parquet


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
