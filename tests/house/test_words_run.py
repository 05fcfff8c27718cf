"""Every example in the documentation runs: docstrings, and the marked blocks of README and docs."""

import doctest
import importlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tree import PACKAGE, ROOT, modules, name

WITH_EXAMPLES = [p for p in modules() if ">>> " in p.read_text(encoding="utf-8")]
MARKED = re.compile(r"<!-- runs -->\n+```(python|sh)\n(.*?)```", re.DOTALL)
BLOCKS = [
    pytest.param(language, code, id=f"{name(path)}-{i}")
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
    for i, (language, code) in enumerate(MARKED.findall(path.read_text(encoding="utf-8")))
]


def test_there_are_examples() -> None:
    assert len(WITH_EXAMPLES) >= 5
    assert len(BLOCKS) >= 2


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=name)
def test_docstrings(path: Path) -> None:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    module = importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    assert doctest.testmod(module).failed == 0


@pytest.mark.slow
@pytest.mark.parametrize(("language", "code"), BLOCKS)
def test_blocks(language: str, code: str, tmp_path: Path) -> None:
    """Run in the root, as a reader would; what is written goes elsewhere."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    if language == "python":
        commands = [[sys.executable, "-c", code]]
    else:
        lines = [
            line.split("  #")[0].replace("--out out", f"--out {tmp_path.as_posix()}")
            for line in code.splitlines()
            if line.strip()
        ]
        start = [sys.executable, "-c", "from lodestone.face.cli import console; console()"]
        commands = [[*start, *expanded(line)] for line in lines]
    for command in commands:
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
        assert run.returncode == 0, f"{command[3:]}: {run.stderr}"
        assert run.stdout.strip()


def expanded(line: str) -> list[str]:
    verb, *words = shlex.split(line)
    assert verb == "lodestone"
    return [name(p) if "*" in word else word for word in words for p in (sorted(ROOT.glob(word)) if "*" in word else [ROOT])]
