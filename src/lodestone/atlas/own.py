"""The user's own figures laid over a publisher's table: what they replace is said, the world total moves with them."""

from collections.abc import Sequence
from dataclasses import replace

from lodestone.atlas.fact import OWN, Fact
from lodestone.atlas.published import WORLD, Table


def laid_over(table: Table, own: Sequence[Fact], year: int) -> tuple[Table, tuple[str, ...]]:
    """``table`` with the user's latest figure up to ``year`` for each place, and a sentence for each.

    A figure older than the table, contained tonnes over oxide, or tonnes over bare shares is not used, and the sentence says so.
    Where the
    publisher names the place, its world total moves by the difference; where it does not, the place was in the rest.
    """
    cells, said = dict(table.cells), []
    basis = next(iter(table.cells.values())).basis
    latest: dict[str, Fact] = {}
    for fact in sorted(own, key=lambda f: f.period):
        if fact.period <= year:
            latest[fact.place] = fact
        else:
            said.append(f"{_where(fact)} is not used: it is later than {year}")
    for place, fact in sorted(latest.items()):
        before = table.value(place)
        where = _where(fact)
        if table.of_shares:
            said.append(f"{where} is not used: {table.card} gives shares without tonnes")
        elif fact.basis != basis:
            said.append(f"{where} is not used: it is {fact.basis}, {table.card} gives tonnes {basis}; give yours in the same")
        elif fact.period < table.period:
            said.append(f"{where} is not used: {table.card} has {_t(before)} for {table.period}")
        else:
            world = cells.get(WORLD)
            if world is not None and world.value is not None and before is not None and fact.value is not None:
                cells[WORLD] = replace(world, value=world.value + fact.value - before)
            cells[place] = replace(fact, note=f"yours; {table.card} has {_t(before)}")
            said.append(f"{where} instead of {_t(before)} ({table.card} {table.period})")
    return replace(table, cells=cells), tuple(said)


def alone(own: Sequence[Fact]) -> tuple[str, ...]:
    """Sentences for figures of a stage and form that no publisher has a table of."""
    return tuple(f"{_where(f)} stands alone and is not shown: no publisher has the form" for f in own)


def is_own(fact: Fact) -> bool:
    """Whether the user gave it."""
    return fact.card == OWN


def _where(fact: Fact) -> str:
    return f"{fact.place} {fact.stage} {fact.form} {fact.period}: your {_t(fact.value)}"


def _t(value: float | None) -> str:
    return "no figure" if value is None else f"{value:,.10g} t"
