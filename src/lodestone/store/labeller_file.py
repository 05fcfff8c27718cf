"""The labeller a desk trained on its own reviews: one file of a workspace folder, with what it was trained on and its hash."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lodestone.evidence import labeller
from lodestone.evidence.labeller import Labeller
from lodestone.evidence.labeller_study import Trained
from lodestone.store.files import read_bytes, write_files
from lodestone.terms.errors import BadInput

FILE = "lodestone-labeller.json"
FORMAT = "lodestone labeller 1"


@dataclass(frozen=True, slots=True)
class Kept:
    """A labeller as it is kept: with the hash of its coefficients and the record of its training."""

    labeller: Labeller
    sha256: str
    trained_on: Mapping[str, Any]
    table: str

    def as_json(self) -> dict[str, Any]:
        """All of it, for the file and for a run.json."""
        return {"format": FORMAT, "sha256": self.sha256, "trained_on": dict(self.trained_on), "table": self.table}

    def sentence(self) -> str:
        """For people."""
        on = self.trained_on
        return (
            f"families ranked by the labeller of this folder, trained on {on.get('reviews')} reviews of {on.get('texts')} texts "
            f"(sha256 {self.sha256[:12]})"
        )


def kept(trained: Trained) -> Kept:
    """What is kept of a training."""
    on = {
        "reviews": trained.lessons, "texts": trained.texts, "weight": trained.weight, "examples": trained.examples,
        "before": trained.before.as_json(), "after": trained.after.as_json(),
    }  # fmt: skip
    return Kept(trained.labeller, labeller.identity(trained.labeller), on, labeller.as_csv(trained.labeller))


def write_kept(folder: str | Path, what: Kept) -> Path:
    """Write a labeller into a folder, in the place of the one before."""
    content = json.dumps(what.as_json(), ensure_ascii=False, indent=1) + "\n"
    return write_files(folder, {FILE: content.encode("utf-8")})[0]


def read_kept(folder: str | Path) -> Kept | None:
    """The labeller of a folder; None where it has none. Raises ``BadInput`` for a file that was changed or is none."""
    path = Path(folder) / FILE
    if not path.is_file():
        return None
    try:
        record = json.loads(read_bytes(path))
    except ValueError:
        record = None
    return from_record(record, str(path))


def from_record(record: object, name: str) -> Kept:
    """A labeller from its record; raises ``BadInput`` naming ``name`` where it is none or its hash differs."""
    remedy = "train it again with: lodestone ledger train, or remove it"
    if not isinstance(record, dict) or record.get("format") != FORMAT or not isinstance(record.get("table"), str):
        raise BadInput(f"{name}: not a labeller that lodestone wrote; {remedy}")
    try:
        found = labeller.from_csv(record["table"])
    except BadInput:
        raise BadInput(f"{name}: its table cannot be read; {remedy}") from None
    if labeller.identity(found) != record.get("sha256"):
        raise BadInput(f"{name}: it was changed by hand (its hash differs); {remedy}")
    return Kept(found, str(record["sha256"]), record.get("trained_on") or {}, record["table"])
