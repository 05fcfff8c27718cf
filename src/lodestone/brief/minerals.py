"""Which minerals a set of texts is about: those they name, or, where they only say "critical minerals", that they do not."""

from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.evidence.claim import Reading
from lodestone.terms.commodity import chains_of, commodities
from lodestone.terms.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One mineral or group as the texts name it, how often, and where first."""

    id: str
    label: str
    count: int
    first: Span
    chains: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Minerals:
    """What the texts name. ``vague`` holds phrases such as "critical minerals"; ``without_chain`` minerals without a chain."""

    named: tuple[Named, ...]
    vague: tuple[Named, ...]

    @property
    def chains(self) -> tuple[str, ...]:
        """Chains of the named minerals, the most often named first; every chain once."""
        return tuple(dict.fromkeys(chain for n in self.named for chain in n.chains))

    @property
    def without_chain(self) -> tuple[Named, ...]:
        """Named minerals that no chain models yet."""
        return tuple(n for n in self.named if not n.chains)


def minerals(readings: Sequence[Reading]) -> Minerals:
    """Count every mineral mentioned in the texts' own words (boiler-plate left out), most often named first."""
    count: dict[str, int] = {}
    first: dict[str, Span] = {}
    known = commodities()
    for reading in readings:
        skipped = [(z.start, z.end) for z in reading.zones if z.kind == "boilerplate"]
        for mention in reading.mentions:
            if mention.type != "mineral" or str(mention.value) not in known:
                continue
            if any(start <= mention.span.start < end for start, end in skipped):
                continue
            id_ = str(mention.value)
            count[id_] = count.get(id_, 0) + 1
            first.setdefault(id_, mention.span)
    order = sorted(count, key=lambda id_: (-count[id_], id_))
    found = [Named(id=i, label=known[i].label, count=count[i], first=first[i], chains=chains_of(i)) for i in order]
    return Minerals(
        named=tuple(n for n in found if known[n.id].scope != "vague"),
        vague=tuple(n for n in found if known[n.id].scope == "vague"),
    )
