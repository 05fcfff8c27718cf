"""What governments do and promise: limits on trade, pledges, and changes to try on a network."""

from dataclasses import dataclass
from typing import Literal

from lodestone.terms.estimate import Estimate
from lodestone.terms.money import Money
from lodestone.terms.place import place, places
from lodestone.terms.said import Hedge, Said, weakest
from lodestone.terms.source import FactRef, Span

SharingRule = Literal["equal cover", "pro rata", "given"]
PledgeKind = Literal["project", "finance", "stock", "route", "sharing", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A limit on trade as a text states it. An empty tuple or None means the text is silent.

    ``kind`` is an id of tables/measures.csv (``export_ban``, ``export_licence``, ``export_quota``, ``tariff``,
    ``export_control`` where the text does not say which). ``targets`` empty means every destination but those ``spared``.
    ``commodities`` holds ids of tables/commodities.csv, groups included. Dates are ISO strings at their precision.
    """

    id: str
    kind: Said[str]
    actor: Said[str] | None
    targets: tuple[Said[str], ...] = ()
    spared: tuple[Said[str], ...] = ()
    commodities: tuple[Said[str], ...] = ()
    forms: tuple[Said[str], ...] = ()
    end_users: tuple[Said[str], ...] = ()
    announced: str | None = None
    effective: str | None = None
    lifted: str | None = None
    date_basis: str | None = None
    claim: str | None = None
    basis: tuple[Span, ...] = ()

    @property
    def name(self) -> str:
        """What it is and whose, in words: ``export control of China``; of a person, of their country."""
        kind = self.kind.value.replace("_", " ")
        if self.actor is None:
            return f"{kind} of nobody named"
        code = self.actor.value.split(":")[0]
        return f"{kind} of {place(code).label if code in places() else self.actor.value}"

    @property
    def hedge(self) -> Hedge:
        """The weakest hedge on any of its words."""
        said = [self.kind, *self.targets, *self.commodities, *self.forms, *self.end_users]
        return weakest([s.hedge for s in said])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """A promise that could change a supply network if it held enough content.

    ``capacity`` is tonnes contained a year (project) or tonnes (stock). ``missing`` names what a simulation
    would need and the text does not say, in the user's words ("tonnes a year", "which mineral", "start year").
    """

    id: str
    kind: PledgeKind
    partners: tuple[Said[str], ...] = ()
    commodities: tuple[Said[str], ...] = ()
    stages: tuple[Said[str], ...] = ()
    place: Said[str] | None = None
    capacity: Estimate | None = None
    money: tuple[Said[Money], ...] = ()
    instruments: tuple[Said[str], ...] = ()
    earliest: str | None = None
    status: str | None = None
    claim: str | None = None
    basis: tuple[Span, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """One change to try on a network: so many tonnes contained, in this place, form and year, for this reason.

    ``kind``: ``production`` and ``secondary`` add t/year, ``stock`` adds t held in reserve.
    ``buyer`` is the place that has first call on the tonnes, where the pledge says so. A stock without ``trigger`` and
    ``rate`` is a last resort: it fills only what would otherwise be short. With them it is handed to users whenever they hold
    less than ``trigger`` (a share of their normal cover), at most ``rate`` (months of use a month).
    """

    kind: Literal["production", "secondary", "stock"]
    commodity: str
    form: str
    place: str
    tonnes: Estimate
    from_date: str
    buyer: str | None = None
    odds: Estimate | None = None
    trigger: Estimate | None = None
    rate: Estimate | None = None
    basis: tuple[Span | FactRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pact:
    """A promise among economies to share what their users hold, from ``from_date`` until ``until`` (None: for good).

    ``members`` are codes of economies or blocs, ``forms`` empty means every form. What users of a member hold above ``floor``
    (a share of their normal cover) is pooled and sent to members whose users hold less than ``trigger`` (the same kind of
    share), ``lead_months`` on the road. Where the pool is too small, ``rule`` says who gets it: ``equal cover`` lifts the
    emptiest first, ``pro rata`` goes by normal need, ``given`` by ``weights`` (member, weight). With ``priority`` members'
    makers serve members before other customers abroad. ``odds``: the chance that the pact is kept.
    """

    id: str
    members: tuple[str, ...]
    from_date: str
    until: str | None = None
    forms: tuple[str, ...] = ()
    floor: Estimate | None = None
    trigger: Estimate | None = None
    lead_months: Estimate | None = None
    rule: SharingRule = "equal cover"
    weights: tuple[tuple[str, float], ...] = ()
    priority: bool = False
    odds: Estimate | None = None
    basis: tuple[Span | FactRef, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """Who may see a document: a TLP 2.0 mark, for example ``TLP:CLEAR``."""

    tlp: Literal["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"] = "CLEAR"

    def __str__(self) -> str:
        """As printed in a footer."""
        return f"TLP:{self.tlp}"
