"""What every test has at hand: the shared material (skips visibly where it is absent)."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of raw publishers' files and real texts; ``LODESTONE_SHARED`` overrides ``../shared``."""
    folder = Path(os.environ.get("LODESTONE_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"needs the shared material ({folder} is absent; set LODESTONE_SHARED)")
    return folder
