"""Every file is one idea that says which, short enough to read, and names no machine."""

import ast
import re
from pathlib import Path

from tree import PACKAGE, ROOT, modules, name, texts, tracked, tree

# Written in two pieces so that this file does not find itself.
MACHINE = [
    "py" + "pi.org",
    "files.python" + "hosted",
    "/opt/" + "pypi",
    "/opt/" + "wheels",
    "/work" + "/",
    "/root" + "/",
    "file:" + "///",
    "--extra-" + "index",
]
RAW = {".xlsx", ".xls", ".gz", ".zip", ".gpkg", ".pdf"}


def test_no_file_is_too_long() -> None:
    long = {name(p): n for p in (*modules(), *our_tests()) if (n := p.read_text(encoding="utf-8").count("\n")) > 400}
    assert not long


def our_tests() -> list[Path]:
    return [p for p in tracked() if p.suffix == ".py" and "tests" in p.relative_to(ROOT).parts]


def test_first_line_says_which_idea() -> None:
    silent = [name(p) for p in modules() if not (ast.get_docstring(tree(p)) or "").strip()]
    assert not silent


def test_every_public_name_is_documented() -> None:
    """Modules, classes, functions and methods that do not begin with an underscore."""
    silent = []
    for path in modules():
        for owner in (tree(path), *(n for n in tree(path).body if isinstance(n, ast.ClassDef) and not n.name.startswith("_"))):
            for node in owner.body:
                public = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
                if public and not ast.get_docstring(node):
                    silent.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not silent, "\n".join(silent)


def test_public_functions_state_their_types() -> None:
    bare = []
    for path in modules():
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                if node.returns is None or any(a.annotation is None for a in arguments):
                    bare.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not bare, "\n".join(bare)


def test_no_machine_or_registry_is_named() -> None:
    found = [f"{name(p)}: {word}" for p in texts() for word in MACHINE if word in p.read_text(encoding="utf-8", errors="replace")]
    assert not found


def test_no_raw_file_of_a_publisher() -> None:
    assert not [name(p) for p in tracked() if p.suffix.lower() in RAW]


def test_packaged_data_stays_small() -> None:
    """12 MB is what an e-mail gateway and a patient colleague let through."""
    assert sum(p.stat().st_size for p in (PACKAGE / "data").rglob("*") if p.is_file()) < 12e6


def test_line_endings_and_encoding() -> None:
    broken = []
    for path in texts():
        if {"fixtures", "samples"} & set(path.parts):  # in the form a publisher gives
            continue
        content = path.read_bytes()
        if b"\r\n" in content:
            broken.append(f"{name(path)}: CRLF")
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            broken.append(f"{name(path)}: not UTF-8")
    assert not broken


def test_text_files_open_with_an_encoding() -> None:
    """Windows would use another encoding than ours where none is given."""
    careless = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = len(node.args) >= 1 or any(k.arg == "encoding" for k in node.keywords)
            if called == "read_text" and not given:
                careless.append(f"{name(path)}:{node.lineno}")
            if called == "write_text" and not any(k.arg == "encoding" for k in node.keywords):
                careless.append(f"{name(path)}:{node.lineno}")
    assert not careless


def test_no_real_text_is_copied(shared) -> None:
    """No run of 90 characters of a real text stands in any file of the repository (white space set aside)."""
    half = 45
    windows: dict[str, tuple[str, int]] = {}
    real: dict[str, str] = {}
    for path in sorted((shared / "texts").rglob("*.txt")):
        body = squeezed(path.read_text(encoding="utf-8", errors="replace"))
        real[path.name] = body
        for start in range(0, len(body) - half, half):  # any run of 90 holds one whole aligned window of 45
            windows.setdefault(body[start : start + half], (path.name, start))
    copied = []
    for path in texts():
        ours = squeezed(path.read_text(encoding="utf-8", errors="replace"))
        for at in range(len(ours) - half):
            hit = windows.get(ours[at : at + half])
            if hit and run(ours, at, real[hit[0]], hit[1]) >= 90:
                copied.append(f"{name(path)}: {ours[at : at + half]!r} ({hit[0]})")
                break
    assert not copied, "\n".join(copied)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def run(ours: str, at: int, theirs: str, start: int) -> int:
    before = 0
    while before < min(at, start) and ours[at - before - 1] == theirs[start - before - 1]:
        before += 1
    after = 0
    while at + after < len(ours) and start + after < len(theirs) and ours[at + after] == theirs[start + after]:
        after += 1
    return before + after
