"""The wheel carries the tables, chains, facts and templates that the package reads."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tree import PACKAGE, ROOT, tracked


@pytest.mark.slow
def test_wheel_holds_everything(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    run = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    wanted = {p.relative_to(ROOT / "src").as_posix() for p in tracked() if PACKAGE in p.parents}
    assert wanted - held == set()
    assert any(n.endswith("licenses/LICENSE") for n in held)
    assert not [n for n in held if n.startswith(("tests", "examples", "docs"))]
