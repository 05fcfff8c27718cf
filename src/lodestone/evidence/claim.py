"""What a text says somebody did, does or will do, and what reading a text yields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lodestone.terms.said import Hedge, Said
from lodestone.terms.source import Source, Span

Family = Literal[
    "cooperate", "consult", "sign", "finance", "project", "knowledge", "secure", "restrict",
    "market_rules", "policy", "body", "security", "assess", "other",
]  # fmt: skip
Kind = Literal["commitment", "measure", "event", "assessment"]
Modality = Literal["asserted", "may", "should", "reported"]
SLOTS = ("actors", "counterparts", "minerals", "stages", "sectors", "instruments", "places", "about")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One amount, date or named thing in a text. Only the fields of its ``type`` are set.

    ``value`` is a number for an amount, an ISO string at its precision for a date, an id otherwise
    (``JPN``, ``JPN:Sanae Takaichi``, ``gallium``, ``refine``). ``inferred`` says why, where the value is not literally said.
    ``role`` is ``converted`` for a sum that the text gives as the same sum in another currency.
    """

    type: Literal["amount", "date", "place", "person", "group", "mineral", "stage", "instrument", "sector", "route", "measure"]
    value: str | float
    span: Span
    currency: str | None = None
    unit: str | None = None
    op: str | None = None
    precision: str | None = None
    basis: str | None = None
    inferred: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAmount:
    """An amount in a claim, with its role (target, pledged, signed, disbursed, capacity, converted, count)."""

    value: float
    currency: str | None
    unit: str | None
    role: str
    span: Span
    hedge: Hedge = "asserted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDate:
    """A date in a claim at its precision, with its role and how it was resolved."""

    value: str
    role: str
    precision: str
    span: Span
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class FamilyScore:
    """One of up to three ranked families of a claim."""

    family: Family
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The clause that carries a promise, measure, event or judgement, and its slots.

    ``slots`` maps each name of ``SLOTS`` to what was said there; a silent slot is empty, never guessed.
    ``id`` is a hash of source and span, so that the same reading gives the same id.
    """

    id: str
    kind: Kind
    family: Family
    labels: tuple[FamilyScore, ...]
    status: str | None
    modality: Modality
    specificity: int
    span: Span
    slots: Mapping[str, tuple[Said[str], ...]]
    amounts: tuple[ClaimAmount, ...] = ()
    dates: tuple[ClaimDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of text that is not the text's own statement (menus, captions, lists of other articles)."""

    start: int
    end: int
    kind: Literal["boilerplate", "caption", "headline", "dateline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two statements that cannot both be right, or a figure that is probably a slip; never settled by the program."""

    type: str
    message: str
    spans: tuple[Span, ...]
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as decoded, with its source. Offsets everywhere are code points of ``text``.

    ``pages`` holds the offset at which each page begins (PDF only), ``joins`` the offsets at which a word
    parted at a line end was put together again, ``cells`` where the cells of tables begin and end, in order.
    """

    source: Source
    text: str
    pages: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything read out of one document."""

    document: Document
    claims: tuple[Claim, ...]
    mentions: tuple[Mention, ...]
    zones: tuple[Zone, ...]
    conflicts: tuple[Conflict, ...] = field(default=())
