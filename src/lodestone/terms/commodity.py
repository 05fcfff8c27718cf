"""Minerals, the forms they are traded in, and the stages of a chain."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from lodestone.terms.errors import UnknownTerm
from lodestone.terms.tables import rows, unknown

Stage = Literal["mine", "refine", "metal", "intermediate", "product", "recycle", "extract", "liquefy", "regasify"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class Commodity:
    """A mineral, or a group of minerals (``members`` not empty), as the tables name it.

    ``chain`` is the id of the chain file that models it, or None. ``scope`` is ``mineral``, ``group``
    (a closed list such as rare earths) or ``vague`` ("critical minerals": nobody says which).
    """

    id: str
    label: str
    symbol: str | None
    scope: Literal["mineral", "group", "vague"]
    members: tuple[str, ...]
    chain: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A product a mineral is made and shipped in at one stage of its chain."""

    id: str
    label: str
    stage: Stage


@cache
def commodities() -> dict[str, Commodity]:
    """Every commodity by id."""
    return {
        r["id"]: Commodity(
            r["id"], r["label"], r["symbol"] or None, r["scope"],  # type: ignore[arg-type]
            tuple(filter(None, r["members"].split("|"))), r["chain"] or None, tuple(filter(None, r["aliases"].split("|"))),
        )
        for r in rows("commodities")
    }


@cache
def _by_name() -> dict[str, str]:
    names = {}
    for c in commodities().values():
        for word in (*c.aliases, c.symbol or c.id, c.label, c.id):
            names[word.lower().replace("-", " ").replace("_", " ")] = c.id
    return names


def commodity(word: str) -> Commodity:
    """The commodity called ``word`` (id, label, symbol or alias, any case); raises ``UnknownTerm``."""
    key = _by_name().get(word.strip().lower().replace("-", " ").replace("_", " "))
    if key is None:
        raise unknown(word, "commodity", [c.id for c in commodities().values()] + list(_by_name()))
    return commodities()[key]


def chains_of(word: str) -> tuple[str, ...]:
    """The chain ids that model a commodity or any member of a group, in table order; empty when none does."""
    seen: dict[str, None] = {}

    def walk(id_: str) -> None:
        c = commodities()[id_]
        if c.chain:
            seen[c.chain] = None
        for member in c.members:
            walk(member)

    walk(commodity(word).id)
    return tuple(seen)


def stage(word: str) -> Stage:
    """The stage called ``word``; raises ``UnknownTerm``."""
    if word not in STAGES:
        raise unknown(word, "stage", STAGES)
    return word  # type: ignore[return-value]


__all__ = ["STAGES", "Commodity", "Form", "Stage", "UnknownTerm", "chains_of", "commodities", "commodity", "stage"]
