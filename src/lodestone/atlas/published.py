"""A publisher's table as it stands: places named, its rest, its world total, and the shares they make."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lodestone.atlas.fact import Fact

REST, WORLD = "ROW", "WLD"
Key = tuple[str, str, str]  # commodity, stage, form


@dataclass(frozen=True, slots=True)
class Table:
    """One publisher's figures for one commodity, stage and form in one period (of a mean: its last year), by place."""

    card: str
    period: int
    cells: Mapping[str, Fact]

    @property
    def publisher(self) -> str:
        """The card without its release: ``usgs_mcs_2026`` and ``usgs_mcs_2025`` are one publisher."""
        head, _, tail = self.card.rpartition("_")
        return head if head and tail.isdigit() else self.card

    @property
    def unit(self) -> str:
        """The unit of every figure in it."""
        return next(iter(self.cells.values())).unit

    @property
    def of_shares(self) -> bool:
        """Whether it prints shares instead of tonnes."""
        return all(f.quantity == "share" for f in self.cells.values())

    @property
    def named(self) -> dict[str, Fact]:
        """The cells of economies, without rest and world."""
        return {p: f for p, f in self.cells.items() if p not in (REST, WORLD)}

    def value(self, place: str) -> float | None:
        """The figure printed for a place; None where there is none or it is withheld."""
        return self.cells[place].value if place in self.cells else None

    def amounts(self) -> dict[str, float]:
        """Tonnes (or share) by place, ROW included, that shares are taken of.

        ROW is the world total less the named places; where rounding makes that negative, or there is no total, it is what
        the publisher prints for the others. Withheld places are absent.
        """
        found = {p: f.value for p, f in self.named.items() if f.value is not None}
        rest, world = self.value(REST), 1.0 if self.of_shares else self.value(WORLD)
        left = None if world is None else world - sum(found.values())
        if left is not None and world is not None and left > 1e-9 * world:
            found[REST] = left
        elif rest is not None:
            found[REST] = rest
        return found

    def shares(self) -> dict[str, float]:
        """Share of each place in the amounts; they sum to 1 (all 0 where nothing is made)."""
        amounts = self.amounts()
        total = sum(amounts.values())
        return {p: (v / total if total else 0.0) for p, v in amounts.items()}


def tables_of(facts: Iterable[Fact]) -> dict[Key, list[Table]]:
    """Every publisher's table that gives at least one economy a figure, by commodity, stage and form, oldest first."""
    cells: dict[tuple[Key, str, str, int], dict[str, Fact]] = defaultdict(dict)
    for f in facts:
        cells[(f.commodity, f.stage, f.form), f.quantity, f.card, f.period_end or f.period][f.place] = f
    found: dict[Key, list[Table]] = defaultdict(list)
    for (key, _, card, period), by_place in sorted(cells.items(), key=lambda item: (item[0][3], item[0])):
        table = Table(card, period, by_place)
        if any(f.value is not None for f in table.named.values()):
            found[key].append(table)
    return dict(found)


def latest(tables: Sequence[Table], year: int) -> list[Table]:
    """Each publisher's latest table up to ``year``; a newer release of the same publisher replaces the older."""
    found: dict[str, Table] = {}
    for table in sorted(tables, key=lambda t: (t.period, t.card)):
        if table.period <= year:
            found[table.publisher] = table
    return list(found.values())
