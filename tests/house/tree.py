"""The files of the repository, and the modules of the package, as the house tests see them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "lodestone"
ENGINES = ("terms", "atlas", "evidence", "risk", "scenario", "shock", "report", "brief")
TEXT = {".py", ".md", ".toml", ".csv", ".txt", ".html", ".css", ".j2", ".js", ".json", ".cff", ".yaml", ".yml", ".cfg", ""}
SKIP = {".venv", "out", "wheelhouse", "dist", "build", "__pycache__"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the repository; without git, every file but caches."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
        files = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        files = [
            p for p in ROOT.rglob("*") if not any(part in SKIP or part.startswith(".") for part in p.relative_to(ROOT).parts)
        ]
    return tuple(sorted(p for p in files if p.is_file()))


def texts() -> tuple[Path, ...]:
    """Those of the tracked files that hold text."""
    return tuple(p for p in tracked() if p.suffix in TEXT)


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the package."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    """A file as a reader would name it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """First names of every module that a file imports by absolute name, at the top or inside functions."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
