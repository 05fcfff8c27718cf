"""Nothing heavy is imported before it is needed."""

import json
import os
import subprocess
import sys

import pytest
from tree import PACKAGE, ROOT

HEAVY = set(
    "numpy scipy numba duckdb altair vl_convert dateparser trafilatura lxml openpyxl jinja2 cyclopts rich msgspec"
    " rapidfuzz ahocorasick pandas sklearn".split()
)
LOADED = "import sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"


def loaded(before: str) -> set[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(
        [sys.executable, "-c", f"{before}\n{LOADED}"], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


# Modules a start-up file of the interpreter loads by itself do not count.
@pytest.fixture(scope="module")
def bare() -> set[str]:
    return loaded("")


def test_import_is_light(bare) -> None:
    assert not (loaded("import lodestone") - bare) & HEAVY


def test_help_is_light(bare) -> None:
    for words in (["--help"], ["--version"], []):
        code = f"from lodestone.face.cli import main; assert main({words}) == 0"
        assert not (loaded(code) - bare) & HEAVY, words


def test_words_are_light(bare) -> None:
    code = "from lodestone.terms import commodity, measure, money, month, place, prior, units; place.place('Japan')"
    assert not (loaded(code) - bare) & HEAVY


def test_public_names_are_what_they_say() -> None:
    import lodestone

    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir()} | {p.stem for p in PACKAGE.glob("*.py")}
    for word in lodestone.__all__:
        assert getattr(lodestone, word) is not None
        assert word not in rooms, f"lodestone.{word} would be the room once that is imported"
    assert set(lodestone.__all__) <= set(dir(lodestone))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = lodestone.nonsense


def test_version_is_one() -> None:
    import tomllib

    import lodestone

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert lodestone.__version__ == project["version"]
    assert f"version: {project['version']}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
