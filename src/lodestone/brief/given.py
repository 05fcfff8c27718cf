"""What a brief was given beside texts and facts: claims of a ledger, a trained labeller, figures of the reader's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from lodestone.evidence import labeller
from lodestone.evidence.claim import Reading
from lodestone.evidence.conflicts import KnownAmount
from lodestone.evidence.labeller import Labeller
from lodestone.evidence.ledger import Used
from lodestone.evidence.validity import Interval
from lodestone.terms.errors import BadInput
from lodestone.terms.finite import finite
from lodestone.terms.measure import Measure

DIGITS = 11  # as of every number in a run.json


@dataclass(frozen=True, slots=True)
class Timed:
    """A measure with its times of force as people related them."""

    measure: Measure
    phases: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FromLedger:
    """Where the claims come from: ``used`` are all of them at their versions; ``provisional`` allows claims nobody has judged.

    ``judged`` of them were accepted by a person. ``retold`` claims were left out: a text of the same lineage says the same.
    """

    name: str
    provisional: bool
    used: tuple[Used, ...]
    judged: int
    retold: int
    measures: tuple[Timed, ...]

    def sentence(self) -> str:
        """For people: what stands behind the page."""
        among = f"{len(self.used)} claims, each accepted by a person"
        if self.provisional:
            among = f"{self.judged} of {len(self.used)} claims accepted by a person, the others PROVISIONAL"
        return f"{self.name}: {among}" + (f"; {self.retold} told again in another text left out" if self.retold else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """All of it. ``labeller`` is the record of a trained labeller as its file holds it."""

    labeller: Mapping[str, Any] | None = None
    figures: tuple[KnownAmount, ...] = ()
    ledger: FromLedger | None = None

    def ranks(self) -> Labeller | None:
        """The labeller to read with; None for the packaged one."""
        return labeller.from_csv(self.labeller["table"]) if self.labeller else None


def as_kept(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Readings as a ``run.json`` gives them back: whole numbers as floats, every number with its kept digits."""
    return msgspec.convert(finite(msgspec.to_builtins(list(readings)), DIGITS), tuple[Reading, ...])


def record(given: Given, readings: Sequence[Reading]) -> dict[str, Any]:
    """What ``run.json`` keeps of it: nothing where nothing was given; with a ledger ``used`` and the claims as they were used."""
    kept: dict[str, Any] = {}
    if given.labeller:
        kept["labeller"] = dict(given.labeller)
    if given.figures:
        kept["figures"] = msgspec.to_builtins(given.figures)
    if given.ledger:
        kept["used"] = msgspec.to_builtins(given.ledger.used)
        kept["ledger"] = {k: v for k, v in msgspec.to_builtins(given.ledger).items() if k != "used"}
        kept["readings"] = msgspec.to_builtins(list(readings))
    found: dict[str, Any] = finite(kept, DIGITS)  # type: ignore[assignment]
    return found


def from_record(kept: Mapping[str, Any], name: str) -> tuple[Given, tuple[Reading, ...] | None]:
    """What a ``run.json`` kept, and the readings where they came from a ledger; raises ``BadInput`` naming the file."""
    try:
        figures = msgspec.convert(kept.get("figures", []), tuple[KnownAmount, ...])
        ledger, readings = None, None
        if "ledger" in kept:
            ledger = msgspec.convert({**kept["ledger"], "used": kept["used"]}, FromLedger)
            readings = msgspec.convert(kept["readings"], tuple[Reading, ...])
        found = Given(labeller=kept.get("labeller"), figures=figures, ledger=ledger)
        ranks = found.ranks()
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        raise BadInput(f"{name}: not the run.json of a brief ({error}); give one that lodestone wrote") from None
    if ranks is not None and found.labeller and labeller.identity(ranks) != found.labeller.get("sha256"):
        raise BadInput(f"{name}: its labeller is not the one its hash names; give one that lodestone wrote")
    return found, readings
