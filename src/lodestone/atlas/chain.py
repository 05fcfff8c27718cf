"""What a chain file (``lodestone-chain/1``) holds: forms, processes, customs rules, and the reason behind every number."""

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import field, structs

from lodestone.atlas.chainfigure import Anchor, Arc, Pick, Production, Secondary, Split
from lodestone.atlas.chainvalue import ByValue, CellStatus, Price, Range, Reasoned, Row, Share
from lodestone.atlas.slack import Slack
from lodestone.terms.commodity import Stage

ASSUMED = "assumption"  # what stands for a source where a chain file owns up to a number


class Form(Row, frozen=True, kw_only=True):
    """A product of the chain.

    ``use`` set: what is not processed leaves the chain, weighted by its share. ``stock``: sd of stock changes.
    """

    id: str
    label: str
    stage: Stage
    stock: Share
    use: Share | None = None


class Source(Row, frozen=True, kw_only=True):
    """A publication that single figures of this file cite and that has no card of its own."""

    id: str
    publisher: str
    title: str
    read: str = ""
    note: str = ""


class FactorAt(Range, frozen=True, kw_only=True):
    """A factor in one place, in the years ``first`` to ``last``."""

    place: str
    first: int = 0
    last: int = 9999


class Factor(Row, frozen=True, kw_only=True):
    """A named multiplier by place, such as ore mix or oxide to metal.

    Production and trade share it, so that both move together in a draw.
    """

    id: str
    label: str
    everywhere: Range | None = None
    at: list[FactorAt] = field(default_factory=list)

    def of(self, place: str) -> Range | None:
        """The factor in ``place``, else everywhere, else None."""
        return next((row for row in self.at if row.place == place), self.everywhere)


class TradeRule(Row, frozen=True, kw_only=True):
    """Which customs rows of one code are which form. The first rule of a code that fits a row takes it.

    A row fits when its exporter and importer are listed (empty = any) and its unit value lies in
    [``from_usd_per_kg``, ``below_usd_per_kg``). ``form`` with ``content`` (by mass) or ``price`` (by value) makes contained
    tonnes; ``drop`` says why the row is left out. ``status`` replaces the status that the content's kind implies.
    """

    code: str
    edition: str
    exporters: list[str] = field(default_factory=list)
    importers: list[str] = field(default_factory=list)
    except_exporters: list[str] = field(default_factory=list)
    from_usd_per_kg: float = 0.0
    below_usd_per_kg: float = float("inf")
    form: str = ""
    drop: str = ""
    content: Range | None = None
    price: Price | None = None
    by_value: ByValue | None = None
    times: list[str] = field(default_factory=list)
    status: CellStatus | None = None
    note: str = ""
    first: int = 0
    last: int = 9999

    def __post_init__(self) -> None:
        """A row ends in a form with one way to weigh it, or is dropped with a reason."""
        if bool(self.form) == bool(self.drop):
            raise ValueError("give either form or drop")
        if self.form and (self.content is None) == (self.price is None):
            raise ValueError("give content (tonnes contained per gross tonne) or price (per kg contained)")
        if self.content is not None and self.content.low <= 0:
            raise ValueError("content must lie in (0, 1]")
        if self.reads_limits() and not self.note:
            raise ValueError("a rule that reads unit values needs a note that says why there")

    def reads_limits(self) -> bool:
        """Whether the rule sorts rows by unit value."""
        return self.from_usd_per_kg > 0 or self.below_usd_per_kg < float("inf")

    def reads_prices(self) -> bool:
        """Whether the rule sorts or weighs rows by unit value, so that it needs the year's price level."""
        return self.reads_limits() or self.price is not None or self.by_value is not None


class Gap(Row, frozen=True, kw_only=True):
    """Who may fill an input of a place that no code shows; an empty list means nobody may be invented."""

    place: str
    origins: list[str]
    reason: str
    first: int = 0
    last: int = 9999


class Process(Row, frozen=True, kw_only=True):
    """Turns input forms into one output form; without inputs it is primary production."""

    id: str
    label: str
    output: str
    inputs: list[str] = field(default_factory=list)
    yield_: Range | None = field(default=None, name="yield")
    gap: list[Gap] = field(default_factory=list)


class LandLeg(Row, frozen=True, kw_only=True):
    """A place that ships what it neither makes nor receives by any code is supplied over land from ``origin``."""

    form: str
    place: str
    origin: str
    reason: str


class WiringGap(Gap, frozen=True, kw_only=True):
    """A rival answer to who fills the input of a process at a place."""

    process: str


class Wiring(Row, frozen=True, kw_only=True):
    """A rival reading of the links no code shows; the difference it makes is the structural band.

    Its arcs replace the file's between the same places; a value of 0 takes a link away.
    """

    id: str
    reason: str
    gap: list[WiringGap] = field(default_factory=list)
    arc: list[Arc] = field(default_factory=list)


class Host(Row, frozen=True, kw_only=True):
    """By-product of what: an attribute of a form (who else must mine or smelt), not a flow."""

    of: str
    host: str
    note: str


class Cover(Reasoned, frozen=True, kw_only=True):
    """Months of use that users of the chain normally hold, in a ``place`` or by ``default``: where it is days, not months."""

    place: str
    months: float


