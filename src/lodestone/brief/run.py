"""What repeats a brief bit for bit: inputs, parameters, seeds, versions; and the files that hold the result."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import metadata
from importlib.resources import files
from typing import Any

from lodestone.atlas.fact import Fact
from lodestone.brief.compose import NETWORK_DRAWS, Brief
from lodestone.brief.given import from_record
from lodestone.brief.given import record as record_of
from lodestone.brief.show.page import note
from lodestone.evidence.claim import Document
from lodestone.evidence.contract import to_json
from lodestone.report.html import page
from lodestone.terms.errors import BadInput
from lodestone.terms.finite import finite
from lodestone.terms.source import Source

SCHEMA = "lodestone-run/1"
PARAMETERS = ("economy", "year", "months", "runs", "seed")
DIGITS = 11  # of every number in the files: the last bits may differ between machines
LIBRARIES = ("numpy", "scipy", "altair", "vl-convert-python", "jinja2")


def outputs(found: Brief, facts: Sequence[Fact]) -> Mapping[str, bytes]:
    """File name to bytes: ``brief.html``, ``claims.json``, ``run.json``, ``numbers.json``.

    Nothing in them depends on the clock, the machine's paths or where they are written.
    """
    record = run_record(found, facts)
    identity: dict[str, str] = {
        "run": record["id"],
        "lodestone": record["versions"]["lodestone"],
        "texts": record["inputs_sha256"],
        "facts": record["data"]["facts_sha256"],
        "priors": record["data"]["priors_sha256"],
        "vocabulary": record["data"]["vocabulary_sha256"],
    }
    if found.given.labeller:
        identity["labeller"] = found.given.labeller["sha256"]
    written = note(found, identity, command(found))
    claims = [to_json(reading) for reading in found.readings]
    return {
        "brief.html": page(written).encode("utf-8"),
        "claims.json": _json(claims),
        "numbers.json": _json({"schema": "lodestone-numbers/1", "run": record["id"], "figures": written.numbers}),
        "run.json": _json(record),
    }


def command(found: Brief) -> str:
    """The command that gives this page again, without folders."""
    names = " ".join(_quoted(r.document.source.address or r.document.source.file) for r in found.readings)
    if (ledger := found.given.ledger) is not None:
        names = f"--ledger {_quoted(ledger.name)}{' --provisional' if ledger.provisional else ''} {names}"
    names += "".join(f' --figure "{f.money.value:g} {f.money.currency} {f.about}"' for f in found.given.figures)
    own = " --facts DIR" if found.own else ""
    options = f"--for {found.economy} --year {found.year} --months {found.months} --runs {found.runs} --seed {found.seed}{own}"
    return f"lodestone brief {names} {options} --out DIR"


def run_record(found: Brief, facts: Sequence[Fact]) -> dict[str, Any]:
    """The content of ``run.json``; ``id`` is a hash of all the rest."""
    inputs = [_input(r.document) for r in found.readings]
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "verb": "brief",
        "inputs": inputs,
        "inputs_sha256": _digest([i["sha256"] for i in inputs]),
        "parameters": {
            "economy": found.economy, "year": found.year, "months": found.months, "runs": found.runs, "seed": found.seed,
        },
        "derived": {
            "network_draws": NETWORK_DRAWS, "label": str(found.label), "chains": list(found.chains),
            "scenarios": [o.scenario.id for b in found.breaks for o in b.outcomes],
        },
        "data": {
            "facts": len(facts), "facts_sha256": facts_digest(facts), "priors_sha256": _table_digest("priors"),
            "vocabulary_sha256": _digest([_table_digest(name) for name in sorted(_tables())]),
            "chains_sha256": _folder_digest("lodestone.data", "chains"),
            "cards": {id_: found.cards[id_].version for id_ in sorted(found.cards)},
        },
        "versions": {"lodestone": _version("lodestone"), **{name: _version(name) for name in LIBRARIES}},
    }  # fmt: skip
    if found.own:
        record["own_facts"] = [asdict(fact) for fact in found.own]
    record |= record_of(found.given, found.readings)
    return {"id": _digest(record)[:12], **record}


def _input(document: Document) -> dict[str, Any]:
    """A text as it is kept: its source, its words, and how they were laid out where that is known (PDF)."""
    layout = {"pages": list(document.pages), "joins": list(document.joins), "cells": [list(cell) for cell in document.cells]}
    return {**asdict(document.source), "text": document.text, **{name: places for name, places in layout.items() if places}}


def _document(kept: dict[str, Any]) -> Document:
    """The text that ``_input`` kept."""
    words = {"text", "pages", "joins", "cells"}
    return Document(
        source=Source(**{name: value for name, value in kept.items() if name not in words}),
        text=kept["text"],
        pages=tuple(kept.get("pages", ())),
        joins=tuple(kept.get("joins", ())),
        cells=tuple((start, end) for start, end in kept.get("cells", ())),
    )


def inputs_of(content: bytes, name: str) -> tuple[tuple[Document, ...], dict[str, Any]]:
    """The texts and parameters that a ``run.json`` holds: the user's own facts as ``own`` among them, ``given`` and ``readings``.

    Raises ``BadInput`` naming file and remedy when it is not one.
    """
    try:
        record = json.loads(content)
        if record["schema"] != SCHEMA or record["verb"] != "brief":
            raise BadInput(f"{name}: schema {record['schema']}, verb {record['verb']}: want a brief's run.json ({SCHEMA})")
        documents = tuple(_document(i) for i in record["inputs"])
        rest = {key: value for key, value in record.items() if key != "id"}
        if not documents or _digest(rest)[:12] != record["id"]:
            raise BadInput(f"{name}: it was changed by hand (its hash differs); give the texts themselves instead")
        own = tuple(Fact(**fact) for fact in record.get("own_facts", ()))
        given, readings = from_record(record, name)
        more = {"own": own, "given": given, "readings": readings}
        return documents, {key: record["parameters"][key] for key in PARAMETERS} | more
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{name}: not the run.json of a brief ({type(error).__name__}: {error}); give one that lodestone wrote"
        ) from None


def facts_digest(facts: Sequence[Fact]) -> str:
    """A hash of facts that does not depend on their order."""
    lines = sorted(repr(fact) for fact in facts)
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _tables() -> list[str]:
    folder = files("lodestone.terms.tables")
    return [f.name.removesuffix(".csv") for f in folder.iterdir() if f.name.endswith(".csv")]


def _table_digest(name: str) -> str:
    """A hash of one vocabulary table, line ends apart."""
    data = (files("lodestone.terms.tables") / f"{name}.csv").read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(data).hexdigest()


def _folder_digest(package: str, folder: str) -> str:
    """A hash of every file of a package folder, in order of name."""
    found = sorted((f.name, f.read_bytes().replace(b"\r\n", b"\n")) for f in (files(package) / folder).iterdir() if f.is_file())
    return _digest([[name, hashlib.sha256(data).hexdigest()] for name, data in found])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()


def _version(name: str) -> str:
    if name == "lodestone":
        import lodestone

        return lodestone.__version__
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _json(value: object) -> bytes:
    return (json.dumps(finite(value, DIGITS), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name
