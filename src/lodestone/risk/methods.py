"""The methods of this room: one row says what a metric is called, what it needs, and who says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodestone.risk.concentration import governance_weight, shares
from lodestone.risk.inputs import REST, Supply
from lodestone.terms.tables import unknown

Floats = NDArray[np.float64]
Measured = Callable[[Floats, Supply, Mapping[str, float]], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One metric. ``needs`` says which view it reads; ``measure`` turns tonnes ``(..., supplier)`` into values ``(...)``.

    ``measure`` is None for net import reliance, which reads a balance. ``riskier`` says which way is worse.
    """

    id: str
    label: str
    unit: str
    needs: Literal["world", "imports", "origins", "balance"]
    source: str
    riskier: Literal["higher", "lower"] = "higher"
    governance: bool = False
    measure: Measured | None = None


METHODS: dict[str, Method] = {}


def method(
    id_: str, label: str, *, needs: Literal["world", "imports", "origins"], source: str, unit: str = "1", governance: bool = False
) -> Callable[[Measured], Measured]:
    """Register the decorated function as the metric ``id_``."""

    def register(measure: Measured) -> Measured:
        METHODS[id_] = Method(id=id_, label=label, unit=unit, needs=needs, source=source, governance=governance, measure=measure)
        return measure

    return register


def find(id_: str) -> Method:
    """The method called ``id_``; raises ``UnknownTerm`` with the nearest known ones."""
    if id_ not in METHODS:
        raise unknown(id_, "method", METHODS)
    return METHODS[id_]


def foreign(tonnes: Floats, supply: Supply) -> Floats:
    """Shares of the whole supply ``(..., supplier)``, 0 for a publisher's rest and for home supply: no foreign supplier."""
    single = np.array([p not in REST and p not in supply.own for p in supply.places], dtype=np.bool_)
    return np.where(single, shares(tonnes), 0.0 * shares(tonnes))


def _top(tonnes: Floats, supply: Supply, n: int) -> Floats:
    return np.asarray(np.sort(foreign(tonnes, supply), axis=-1)[..., -n:].sum(axis=-1))


IEA = "IEA, Global Critical Minerals Outlook: combined share of the largest countries; a rest of the world is no country"
DOJ = "US DoJ/FTC Merger Guidelines (2023), on the 0-1 scale; a rest of the world counts as many small suppliers"


@method("top-share", "share of the largest supplier in world output", needs="world", source=IEA)
def top1(tonnes: Floats, supply: Supply, governance: Mapping[str, float]) -> Floats:
    """Share of the largest producer."""
    return _top(tonnes, supply, 1)


@method("top3-share", "share of the three largest suppliers in world output", needs="world", source=IEA)
def top3(tonnes: Floats, supply: Supply, governance: Mapping[str, float]) -> Floats:
    """Share of the three largest producers together."""
    return _top(tonnes, supply, 3)


@method("hhi", "concentration of world output (HHI)", needs="world", source=DOJ)
def world_hhi(tonnes: Floats, supply: Supply, governance: Mapping[str, float]) -> Floats:
    """Sum of the producers' squared shares."""
    return np.asarray(np.sum(foreign(tonnes, supply) ** 2, axis=-1))


@method(
    "hhi-wgi",
    "concentration of world output weighted by governance (HHI-WGI)",
    needs="world",
    governance=True,
    source="European Commission, criticality methodology 2017, ISBN 978-92-79-68051-9, without the trade parameter; 0-10",
)
def world_hhi_wgi(tonnes: Floats, supply: Supply, governance: Mapping[str, float]) -> Floats:
    """Sum of squared shares times 2 (2.5 - mean WGI estimate); a producer without a score makes it unknown."""
    weight = governance_weight([governance.get(p, np.nan) for p in supply.places])
    share = foreign(tonnes, supply)
    return np.asarray(np.sum(np.where(share > 0, share**2 * weight, 0.0 * share), axis=-1))


@method("import-top-share", "share of the largest origin in direct imports", needs="imports", source=IEA)
def import_top(tonnes: Floats, supply: Supply, governance: Mapping[str, float]) -> Floats:
    """Share of the largest last country of shipment."""
    return _top(tonnes, supply, 1)


@method("import-hhi", "concentration of direct imports by origin (HHI)", needs="imports", source=DOJ)
def import_hhi(tonnes: Floats, supply: Supply, governance: Mapping[str, float]) -> Floats:
    """Sum of the origins' squared shares in imports."""
    return np.asarray(np.sum(foreign(tonnes, supply) ** 2, axis=-1))


@method(
    "origin-top-share",
    "share of the largest foreign producer in what is used",
    needs="origins",
    source="own: network traced back to the producer with well-mixed pools; home supply stays in the total",
)
def origin_top(tonnes: Floats, supply: Supply, governance: Mapping[str, float]) -> Floats:
    """Share of the largest foreign producer in use, transit removed."""
    return _top(tonnes, supply, 1)


METHODS["net-import-reliance"] = Method(
    id="net-import-reliance",
    label="net imports over apparent consumption",
    unit="1",
    needs="balance",
    source="USGS Mineral Commodity Summaries, appendix; 0 for a net exporter",
)
