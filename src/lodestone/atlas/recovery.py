"""How well a network fills a hole: known customs cells are hidden, filled again, and held against what was hidden."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

import numpy as np

from lodestone.atlas.assemble import assemble
from lodestone.atlas.believed import Total
from lodestone.atlas.chain import ASSUMED
from lodestone.atlas.chainfigure import Anchor, Term
from lodestone.atlas.classify import Part
from lodestone.atlas.customs import carried_sd
from lodestone.atlas.layout import Inputs
from lodestone.atlas.reconcile import solve
from lodestone.atlas.weights import weights

SHARE = 0.2
SEEDS = (0, 1, 2, 3, 4)
LEAST_CELLS = 10  # fewer known cells say nothing about how well a form is recovered
TOTALS_SD = 0.01  # in the experiment a country's total is known, but for what the balance moves
Cell = tuple[str, str]  # origin, destination
Fill = Literal["last year", "proportional"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What it costs not to know a fifth of a form's pairs; medians over seeds, dimensionless.

    ``error`` is the weighted absolute percentage error of the hidden cells: tonnes missed over tonnes hidden. ``error_totals`` is
    the same when every country's exports and imports of the form are known. ``top_origin`` is the mean error of the share of
    each importer's largest origin (0 to 1), weighted by imports. ``fill`` says what stood in the holes before the balance.
    """

    form: str
    cells: int
    error: float
    error_totals: float
    top_origin: float
    fill: Fill


def recover(
    inputs: Inputs, *, before: Sequence[Part] = (), share: float = SHARE, seeds: Sequence[int] = SEEDS
) -> tuple[Recovery, ...]:
    """Hide ``share`` of all pairs of each form (pairs without trade included), fill them, balance again, compare.

    ``inputs`` are those of ``atlas.build.believe``; ``before`` last year's customs parts, which fill a hidden pair of their form
    scaled by the median ratio of the cells both years show. A form they do not hold is filled in proportion to what its exporters
    and importers still show. Forms with fewer than ten known cells are left out. Deterministic for given ``seeds``.
    """
    known = _known(inputs.parts)
    last = _known(before)
    forms = [f.id for f in inputs.chain.form if len(known.get(f.id, ())) >= LEAST_CELLS]
    runs: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for seed in seeds:
        rng = np.random.Generator(np.random.PCG64(seed))
        hidden = {form: _hide(known[form], share, rng) for form in forms}
        plain = _solved(inputs, known, last, hidden, share, totals=False)
        helped = _solved(inputs, known, last, hidden, share, totals=True)
        for form in forms:
            truth = {cell: known[form].get(cell, 0.0) for cell in hidden[form]}
            if sum(truth.values()) > 0:
                runs[form].append(
                    (_error(truth, plain[form]), _error(truth, helped[form]), _top_origin(known[form], plain[form]))
                )
    return tuple(
        Recovery(
            form=form, cells=len(known[form]), fill=_fill(last, form), error=median(r[0] for r in runs[form]),
            error_totals=median(r[1] for r in runs[form]), top_origin=median(r[2] for r in runs[form]),
        )
        for form in forms if runs[form]
    )  # fmt: skip


def _known(parts: Sequence[Part]) -> dict[str, dict[Cell, float]]:
    """Contained tonnes of every cell that a publication shows, by form; one that is partly imputed is not known."""
    found: dict[str, dict[Cell, float]] = defaultdict(lambda: defaultdict(float))
    imputed = {(p.form, p.origin, p.destination) for p in parts if p.status == "imputed"}
    for p in parts:
        if (p.form, p.origin, p.destination) not in imputed:
            found[p.form][p.origin, p.destination] += p.tonnes
    return {form: dict(cells) for form, cells in found.items()}


def _hide(cells: Mapping[Cell, float], share: float, rng: np.random.Generator) -> frozenset[Cell]:
    pairs = sorted({(o, d) for o, _ in cells for _, d in cells if o != d})
    drawn = rng.permutation(len(pairs))[: max(round(share * len(pairs)), 1)]
    return frozenset(pairs[n] for n in drawn)


