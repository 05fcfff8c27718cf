"""What the promises would change: each pledge simulated as kept under the event of its chain, or what it leaves unsaid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodestone.atlas.network import Network
from lodestone.brief.breaks import Band, Outcome, band
from lodestone.evidence.claim import Reading
from lodestone.terms.commodity import chains_of
from lodestone.terms.errors import UnknownTerm
from lodestone.terms.measure import Intervention, Pledge

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a kept promise changes under one event: differences with less without, run by run (same draws).

    ``tonnes`` of use saved in the first year after the event, ``cover`` months added at the thinnest month, ``share`` of a year's
    use saved.
    """

    chain: str
    reading: str
    tonnes: Band
    share: Band
    cover: Band
    with_promise: Outcome
    without: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """One pledge. ``interventions`` is empty where it cannot be simulated; ``missing`` then says what it would need."""

    pledge: Pledge
    reading: Reading
    chains: tuple[str, ...]
    interventions: tuple[Intervention, ...]
    missing: tuple[str, ...]
    effects: tuple[Effect, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether anything of it was run."""
        return bool(self.effects)


def chains_named(pledge: Pledge) -> tuple[str, ...]:
    """The chains of the minerals a pledge names, each once."""
    found: dict[str, None] = {}
    for said in pledge.commodities:
        try:
            found |= dict.fromkeys(chains_of(said.value))
        except UnknownTerm:
            continue
    return tuple(found)


def effect(chain: str, without: Outcome, with_promise: Outcome) -> Effect:
    """The difference two runs make with the same draws and the same focal form."""
    need = without.need_t_per_month * 12
    saved = without.lost_by_run - with_promise.lost_by_run
    return Effect(
        chain=chain,
        reading=without.scenario.reading,
        tonnes=band(saved * need),
        share=band(saved),
        cover=band(with_promise.cover_by_run - without.cover_by_run),
        with_promise=with_promise,
        without=without,
    )


def of_chain(promised: Sequence[Promised], chain: str) -> tuple[Intervention, ...]:
    """Every intervention of a chain that any pledge yields; the same words told by two texts count once."""
    seen: dict[tuple[object, ...], Intervention] = {}
    for one in promised:
        for change in one.interventions:
            if change.commodity == chain:
                key = (change.kind, change.form, change.place, change.buyer, change.tonnes.mode, change.from_date[:4])
                seen.setdefault(key, change)
    return tuple(seen.values())


def usable(changes: Sequence[Intervention], networks: Mapping[str, Network]) -> tuple[Intervention, ...]:
    """Interventions on chains that have a network here and a form in it."""
    return tuple(c for c in changes if c.commodity in networks and c.form in networks[c.commodity].forms)
