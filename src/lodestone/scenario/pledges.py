"""From a promise in a text to a change of the network, where it says enough; where not, what is missing."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from lodestone.atlas.chainfile import chain_ids, load_chain
from lodestone.scenario.check import chain
from lodestone.terms.commodity import chains_of, commodities
from lodestone.terms.errors import BadInput, UnknownTerm
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Intervention, Pledge
from lodestone.terms.month import Month
from lodestone.terms.place import place
from lodestone.terms.prior import Prior, prior, priors
from lodestone.terms.said import Said
from lodestone.terms.source import Span
from lodestone.terms.units import factor

# What texts call a stage -> the stage of the chain whose output the promise adds to.
STAGE_WORDS = {
    "mine": "mine", "mining": "mine", "extraction": "mine", "refine": "refine", "refining": "refine", "processing": "refine",
    "separation": "refine", "smelting": "refine", "metal": "metal", "intermediate": "intermediate", "product": "product",
    "manufacturing": "product", "recycle": "recycle", "recycling": "recycle",
}  # fmt: skip
# Promises that move no tonnes by themselves, and what would have to be said with them.
NO_TONNES = {
    "finance": "which plant, mine or stock the money pays for, and its tonnes",
    "route": "tonnes the route would carry and the days it would save",
    "sharing": "tonnes released, by whom and when",
    "other": "a plant, mine or stock with its tonnes",
}
_CONTAINED = re.compile(r"\bcontain(ed|ing)\b|\bcontent\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Product:
    """Goods of one kind: tonnes contained in a tonne of them, and the form of the chain they are (empty: any of its stage)."""

    words: str
    content: float
    form: str
    stage: str


def interventions(pledge: Pledge, *, commodity: str, forms: Mapping[str, str], economy: str) -> tuple[Intervention, ...]:
    """The change a promise would make to the chain of one commodity; empty where ``missing`` has something to say.

    ``forms`` gives the form that stands for each stage of the chain. Tonnes of goods become tonnes contained by the goods the
    sentence names. A bare year begins in its middle. The chance of delivery is a prior by the promise's status, or by a weaker
    hedge on its words. ``economy`` has first call only where the promise names an offtake and the economy is a party.
    """
    found = _content(pledge, commodity, forms)
    if not isinstance(found, _Content):
        return ()
    parties = {said.value.split(":")[0] for said in pledge.partners}
    offtake = economy in parties and economy != found.place and any(s.value == "offtake" for s in pledge.instruments)
    return (
        Intervention(
            kind=found.kind,
            commodity=chain(commodity),
            form=found.form,
            place=found.place,
            tonnes=found.tonnes,
            from_date=found.start,
            buyer=economy if offtake else None,
            odds=_odds(pledge).estimate(),
            basis=pledge.basis,
        ),
    )


def missing(pledge: Pledge, *, commodity: str, forms: Mapping[str, str]) -> tuple[str, ...]:
    """What a simulation would need and the promise does not say, in a reader's words; empty when it can be simulated."""
    found = _content(pledge, commodity, forms)
    return () if isinstance(found, _Content) else found


@dataclass(frozen=True, slots=True)
class _Content:
    """What a promise says, complete enough to simulate."""

    kind: Literal["production", "secondary", "stock"]
    form: str
    place: str
    tonnes: Estimate
    start: str


def _content(pledge: Pledge, commodity: str, forms: Mapping[str, str]) -> _Content | tuple[str, ...]:
    """The content of a promise, or what it lacks."""
    chain_id = chain(commodity)
    if pledge.kind in NO_TONNES:
        return (NO_TONNES[pledge.kind],)
    lacks: list[str] = []
    named = [s.value for s in pledge.commodities if _on_chain(s, chain_id)]
    if not named:
        lacks.append("which mineral" if not pledge.commodities else f"tonnes of {commodities()[chain_id].label}")
    product = _product(pledge, chain_id)
    stage, form = _where_in_chain(pledge, product, forms, chain_id)
    if form is None:
        lacks.append("which stage of the chain" if stage is None else f"tonnes at a stage the chain models (it has no {stage})")
    where = _place(pledge)
    if where is None:
        lacks.append("where")
    tonnes = None
    if pledge.capacity is None:
        lacks.append("tonnes held" if pledge.kind == "stock" else "tonnes a year")
    elif product is None:
        lacks.append("what the goods contain (metal, oxide, carbonate)")
    else:
        tonnes = _tonnes(pledge, pledge.capacity, product, stage)
    start = _start(pledge.earliest)
    if start is None:
        lacks.append("start year")
    if lacks or form is None or where is None or tonnes is None or start is None:
        return tuple(lacks)
    kind: Literal["production", "secondary", "stock"] = (
        "stock" if pledge.kind == "stock" else "secondary" if stage == "recycle" else "production"
    )
    return _Content(kind, form, where, tonnes, start)


