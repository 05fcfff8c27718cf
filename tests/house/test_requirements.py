"""What is declared is imported, what is imported is declared, and the pins hold hashes and nothing else."""

import re
import sys
import tomllib
from importlib import import_module
from importlib.metadata import packages_distributions

import pytest
from tree import ROOT, imports, modules, name

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PINS = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "requirements").glob("*.txt"))}
# lxml-html-clean is named because an extra of trafilatura that older pip drops asks for it; nothing here imports it.
INDIRECT = {"lxml-html-clean"}


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


DECLARED = {plain(r) for r in PROJECT["dependencies"]}
# Extras for users (not those for checks): imported where somebody asks for what they do.
OPTIONAL = {plain(r) for extra, rs in PROJECT["optional-dependencies"].items() if extra not in ("dev", "test") for r in rs}


def pinned(text: str) -> dict[str, str]:
    return {m[1]: m[2] for m in re.finditer(r"^([a-z0-9][a-z0-9.-]*)==([^ ;\\\n]+)", text, re.MULTILINE)}


def used() -> dict[str, set[str]]:
    """Distribution to the modules of it that the package imports."""
    homes = packages_distributions()
    found: dict[str, set[str]] = {}
    for path in modules():
        for module in imports(path) - set(sys.stdlib_module_names) - {"lodestone"}:
            for distribution in homes.get(module, [module]):
                found.setdefault(distribution.lower().replace("_", "-"), set()).add(module)
    return found


def test_every_import_is_declared_and_every_dependency_imported() -> None:
    assert set(used()) - DECLARED - OPTIONAL == set()
    assert DECLARED - INDIRECT - set(used()) == set()


@pytest.mark.parametrize("distribution", sorted(DECLARED))
def test_every_dependency_imports(distribution: str) -> None:
    for module in used().get(distribution, {distribution.replace("-", "_")}):
        assert import_module(module)


@pytest.mark.parametrize("stem", sorted(PINS))
def test_pins_hold_hashes_and_no_address(stem: str) -> None:
    allowed = re.compile(
        r"([a-z0-9][a-z0-9.-]*==[^\s]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    # via.*|    #   .*)"
    )
    lines = PINS[stem].splitlines()
    assert not [line for line in lines if not allowed.fullmatch(line)]
    assert not re.search(r"://|file:|index|(?<![\w.])/", PINS[stem])
    blocks = re.split(r"^(?=[a-z0-9])", PINS[stem], flags=re.MULTILINE)
    assert all("--hash=sha256:" in block for block in blocks if block)


def test_pins_agree_and_cover_what_is_declared() -> None:
    core, dev, build = (pinned(PINS[stem]) for stem in ("core", "dev", "build"))
    assert set(core) >= DECLARED
    assert {d: v for d, v in core.items() if dev.get(d) != v} == {}
    extras = {plain(r) for r in PROJECT["optional-dependencies"]["dev"] + PROJECT["optional-dependencies"]["test"]} - {
        "lodestone"
    }
    assert set(dev) >= extras
    assert "hatchling" in build
    assert {d: v for d, v in build.items() if dev.get(d) != v} == {}


def test_tests_import_only_what_is_pinned() -> None:
    homes = packages_distributions()
    dev = set(pinned(PINS["dev"])) | {"lodestone"}
    local = {p.stem for p in (ROOT / "tests").rglob("*.py")} | {"tests", "benchmarks"}
    extra = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for module in imports(path) - set(sys.stdlib_module_names) - local:
            if not {d.lower().replace("_", "-") for d in homes.get(module, [module])} & dev:
                extra[name(path)] = module
    assert extra == {}