def _solved(
    inputs: Inputs,
    known: Mapping[str, Mapping[Cell, float]],
    last: Mapping[str, Mapping[Cell, float]],
    hidden: Mapping[str, frozenset[Cell]],
    share: float,
    *,
    totals: bool,
) -> dict[str, dict[Cell, float]]:
    """Tonnes of every hidden pair after the balance, by form."""
    parts = [p for p in inputs.parts if (p.origin, p.destination) not in hidden.get(p.form, ())]
    for form, pairs in hidden.items():
        parts += _filled(form, known[form], last.get(form, {}), pairs, share)
    sums = [*inputs.totals, *(t for form in hidden for t in _country_totals(form, known[form]))] if totals else inputs.totals
    layout = assemble(replace(inputs, parts=tuple(parts), totals=tuple(sums)))
    flow = solve(layout.system).z[layout.span("cell")]
    found: dict[str, dict[Cell, float]] = {form: dict.fromkeys(pairs, 0.0) for form, pairs in hidden.items()}
    for n in range(flow.size):
        form = layout.forms[layout.cell_form[n]]
        cell = (layout.places[layout.cell_origin[n]], layout.places[layout.cell_destination[n]])
        if cell in found.get(form, ()):
            found[form][cell] = float(flow[n])
    return found


def _filled(
    form: str, cells: Mapping[Cell, float], last: Mapping[Cell, float], pairs: frozenset[Cell], share: float
) -> list[Part]:
    """What stands in the holes before the balance."""
    seen = {cell: t for cell, t in cells.items() if cell not in pairs}
    traded = sum(seen.values())
    if last:
        common = [seen[c] / last[c] for c in sorted(seen) if c in last]
        scale, whole = median(common) if common else 1.0, sum(last.values())
        guess = {c: (last[c] * scale, carried_sd(last[c] / whole)) for c in sorted(pairs) if c in last}
    else:
        out: dict[str, float] = defaultdict(float)
        into: dict[str, float] = defaultdict(float)
        for (o, d), t in seen.items():
            out[o] += t
            into[d] += t
        per = traded * (1 - share)
        guess = {(o, d): (out[o] * into[d] / per, weights().derived_sd) for o, d in sorted(pairs) if per > 0}
    basis = _fill({form: last}, form)
    return [
        Part(form=form, origin=o, destination=d, tonnes=t, sd=sd, status="imputed", source=ASSUMED, basis=basis)
        for (o, d), (t, sd) in guess.items() if t > 0
    ]  # fmt: skip


def _fill(last: Mapping[str, Mapping[Cell, float]], form: str) -> Fill:
    return "last year" if last.get(form) else "proportional"


def _country_totals(form: str, cells: Mapping[Cell, float]) -> list[Total]:
    """Exports and imports of every country as soft totals of known cells."""
    found = []
    sides: tuple[tuple[Literal["export", "import"], int], ...] = (("export", 0), ("import", 1))
    for item, side in sides:
        sums: dict[str, float] = defaultdict(float)
        for cell, t in cells.items():
            sums[cell[side]] += t
        for place, t in sorted(sums.items()):
            anchor = Anchor(
                id=f"{item}s of {place}", terms=[Term(item=item, of=form)], place=place, sd=TOTALS_SD, value=t, source=ASSUMED
            )
            found.append(Total(anchor=anchor, places=(place,), tonnes=t, sd=TOTALS_SD, source=ASSUMED))
    return [total for total in found if total.tonnes > 0]


def _error(truth: Mapping[Cell, float], found: Mapping[Cell, float]) -> float:
    return sum(abs(found[cell] - t) for cell, t in truth.items()) / sum(truth.values())


def _top_origin(cells: Mapping[Cell, float], found: Mapping[Cell, float]) -> float:
    """Error of the share of each importer's largest origin, weighted by imports, where something was hidden."""
    importers = sorted({d for _, d in found})
    wrong = total = 0.0
    for importer in importers:
        truth = {o: t for (o, d), t in cells.items() if d == importer}
        ours = truth | {o: t for (o, d), t in found.items() if d == importer}
        imports, theirs = sum(truth.values()), sum(ours.values())
        if imports > 0 and theirs > 0:
            top = max(sorted(truth), key=lambda o: truth[o])
            wrong += imports * abs(ours.get(top, 0.0) / theirs - truth[top] / imports)
            total += imports
    return wrong / total if total > 0 else 0.0