def _on_chain(said: Said[str], chain_id: str) -> bool:
    try:
        return commodities()[said.value].scope != "vague" and chain_id in chains_of(said.value)
    except (KeyError, UnknownTerm):
        return False


def _where_in_chain(
    pledge: Pledge, product: Product | None, forms: Mapping[str, str], chain_id: str
) -> tuple[str | None, str | None]:
    """The stage a promise speaks of and the form it adds to; scrap and stocks join the goods named, else refined goods."""
    said = [STAGE_WORDS[s.value] for s in pledge.stages if s.value in STAGE_WORDS]
    stage = next((s for s in said if s == "recycle"), None) or (
        product.stage if product and product.stage else next(iter(said), None)
    )
    if pledge.kind == "stock" and stage is None:
        stage = "refine"
    known = {form.id for form in load_chain(chain_id).form} if chain_id in chain_ids() else set(forms.values())
    if product and product.form in known:
        return stage or product.stage, product.form
    if stage == "recycle":
        return stage, forms.get("recycle") or forms.get("refine")
    return stage, forms.get(stage) if stage else None


def _place(pledge: Pledge) -> str | None:
    """The economy the tonnes come to be in: the place named, or for a stock the one party that holds it."""
    words = [pledge.place.value] if pledge.place else []
    if pledge.kind == "stock" and not words:
        words = list(dict.fromkeys(said.value.split(":")[0] for said in pledge.partners))
        words = words if len(words) == 1 else []
    try:
        found = place(words[0].split(":")[0]) if words else None
    except UnknownTerm:
        return None
    return found.iso3 if found and not found.members else None


def _tonnes(pledge: Pledge, capacity: Estimate, product: Product, stage: str | None) -> Estimate:
    """Tonnes contained of what a promise states as tonnes of goods."""
    quantity = "stock" if pledge.kind == "stock" else "secondary" if stage == "recycle" else "production"
    note = f"stated as {capacity.mode:,.6g} t of {product.words}; {product.content:.4g} t contained a tonne"
    low, mode, high = (x * product.content for x in (capacity.low, capacity.mode, capacity.high))
    return Estimate(quantity, low, mode, high, basis=capacity.basis or pledge.basis, note=note)


def _product(pledge: Pledge, chain_id: str) -> Product | None:
    """The goods the sentence names: those that stand nearest to its tonnes ("content" alone means contained)."""
    if pledge.capacity is None:
        return None
    quotes = [span.quote for span in pledge.basis]
    amounts = [b.quote for b in pledge.capacity.basis if isinstance(b, Span)]
    best: tuple[int, int, Product] | None = None
    for quote in quotes:
        begin, end = next(((quote.index(a), quote.index(a) + len(a)) for a in amounts if a in quote), (0, 0))
        for product in _products(chain_id):
            for hit in re.finditer(rf"(?<!\w){re.escape(product.words)}(?!\w)", quote, re.IGNORECASE):
                gap = hit.start() - end if hit.start() >= end else max(begin - hit.end(), 0)
                if best is None or (gap, -len(product.words)) < best[:2]:
                    best = (gap, -len(product.words), product)
    if best is None and any(_CONTAINED.search(q) for q in quotes):
        return next((p for p in _products(chain_id) if p.content == 1.0 and not p.form), None)
    return best[2] if best else None


@cache
def _products(chain_id: str) -> tuple[Product, ...]:
    text = (files("lodestone.scenario.tables") / "products.csv").read_text("utf-8")
    return tuple(
        Product(words, factor(row["unit"], row["commodity"])[1], row["form"], row["stage"])
        for row in csv.DictReader(text.splitlines())
        if row["chain"] == chain_id
        for words in row["words"].split("|")
    )


def _start(earliest: str | None) -> str | None:
    """An ISO date a run can hold: a bare year begins in its middle, a stretch of time with its first day."""
    if earliest is None:
        return None
    first = earliest.split("/")[0]
    if re.fullmatch(r"\d{4}", first):
        return f"{first}-07"
    try:
        Month.of(first)
    except BadInput:
        return None
    return first


def _odds(pledge: Pledge) -> Prior:
    """The chance of delivery: the prior of the promise's status, or of a hedge on its words where that is weaker."""
    status = f"delivery.{pledge.status}" if f"delivery.{pledge.status}" in priors() else "delivery.unstated"
    said = [*pledge.commodities, *pledge.stages, *pledge.instruments, *([pledge.place] if pledge.place else [])]
    hedged = [f"hedge.{s.hedge}" for s in said if s.hedge != "asserted"]
    return min((prior(id_) for id_ in (status, *hedged)), key=lambda p: p.mode)