class CarriedTrade(Row, frozen=True, kw_only=True):
    """A code without rows in some years: there the nearest year, at most ``years`` away, stands in.

    Scaled by primary output, doubted as carried cells are, status ``carried``.
    """

    code: str
    edition: str
    years: int
    reason: str


class PriceYears(Reasoned, frozen=True, kw_only=True):
    """The mineral's price in the years ``first`` to ``last``, in the unit of the price index, where the index is silent."""

    value: float
    first: int
    last: int

    def __post_init__(self) -> None:
        """Keep the price above zero and the years in order."""
        Reasoned.__post_init__(self)
        if not self.value > 0 or self.first > self.last:
            raise ValueError("want a price above zero and first not after last")


class ValuedTrade(Row, frozen=True, kw_only=True):
    """A code whose rows have a value but no mass in some years.

    Their mass is read from the unit values of the nearest year that has mass, moved by the price of ``price_index`` (the chain's
    where there is none) or by the typed ``price`` of years it does not reach; doubted as any row without mass.
    """

    code: str
    edition: str
    reason: str
    price_index: Pick | None = None
    price: list[PriceYears] = field(default_factory=list)


class TradePrice(Row, frozen=True, kw_only=True):
    """A price level read from customs, for years the price index does not reach.

    The mean unit value of what ``exporters`` ship under one code, over that of the chain's year.
    """

    code: str
    edition: str
    exporters: list[str]
    reason: str


class Years(Reasoned, frozen=True, kw_only=True):
    """Years this file can be used for: outside them its typed figures say nothing."""

    first: int
    last: int


class Chain(Row, frozen=True, kw_only=True):
    """A mineral's chain as one file; every cross-reference inside it has been checked by ``read_chain``.

    ``cover`` holds for every form of the chain, ``slack`` for one and stands above it. ``voyage`` is the share of the usual
    months from shipment to arrival that its goods take.
    """

    schema: Literal["lodestone-chain/1"]
    id: str
    label: str
    element: str
    year: int
    scope: str
    commodities: list[str]
    years: Years
    form: list[Form]
    process: list[Process]
    production: list[Production]
    source: list[Source] = field(default_factory=list)
    keep: list[str] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)
    factor: list[Factor] = field(default_factory=list)
    trade: list[TradeRule] = field(default_factory=list)
    secondary: list[Secondary] = field(default_factory=list)
    anchor: list[Anchor] = field(default_factory=list)
    arc: list[Arc] = field(default_factory=list)
    split: list[Split] = field(default_factory=list)
    price_index: Pick | None = None
    price: list[PriceYears] = field(default_factory=list)
    price_trade: TradePrice | None = None
    by_value: list[ValuedTrade] = field(default_factory=list)
    carry: list[CarriedTrade] = field(default_factory=list)
    land_leg: list[LandLeg] = field(default_factory=list)
    wiring: list[Wiring] = field(default_factory=list)
    host: list[Host] = field(default_factory=list)
    cover: list[Cover] = field(default_factory=list)
    slack: list[Slack] = field(default_factory=list)
    voyage: Range | None = None

    def form_of(self, id_: str) -> Form:
        """The form called ``id_``."""
        return next(f for f in self.form if f.id == id_)

    def process_of(self, id_: str) -> Process:
        """The process called ``id_``."""
        return next(p for p in self.process if p.id == id_)

    def factor_of(self, id_: str) -> Factor:
        """The factor called ``id_``."""
        return next(f for f in self.factor if f.id == id_)

    def cite(self, source: str, reason: str) -> str:
        """A typed figure's source and reason as a reader wants them: publisher and title, or that it is an assumption."""
        known = next((s for s in self.source if s.id == source), None)
        said = f"{known.publisher}, {known.title}" if known else source or ASSUMED
        return f"{said}: {reason}" if reason else said

    def in_year(self, year: int) -> "Chain":
        """The chain without rules, production, returns, totals, arcs, gap origins and factors of other years than ``year``."""

        def held(rows: list[Any]) -> list[Any]:
            return [row for row in rows if row.first <= year <= row.last]

        return structs.replace(
            self, trade=held(self.trade), production=held(self.production), secondary=held(self.secondary),
            anchor=held(self.anchor), arc=held(self.arc),
            factor=[structs.replace(factor, at=held(factor.at)) for factor in self.factor],
            process=[structs.replace(process, gap=held(process.gap)) for process in self.process],
        )  # fmt: skip

    def wired(self, wiring: str | None) -> "Chain":
        """The chain with the arcs of a rival wiring in place of its own; its gap origins apply where gaps are filled."""
        rival = [arc for w in self.wiring if w.id == wiring for arc in w.arc]
        taken = {(arc.form, arc.origin, arc.destination) for arc in rival}
        kept = [arc for arc in self.arc if (arc.form, arc.origin, arc.destination) not in taken]
        return structs.replace(self, arc=[*kept, *rival]) if rival else self

    def expand(self, words: list[str]) -> tuple[str, ...]:
        """Places of a list whose ``@name`` entries stand for a group of this file."""
        if not any(word.startswith("@") for word in words):
            return tuple(words)
        return tuple(place for word in words for place in (self.groups[word[1:]] if word.startswith("@") else [word]))

    def codes(self) -> Iterator[tuple[str, str]]:
        """Every customs code with its edition, once, in file order."""
        return iter(dict.fromkeys((rule.code, rule.edition) for rule in self.trade))
