"""Imports by origin with entrepots looked through: what a hub ships has the mix of what it received."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lodestone.atlas.arrays import Floats
from lodestone.atlas.fact import Fact
from lodestone.atlas.trade import Trade, TradeRow, entrepots_of, imports
from lodestone.atlas.weights import cell_sd, weights
from lodestone.terms.place import members

DRAWS = 200
CRUMB = 1e-6  # share of the mass below which an origin is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flows:
    """Mass of every code between all places ``t (code, origin, destination)``; value into the buyer ``kusd (code, origin)``."""

    places: tuple[str, ...]
    hub: tuple[int, ...]
    buyer: tuple[int, ...]
    t: Floats
    kusd: Floats


def imports_by_origin(
    facts: Iterable[Fact],
    what: str | Sequence[str],
    importer: str,
    *,
    year: int,
    edition: str = "HS92",
    draws: int = DRAWS,
    seed: int = 0,
) -> Trade:
    """``trade.imports`` with the goods of entrepots given to where those had them from, as ``trace`` does for a whole network.

    Proportional pooling, code by code: a hub (tables/entrepots.csv) ships the mix of what it received of the code in the year;
    what it ships beyond that stays its own; hubs that supply each other are solved together. Every other exporter counts as the
    origin, made there or not. ``low`` and ``high`` of a row's share are 5 and 95 % points with every customs cell drawn anew
    (relative error ``network.cell_sd``, of a hub's exports ``network.cell_sd_entrepot``); that a hub serves all its customers
    alike is an assumption outside the band. Needs the facts of all partners; rows without mass stay where they were declared.
    Raises as ``trade.imports``.
    """
    facts = list(facts)
    declared = imports(facts, what, importer, year=year, edition=edition)
    flows = _flows(facts, declared, importer, year, edition)
    mass, value = _through(flows, flows.t)
    total = float(mass.sum())
    if total <= 0:
        return replace(declared, by_origin=True)
    shares = [m / max(float(m.sum()), 1e-300) for m, _ in (_through(flows, t) for t in _drawn(flows, draws, seed))]
    low, high = np.quantile(shares, (0.05, 0.95), axis=0) if shares else (mass / total, mass / total)
    said = {r.partner: r for r in declared.rows}
    rows = []
    for n, place in enumerate(flows.places):
        old = said.get(place)
        share = float(mass[n]) / total
        if share > CRUMB or value[n] > 0 or old is not None:
            row = old or TradeRow(partner=place, gross_t=0, value_kusd=0, share=0, without_mass_kusd=0, estimated_t=0)
            rows.append(
                replace(
                    row, gross_t=float(mass[n]), value_kusd=float(value[n]), share=share, doubtful_t=0.0, doubt="",
                    declared_share=row.share, low=min(float(low[n]), share), high=max(float(high[n]), share),
                )
            )  # fmt: skip
    ordered = tuple(sorted(rows, key=lambda r: (-r.gross_t, -r.value_kusd, r.partner)))
    kept = [note for note in declared.notes if "may not be its origin" not in note]
    return replace(declared, rows=ordered, by_origin=True, notes=(*_notes(declared, ordered), *kept))


def _flows(facts: list[Fact], declared: Trade, importer: str, year: int, edition: str) -> _Flows:
    goods = [f for f in facts if f.period == year and f.code_edition == edition and f.code in declared.codes and f.partner]
    places = tuple(sorted({p for f in goods for p in (f.place, str(f.partner))}))
    at = {p: n for n, p in enumerate(places)}
    code = {c: n for n, c in enumerate(declared.codes)}
    buyer = tuple(at[p] for p in members(importer) if p in at)
    t, kusd = np.zeros((len(code), len(places), len(places))), np.zeros((len(code), len(places)))
    for f in goods:
        here = (code[str(f.code)], at[f.place])
        if f.quantity == "trade":
            t[(*here, at[str(f.partner)])] += f.value or 0.0
        elif f.quantity == "trade_value" and at[str(f.partner)] in buyer and at[f.place] not in buyer:
            kusd[here] += f.value or 0.0
    hubs = entrepots_of({f.commodity for f in goods})
    return _Flows(places=places, hub=tuple(n for p, n in at.items() if p in hubs), buyer=buyer, t=t, kusd=kusd)


def _through(flows: _Flows, t: Floats) -> tuple[Floats, Floats]:
    """Mass and value into the buyer by origin ``(place,)``, hubs looked through."""
    mass, value = np.zeros(len(flows.places)), np.zeros(len(flows.places))
    outside = np.ones(len(flows.places), bool)
    outside[list(flows.buyer)] = False
    for code, table in enumerate(t):
        mix = _mixes(table, list(flows.hub))
        bought = table[:, list(flows.buyer)].sum(axis=1) * outside
        mass += bought @ mix
        value += flows.kusd[code] @ mix
    return mass, value


def _mixes(table: Floats, hubs: list[int]) -> Floats:
    """Of what every place ships, the share that began at each ``(exporter, origin)``: itself, but for hubs their pool's mix.

    With ``B`` the shares of a hub's pool that came from each place and ``d`` what it ships beyond what it received, the mixes of
    the hubs are ``(I - B_hubs)^-1 (B_others + diag d)``. Hubs that only supply each other count as their own origin.
    """
    mix = np.eye(table.shape[0])
    received, shipped = table[:, hubs].sum(axis=0), table[hubs].sum(axis=1)
    own = np.maximum(shipped - received, 0)
    fed = (own > 0) | (np.delete(table[:, hubs], hubs, axis=0).sum(axis=0) > 0)
    between = table[np.ix_(hubs, hubs)] > 0
    for _ in hubs:
        fed |= (between & fed[:, None]).any(axis=0)
    hubs = [h for h, known in zip(hubs, fed, strict=True) if known]
    if not hubs:
        return mix
    received, own = received[fed], own[fed]
    pool = received + own
    came = table[:, hubs].T / pool[:, None]
    came[np.arange(len(hubs)), hubs] += own / pool
    inside = came[:, hubs] - np.diag(own / pool)
    came[:, hubs] = np.diag(own / pool)
    mix[hubs] = np.linalg.solve(np.eye(len(hubs)) - inside, came)
    return mix


def _drawn(flows: _Flows, draws: int, seed: int) -> Iterable[Floats]:
    """The table with every cell drawn around itself, mean kept."""
    rng = np.random.Generator(np.random.PCG64(seed))
    variance = np.log1p(np.array([cell_sd(p, mass_missing=False) ** 2 for p in flows.places]))[None, :, None]
    cells = flows.t > 0
    spread = np.sqrt(np.broadcast_to(variance, flows.t.shape)[cells])
    for _ in range(draws):
        t = np.zeros_like(flows.t)
        t[cells] = flows.t[cells] * np.exp(rng.standard_normal(spread.size) * spread - spread**2 / 2)
        yield t


def _notes(declared: Trade, rows: tuple[TradeRow, ...]) -> Iterable[str]:
    hubs = [r for r in declared.rows if r.entrepot]
    through, kept = sum(r.share for r in hubs), sum(r.share for r in rows if r.entrepot)
    w = weights()
    yield (
        f"by origin: {through:.0%} of the mass was declared from {', '.join(r.partner for r in hubs) or 'no entrepot'}; given in "
        f"proportion to where those had the same code from that year, {kept:.0%} stays theirs (shipped beyond what they received)"
    )
    yield (
        f"band: 5-95 %, customs cells drawn with an error of {w.cell_sd:.0%}, of entrepots {w.cell_sd_entrepot:.0%}; that a hub "
        "serves every customer the same mix is an assumption outside the band"
    )
