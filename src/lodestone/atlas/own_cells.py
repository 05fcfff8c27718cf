"""Where a figure of the user's belongs in a chain: the processes whose output it states, through publishers' rows or by form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lodestone.atlas.chain import Chain
from lodestone.atlas.chainfigure import Pick, Production
from lodestone.atlas.fact import Fact
from lodestone.atlas.family import elements

Times = Callable[[Sequence[str], str], float | None]  # product of named factors in a place


@dataclass(frozen=True, slots=True)
class Cell:
    """One process at one place that a figure speaks of: tonnes contained, and the named factors that made them so."""

    process: str
    tonnes: float
    factors: tuple[str, ...] = ()


def output_cells(
    fact: Fact, facts: Sequence[Fact], chain: Chain, made: dict[tuple[str, str], float], times: Times
) -> tuple[list[Cell], str, str]:
    """The cells of a figure of output or capacity, or none and the reason; and what a reader should know of them.

    A figure in the words of a publisher that the chain file reads (commodity, form, stage) goes where that publisher's goes,
    times the same factors. Else its form must be one of the chain's: then it is the output of the processes that make the form,
    in the proportions ``made`` (t by process and place) where several do.
    """
    cells: dict[str, Cell] = {}
    why = ""
    for entry, choice in ((e, c) for e in chain.production for c in e.facts):
        basis = _basis(fact, entry, choice, facts, chain)
        if entry.process in cells or basis is None:
            continue
        scale = times(entry.times, fact.place)
        if basis != fact.basis:
            why = f"it is {fact.basis}, {choice.card} gives tonnes {basis}; give yours in the same"
        elif scale is None:
            why = f"the chain file knows no {' or '.join(entry.times)} of {fact.place}"
        else:
            cells[entry.process] = Cell(entry.process, (fact.value or 0.0) * scale, tuple(entry.times))
    if cells:
        return list(cells.values()), "", ""
    found, fault = _by_form(fact, chain, made)
    if found and why:  # a publisher's gross tonnes are no hindrance: the form is the chain's, and contained tonnes are plain
        return found, "", f"read as tonnes of {chain.element} contained, where publishers give another mass"
    return found, "" if found else why or fault, ""


def _basis(fact: Fact, entry: Production, choice: Pick, facts: Sequence[Fact], chain: Chain) -> str | None:
    """What a publisher's tonnes are in rows of the same words that the entry reads for the place; None where it reads none."""
    fits = (
        choice.quantity == "production"
        and fact.commodity in ((choice.commodity,) if choice.commodity else chain.commodities)
        and choice.form in ("", fact.form)
        and choice.stage in ("", fact.stage)
        and fact.place not in entry.except_places
        and entry.place in ("", fact.place)
    )
    words = ("production", fact.commodity, fact.form, fact.stage)
    same = (f.basis for f in facts if f.card == choice.card and (f.quantity, f.commodity, f.form, f.stage) == words)
    return next(same, None) if fits else None


def _by_form(fact: Fact, chain: Chain, made: dict[tuple[str, str], float]) -> tuple[list[Cell], str]:
    if why := of_chain(fact, chain):
        return [], why
    processes = [p.id for p in chain.process if p.output == fact.form]
    here = {p: made[p, fact.place] for p in processes if made.get((p, fact.place), 0.0) > 0}
    if here:
        total = sum(here.values())
        return [Cell(p, (fact.value or 0.0) * t / total) for p, t in here.items()], ""
    if len(processes) == 1:
        return [Cell(processes[0], fact.value or 0.0)], ""
    ways = f"{len(processes)} processes make it ({', '.join(processes)})" if processes else "it is not made by a process"
    return [], f"nothing is known of {fact.form} made in {fact.place}, and {ways}"


def of_chain(fact: Fact, chain: Chain) -> str:
    """Why a figure cannot be read as contained tonnes of a form of the chain; "" where it can."""
    forms = [f.id for f in chain.form]
    if fact.form not in forms:
        return f"the chain {chain.id} has no form {fact.form}; it has {', '.join(forms)}"
    same = fact.commodity == chain.id or elements(fact.commodity) == elements(chain.id)
    if not same and not fact.form.startswith(fact.commodity):
        return f"{fact.commodity} is only a part of what {chain.id} counts together"
    return "" if fact.basis == "contained" else f"it is {fact.basis}, the chain counts tonnes contained"
