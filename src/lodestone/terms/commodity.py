"""Minerals, the forms they are traded in, and the stages of a chain."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from lodestone.terms.errors import UnknownTerm
from lodestone.terms.tables import listed, rows, unknown

Stage = Literal["mine", "refine", "metal", "intermediate", "product", "recycle", "extract", "liquefy", "regasify"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class Commodity:
    """A mineral, or a group of minerals (``members`` not empty), as the tables name it.

    ``chain`` is the id of the chain file that models it, or None. ``scope`` is ``mineral``, ``group``
    (a closed list such as rare earths) or ``vague`` ("critical minerals": nobody says which). ``guarded`` holds
    names that are also ordinary words ("lead", "or"): a reader of texts takes them only where minerals are spoken of;
    the label may be among them.
    """

    id: str
    label: str
    symbol: str | None
    scope: Literal["mineral", "group", "vague"]
    members: tuple[str, ...]
    chain: str | None
    aliases: tuple[str, ...]
    guarded: tuple[str, ...] = ()


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
            id=r["id"],
            label=r["label"],
            symbol=r["symbol"] or None,
            scope=r["scope"],  # type: ignore[arg-type]
            members=listed(r["members"]),
            chain=r["chain"] or None,
            aliases=listed(r["aliases"]),
            guarded=listed(r["guarded_aliases"]),
        )
        for r in rows("commodities")
    }


@cache
def _by_name() -> dict[str, str]:
    """Id by plain name; an id or label wins over another commodity's symbol, a symbol over its alias."""
    names: dict[str, str] = {}
    for kind in ("guarded", "aliases", "symbol", "label", "id"):
        for c in commodities().values():
            said = getattr(c, kind)
            for word in said if isinstance(said, tuple) else (said,):
                if word:
                    names[_plain(word)] = c.id
    return names


def _plain(word: str) -> str:
    return word.strip().lower().replace("-", " ").replace("_", " ")


def commodity(word: str) -> Commodity:
    """The commodity called ``word`` (id, label, symbol or alias, any case); raises ``UnknownTerm``.

    >>> commodity("REE").id, commodity("Dy").label
    ('rare_earths', 'dysprosium')
    """
    key = _by_name().get(_plain(word))
    if key is None:
        raise unknown(word, "commodity", commodities())
    return commodities()[key]


def chains_of(word: str) -> tuple[str, ...]:
    """The chain ids that model a commodity or any member of a group, in table order; empty when none does.

    >>> chains_of("rare earths"), chains_of("dysprosium"), chains_of("tin")
    (('rare_earths_light', 'rare_earths_heavy'), ('rare_earths_heavy',), ())
    """
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
