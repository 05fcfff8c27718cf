"""Scores with band and status: any method on any stage of a mineral, for any economy."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodestone.risk.inputs import MATTERS, REST, WORLD, Balance, Supply, worst
from lodestone.risk.methods import Method, find, foreign
from lodestone.risk.reliance import net_import_reliance

Floats = NDArray[np.float64]
Z95 = 1.6448536269514722  # standard normal 95 % point: bands run from the 5 % to the 95 % point


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One metric of one stage and form. ``value`` None means unknown; ``note`` then says why.

    ``low`` and ``high`` are 5 % and 95 % points, None where no input has a band. ``economy`` is whose risk it is. ``largest``
    is the supplier behind the largest share, where there is one.
    """

    method: str
    mineral: str
    stage: str
    form: str
    economy: str
    year: int
    value: float | None
    low: float | None
    high: float | None
    unit: str
    status: str
    sources: tuple[str, ...]
    largest: str | None = None
    note: str = ""

    def row(self) -> dict[str, Any]:
        """The score as a row of ``lodestone risk --json``."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items() if k != "method"}


def assess(
    method: str,
    inputs: Sequence[Supply] | Sequence[Balance],
    *,
    economy: str = WORLD,
    governance: Mapping[str, float] | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> tuple[Score, ...]:
    """Score every input of the view the method needs, in their order; inputs of other views are passed over.

    ``inputs`` come from :mod:`lodestone.risk.inputs`; ``governance`` gives the mean World Governance Indicator estimate by
    place. Bands: every supplier is drawn ``draws`` times from a lognormal through its 5 % and 95 % points, independently, and
    shares are taken anew. Status is the worst of the suppliers that matter. Unknown stays unknown with its reason, and no
    input drops another. Raises ``UnknownTerm`` for an unknown method.
    """
    found = find(method)
    scores = []
    for item in inputs:
        if isinstance(item, Balance):
            if found.needs == "balance":
                scores.append(_reliance(found, item, draws, seed))
        elif item.view == found.needs:
            scores.append(_supply(found, item, economy, governance or {}, draws, seed))
    return tuple(scores)


def _supply(method: Method, supply: Supply, economy: str, governance: Mapping[str, float], draws: int, seed: int) -> Score:
    assert method.measure is not None
    whose = economy if supply.view == "world" else supply.economy
    total = float(np.nansum(supply.tonnes))
    if supply.missing or total <= 0:
        return _score(method, supply, whose, None, None, None, note=supply.missing or "no supply at all")
    share = foreign(supply.tonnes, supply)
    matter = [i for i, t in enumerate(supply.tonnes) if t >= MATTERS * total]
    known = dict(governance)
    if method.governance:
        silent = [supply.places[i] for i in matter if supply.places[i] not in known and supply.places[i] not in REST]
        if silent:
            return _score(method, supply, whose, None, None, None, note=f"no governance score for {', '.join(silent)}")
        known |= {p: 2.5 for p in supply.places if p not in known}  # below the line that matters: adds nothing
    value = float(method.measure(supply.tonnes, supply, known))
    low = high = None
    if np.any(np.isfinite(supply.low) & np.isfinite(supply.high)) and draws > 0:
        drawn = method.measure(_draws(supply, draws, seed), supply, known)
        low, high = (float(q) for q in np.quantile(drawn, [0.05, 0.95]))
        low, high = min(low, value), max(high, value)
    largest = supply.places[int(np.argmax(share))] if np.max(share) > 0 else None
    return _score(
        method, supply, whose, value, low, high,
        status=worst([supply.status[i] for i in matter] + ["estimated"] * bool(supply.withheld)),
        largest=largest, note=_note(supply, share),
    )  # fmt: skip


def _score(
    method: Method, supply: Supply, economy: str, value: float | None, low: float | None, high: float | None, *,
    status: str = "unknown", largest: str | None = None, note: str = "",
) -> Score:  # fmt: skip
    return Score(
        method=method.id, mineral=supply.mineral, stage=supply.stage, form=supply.form, economy=economy, year=supply.year,
        value=value, low=low, high=high, unit=method.unit, status=status,
        sources=tuple(dict.fromkeys(s for group in supply.sources for s in group)), largest=largest, note=note,
    )  # fmt: skip


def _draws(supply: Supply, draws: int, seed: int) -> Floats:
    """Tonnes ``(draw, supplier)``: lognormal about each figure; a supplier without a band keeps its figure.

    Suppliers draw in the order of their codes, so that the order of the rows does not matter.
    """
    spread = np.zeros(len(supply.places))
    both = np.isfinite(supply.low) & np.isfinite(supply.high) & (supply.tonnes > 0)
    inner, upper = both & (supply.low > 0), both & ~(supply.low > 0) & (supply.high > supply.tonnes)
    spread[inner] = np.log(supply.high[inner] / supply.low[inner]) / (2 * Z95)
    spread[upper] = np.log(supply.high[upper] / supply.tonnes[upper]) / Z95
    order = np.argsort(np.array(supply.places), kind="stable")
    noise = np.empty((draws, len(order)))
    noise[:, order] = _stream(seed, supply.mineral, supply.form, supply.economy, supply.view).standard_normal((draws, len(order)))
    return np.asarray(supply.tonnes * np.exp(noise * spread))


def _stream(seed: int, *names: str) -> np.random.Generator:
    digest = sha256("|".join((str(seed), *names)).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def _note(supply: Supply, share: Floats) -> str:
    notes = []
    if supply.withheld:
        what = "withheld and left out" if supply.view == "world" else "no mass reported, left out"
        notes.append(f"{what}: {', '.join(supply.withheld)}; shares of the others are upper bounds")
    rest = float(supply.tonnes[[i for i, p in enumerate(supply.places) if p in REST]].sum()) / float(supply.tonnes.sum())
    if rest > float(np.max(share)):
        notes.append(f"the rest of the world ({rest:.0%}) is larger than any named supplier")
    elif rest > 0.2:
        notes.append(f"{rest:.0%} belongs to a rest of the world that names no supplier")
    return "; ".join(notes)


def _reliance(method: Method, balance: Balance, draws: int, seed: int) -> Score:
    value = float(net_import_reliance(balance.production[1], balance.imports[1], balance.exports[1], balance.stock_draw))
    known = bool(np.isfinite(value))
    low = high = None
    triples = (balance.production, balance.imports, balance.exports)
    if known and draws > 0 and any(t[0] != t[2] for t in triples):
        stream = _stream(seed, balance.mineral, balance.form, balance.economy, "balance")
        made, came, left = (t[1] * np.exp(stream.standard_normal(draws) * _spread(t)) for t in triples)
        low, high = (float(q) for q in np.nanquantile(net_import_reliance(made, came, left, balance.stock_draw), [0.05, 0.95]))
        low, high = min(low, value), max(high, value)
    return Score(
        method=method.id, mineral=balance.mineral, stage=balance.stage, form=balance.form, economy=balance.economy,
        year=balance.year, value=value if known else None, low=low, high=high, unit=method.unit,
        status=balance.status if known else "unknown", sources=balance.sources,
        note=balance.note if known else "neither made nor imported: no consumption to compare with",
    )  # fmt: skip


def _spread(triple: tuple[float, float, float]) -> float:
    low, value, high = triple
    if low > 0:
        return float(np.log(high / low)) / (2 * Z95)
    return float(np.log(high / value)) / Z95 if high > value > 0 else 0.0
