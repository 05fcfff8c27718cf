"""Rooms import only from floors below, the ground floor needs nothing, and engines touch nothing."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tree import ENGINES, PACKAGE, ROOT, imports, modules, name, tree

# What an engine may not call: files, clocks, settings, chance without a seed.
CALLS = {
    "open", "input", "print", "exit",
    "now", "utcnow", "today", "time_ns", "perf_counter", "getenv", "urandom", "uuid4",
    "write_text", "write_bytes", "mkdir", "unlink", "rmdir", "touch", "system", "popen", "urlopen", "expanduser",
}  # fmt: skip


def test_import_contracts_hold() -> None:
    """The contracts of pyproject.toml, as `make lint` runs them."""
    pytest.importorskip("importlinter")
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", code, "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "3 kept, 0 broken" in run.stdout


def test_words_need_the_standard_library_only() -> None:
    outside = {name(p): extra for p in modules() if PACKAGE / "terms" in p.parents and (extra := foreign(p))}
    assert not outside


def foreign(path: Path) -> set[str]:
    return imports(path) - set(sys.stdlib_module_names) - {"lodestone"}


def test_engines_touch_nothing() -> None:
    """No file but the package's own tables, no clock, no environment, no chance without a seed."""
    found = []
    for path in modules():
        if path.relative_to(PACKAGE).parts[0] not in ENGINES:
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in CALLS:
                    found.append(f"{name(path)}:{node.lineno} calls {called}")
                if called == "default_rng" and not node.args and not node.keywords:
                    found.append(f"{name(path)}:{node.lineno} draws without a seed")
            if isinstance(node, ast.Attribute) and node.attr == "environ":
                found.append(f"{name(path)}:{node.lineno} reads the environment")
            if (
                isinstance(node, ast.Attribute)
                and ast.unparse(node).startswith("np.random.")
                and node.attr.islower()
                and node.attr != "default_rng"
            ):
                found.append(f"{name(path)}:{node.lineno} uses NumPy's global state")
    assert not found, "\n".join(found)


def test_only_tops_open_the_doors() -> None:
    """Store and connect are imported by each other, the workspace and the face only."""
    wrong = []
    for path in modules():
        room = path.relative_to(PACKAGE).parts[0]
        if room in ("store", "connect", "face", "workspace", "testing"):
            continue
        for node in ast.walk(tree(path)):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if module.startswith(("lodestone.store", "lodestone.connect")):
                wrong.append(f"{name(path)}:{node.lineno}")
    assert not wrong


def test_nothing_needs_posix() -> None:
    """Ministries run Windows: no module that exists on POSIX only."""
    posix = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "posix", "syslog"}
    assert not {name(p): extra for p in modules() if (extra := imports(p) & posix)}
