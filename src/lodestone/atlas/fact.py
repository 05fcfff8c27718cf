"""A figure as one publisher gave it, in the quantity's canonical unit."""

from dataclasses import dataclass
from typing import Literal

Flag = Literal["reported", "estimated", "carried", "withheld"]
OWN = "own"  # the card of facts the user added: they overrule publishers and are always marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One cell of one publisher's table.

    ``commodity``, ``form``, ``stage`` are ids of the vocabulary; ``place`` is the producer, holder, exporter or (for a share)
    the supplier, ``partner`` the importer of a trade fact, both ISO 3166-1 alpha-3 (``ROW`` for a publisher's rest, ``WLD`` for
    its world total). ``period`` is the calendar year, or the first year of a mean (``period_end`` its last); ``month`` is 1 to
    12 for a monthly figure. ``value`` is in ``unit``, the canonical unit of ``quantity``; None when the publisher withholds it
    (never zero). ``low`` and ``high`` are the publisher's own bounds. Trade stays gross product mass (``basis`` ``gross``);
    production is contained unless ``basis`` says ``gross`` or ``oxide``. ``code`` with ``code_edition`` is the customs code.
    ``card`` names the publisher's card in data/cards, ``row`` what to look for in the file.
    """

    quantity: str
    commodity: str
    form: str
    stage: str
    place: str
    period: int
    value: float | None
    unit: str
    card: str
    partner: str | None = None
    period_end: int | None = None
    low: float | None = None
    high: float | None = None
    flag: Flag = "reported"
    basis: Literal["contained", "oxide", "gross", "none"] = "contained"
    code: str | None = None
    code_edition: str | None = None
    row: str = ""
    note: str = ""
    month: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A publisher's card: what was read, in which version, under which licence, and when.

    ``address`` is the page a reader should look at, ``downloads`` the addresses of the files themselves where they are known
    (``#name`` at the end of one is the name to keep it under), ``obtain`` what to do by hand where there is none.
    ``licence_checked`` says that the terms for this very publication were read, at ``terms`` on ``terms_read``.
    """

    id: str
    publisher: str
    title: str
    version: str
    licence: str
    licence_checked: bool
    address: str
    read: str
    note: str = ""
    downloads: tuple[str, ...] = ()
    obtain: str = ""
    terms: str = ""
    terms_read: str = ""
