"""The tables of network, risk, facts, shock, backtest and atlas check as sheets to export, one row a number or pair."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodestone.face.cli.atlas_sheets import cards_of
from lodestone.store.export import Cell, Sheet

if TYPE_CHECKING:
    from lodestone.atlas.fact import Fact
    from lodestone.risk.assess import Score

NODE = (("made", "made_t_per_year", "low", "high"), ("used up", "needed_t", "", ""), ("from stocks", "stock_draw_t", "", ""))
BANDS = ("median", "low", "high")


def network_sheet(document: Mapping[str, Any], folder: Path | None = None, notes: Sequence[str] = ()) -> Sheet:
    """What is made, used up and drawn from stocks in every place, and who ships to whom: a row each, t contained a year."""
    columns = dict.fromkeys(("flow", "form", "from", "to"), "") | dict.fromkeys(("tonnes", "low", "high"), "t/year")
    columns |= {"lead": "month", "status": "", "sources": "", "basis": ""}
    rows: list[Sequence[Cell]] = [
        (what, n["form"], n["place"], "", n[value], n.get(low), n.get(high), None, n["status"], ", ".join(n["sources"]), "")
        for n in document["nodes"]
        for what, value, low, high in NODE
        if n[value]
    ]
    rows += [
        (
            "shipped", a["form"], a["origin"], a["destination"], a["t_per_year"], a["low"], a["high"], a["lead_months"],
            a["status"], ", ".join(a["sources"]), "; ".join(a["basis"]),
        )
        for a in document["arcs"]
    ]  # fmt: skip
    cited = {s for part in ("nodes", "arcs") for one in document[part] for s in one["sources"]}
    title = f"{document['mineral']} {document['year']} ({document['kind']}): tonnes {document['element']} contained; low and high"
    return Sheet(
        title=f"{title} are the 5 and 95 % points", columns=columns, rows=rows, notes=(*document["assumptions"], *notes),
        sources=cards_of(cited, folder),
    )  # fmt: skip


def risk_sheet(scores: "Sequence[Score]", title: str, folder: Path | None = None, notes: Sequence[str] = ()) -> Sheet:
    """One row a mineral, stage and form."""
    words = (
        "mineral",
        "stage",
        "form",
        "economy",
        "year",
        "value",
        "low",
        "high",
        "unit",
        "status",
        "largest",
        "sources",
        "note",
    )
    rows = [tuple(", ".join(v) if isinstance(v := getattr(s, name), tuple) else v for name in words) for s in scores]
    cited = {id_ for s in scores for id_ in s.sources}
    return Sheet(title=title, columns=dict.fromkeys(words, ""), rows=rows, notes=notes, sources=cards_of(cited, folder))


def facts_sheet(facts: "Sequence[Fact]", folder: Path) -> Sheet:
    """The user's own figures, with the columns that ``facts add`` reads; the file can be added again."""
    columns = ("quantity", "mineral", "place", "year", "value", "unit", "stage", "form", "low", "high", "note")
    rows = [
        (
            {"secondary": "recycling", "use": "consumption"}.get(f.quantity, f.quantity), f.commodity, f.place, f.period, f.value,
            ("t REO" if f.basis == "oxide" else f.unit.removesuffix("/year")), "" if f.form == "all" else f.stage,
            "" if f.form == "all" else f.form, f.low, f.high, f.note,
        )
        for f in facts
    ]  # fmt: skip
    title = f"Your own figures in {folder}"
    return Sheet(title=title, columns=dict.fromkeys(columns, ""), rows=rows, sources=cards_of(["own"], folder) if facts else ())


def shock_sheet(documents: Sequence[Mapping[str, Any]], folder: Path | None = None, notes: Sequence[str] = ()) -> Sheet:
    """One row a scenario, place, form and month, for the forms that moved: what is short, the cover left and the price."""
    measures = {"short": "t contained", "cover": "month", "price": "1"}
    columns = dict.fromkeys(("scenario", "place", "form", "month"), "")
    columns |= {f"{name}_{point}": unit for name, unit in measures.items() for point in BANDS}
    rows: list[Sequence[Cell]] = []
    for d in documents:
        for place, found in d["places"].items():
            for form, series in found["forms"].items():
                price = d["prices"].get(form, {}).get(place, {}).get("by_month", {})
                parts = (series["shortage_by_month"], series["cover_months_by_month"], price)
                for m, month in enumerate(d["months"]):
                    values = [part[point][m] if part else None for part in parts for point in BANDS]
                    rows.append((d["scenario"], place, form, month, *values))
    title = "; ".join(f"{d['title']} ({d['runs']} runs, seed {d['seed']})" for d in documents)
    cards = cards_of(["own"], folder) if any("own" in d for d in documents) else ()
    return Sheet(title=f"{title}; price as a multiple of normal", columns=columns, rows=rows, notes=notes, sources=cards)


def backtest_sheet(found: Mapping[str, Any]) -> Sheet:
    """One row an observed figure beside the model's; errors by group among the notes."""
    episodes = found.get("episodes", [found])
    words = ("place", "month", "name", "series", "observed", "median", "low", "high", "log_error")
    rows = [(one["episode"], *(r[name] for name in words)) for one in episodes for r in one["rows"]]
    notes = [
        f"{one['episode']}, {group}: rms log error {missed:.3g}; saying that nothing changes {one['nothing_changes'][group]:.3g}"
        for one in episodes
        for group, missed in one["rms"].items()
        if missed is not None
    ]
    return Sheet(
        title="The model beside history",
        columns=dict.fromkeys(("episode", *words), ""),
        rows=[_plain(r) for r in rows],
        notes=notes,
    )


def check_sheet(document: Sequence[Mapping[str, Any]] | Mapping[str, Any], notes: Sequence[str] = ()) -> Sheet:
    """One row a stage of a chain: what it rests on, and the verdict."""
    chains = document["chains"] if isinstance(document, Mapping) else document
    stages = [{"chain": c.get("chain"), "year": c.get("year"), **s} for c in chains for s in c["stages"]]
    words = list(dict.fromkeys(name for s in stages for name in s))
    rows = [_plain([s.get(name) for name in words]) for s in stages]
    return Sheet(title="Networks: what they rest on", columns=dict.fromkeys(words, ""), rows=rows, notes=notes)


def _plain(cells: Sequence[Any]) -> list[Cell]:
    """Cells of a table: lists as text, and no number that is none."""
    made: list[Cell] = []
    for cell in cells:
        if isinstance(cell, list | tuple):
            cell = "; ".join(map(str, cell))
        made.append(None if isinstance(cell, float) and cell != cell else str(cell) if isinstance(cell, bool) else cell)
    return made
