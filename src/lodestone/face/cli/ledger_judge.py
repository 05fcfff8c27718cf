"""Judging claims: review by key, conflicts, relations between claims, figures of the reviews."""

from typing import Annotated

from cyclopts import Parameter

from lodestone.face.cli.ledger import DEFAULT, QUOTE, Json, LedgerFile, Who, app, person
from lodestone.face.cli.own_figure import Figure, OnDay, day, own_figure
from lodestone.workspace.ledgers import now


@app.command
def review(
    *,
    ledger: LedgerFile = DEFAULT,
    who: Who = None,
    blind: Annotated[
        bool, Parameter(help="second opinions: one in ten claims others judged, their verdict hidden", negative="")
    ] = False,
    every: Annotated[int, Parameter(help="with --blind: one claim in so many")] = 10,
    mineral: Annotated[str | None, Parameter(help="only claims on this mineral")] = None,
    family: Annotated[str | None, Parameter(help="only claims of this family")] = None,
    source: Annotated[str | None, Parameter(help="only claims of this file or source id")] = None,
    json: Json = False,
) -> int:
    """Judge claims one by one: a accept, 1 2 3 family, e edit, s split, m merge, r reject, d defer, u undo, q stop.

    At a terminal a key is enough; from a pipe every line is one verdict, such as: r not a promise
    """
    from lodestone.face.cli import ledger_review
    from lodestone.face.cli.output import print_json
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_search import Wanted
    from lodestone.terms.errors import BadInput

    if every < 1:
        raise BadInput(f"every {every}: want 1 or more")
    wanted = Wanted(mineral=mineral, family=family, source=source)
    with Ledger(ledger) as book:
        desk = ledger_review.terminal(now, quiet=json)
        tally = ledger_review.session(book, desk, who=person(who), wanted=wanted, blind=blind, every=every)
    if json:
        print_json(tally.as_json())
    else:
        print(tally.sentence())
    return 130 if tally.interrupted else 0


@app.command
def conflicts(
    id_: Annotated[str | None, Parameter(name="ID")] = None,
    *,
    ledger: LedgerFile = DEFAULT,
    settle: Annotated[str | None, Parameter(help="with ID: explained, settled, or open again")] = None,
    reason: Annotated[str | None, Parameter(help="with --settle: why")] = None,
    figure: Figure = None,
    on: OnDay = None,
    look: Annotated[bool, Parameter(help="compare all texts again with the detectors of this release", negative="")] = False,
    everything: Annotated[bool, Parameter(name=["--all"], help="settled ones too", negative="")] = False,
    who: Who = None,
    json: Json = False,
) -> int:
    """Statements that cannot both be right, the most trusted source first; settled only by a person, with a reason.

    Parameters
    ----------
    id_
        a conflict, with --settle
    """
    from lodestone.face.cli.ledger_card import one_line
    from lodestone.face.cli.ledger_table import print_rows
    from lodestone.face.cli.output import print_json
    from lodestone.store.ledger import Ledger
    from lodestone.terms.errors import BadInput
    from lodestone.workspace.ledgers import ledger_conflicts

    if (settle is None) != (id_ is None):
        raise BadInput("to settle one: lodestone ledger conflicts ID --settle settled --reason WHY")
    if settle is not None and id_ is not None:
        with Ledger(ledger) as book:
            book.settle(id_, settle, who=person(who), at=now(), reason=reason or "")
    figures = [own_figure(figure, person(who))] if figure is not None else []
    found = ledger_conflicts(
        ledger, figures=figures, on=day(on), look=look, everything=bool(everything or settle), who=person(who)
    )  # fmt: skip
    found = [c for c in found if id_ is None or c["id"] == id_]
    if json:
        print_json({"conflicts": found})
        return 0
    rows = []
    for conflict in found:
        said = " | ".join(f"{s['file']} ({s['tier']}): {one_line(s['quote'], QUOTE)}" for s in conflict["spans"])
        rows.append(
            (
                conflict["id"],
                conflict["type"],
                conflict["state"],
                conflict["reason"] or "–",
                one_line(conflict["message"], 400),
                said,
            )
        )
    print_rows(str(ledger), ("id", "type", "state", "reason", "what", "where"), rows, notes=[f"{len(found)} conflicts"])
    return 0


@app.command
def relate(
    a: str,
    relation: str,
    b: str,
    *,
    ledger: LedgerFile = DEFAULT,
    who: Who = None,
    note: Annotated[str | None, Parameter(help="why")] = None,
    take_back: Annotated[bool, Parameter(help="the relation does not hold after all", negative="")] = False,
    json: Json = False,
) -> int:
    """Say how one claim stands to another: suspends, resumes, ends, realises, supersedes, same_statement, contradicts ...

    Parameters
    ----------
    a
        id of the claim that does it
    relation
        what it does
    b
        id of the claim it does it to
    """
    from lodestone.face.cli.output import print_json
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_views import relations

    with Ledger(ledger) as book:
        book.relate(a, relation, b, who=person(who), at=now(), note=note, holds=not take_back)
        held = relations(book.db, book.entry(a).claim.id)
    if json:
        print_json({"relations": held})
        return 0
    for r in held:
        print(f"{r['a']} {r['type']} {r['b']}")
    return 0


@app.command
def stats(*, ledger: LedgerFile = DEFAULT, json: Json = False) -> int:
    """Claims by state and family, accept rate by rule, seconds per accepted claim, agreement of reviewers, texts, results."""
    from lodestone.evidence.agreement import agreement
    from lodestone.face.cli.output import percent, print_json, print_table
    from lodestone.store import ledger_views
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_results import results

    with Ledger(ledger) as book:
        counts = ledger_views.counts(book.db)
        figures = agreement(ledger_views.judged(book.db))
        texts = ledger_views.texts(book.db)
        made = results(book.db)
    if json:
        lineages = len({t["lineage"] for t in texts})
        print_json({"claims": counts, "reviews": figures, "texts": texts, "lineages": lineages, "results": made})
        return 0
    columns = ("file", "id", "version", "published", "tier", "lineage", "claims")
    print_table("Texts", columns, [tuple(t[c] for c in columns) for t in texts])
    print_table(
        "Claims", ("by", "which", "claims"), [(k, w, n) for k, found in counts.items() if k != "rule" for w, n in found.items()]
    )
    by_rule = [(rule, percent(r["rate"]), r["reviews"]) for rule, r in figures["accept_rate_by_rule"].items()]
    rows = [
        ("reviews", figures["reviews"]),
        ("reviewers", figures["reviewers"]),
        ("accept rate", percent(figures["accept_rate"])),
        ("first family right", percent(figures["family_right"])),
        ("seconds per accepted claim", figures["seconds_per_accepted"]),
        ("claims judged by two", figures["double"]),
        ("kappa", figures["kappa"]),
        ("Brier score of the first family", figures["brier"]),
    ]
    print_table("Reviews", ("figure", "value"), rows)
    if by_rule:
        print_table("Accept rate by what proposed the claim", ("rule", "accepted", "reviews"), by_rule)
    if made:
        what = ("id", "what", "at", "claims", "stale")
        print_table("Results made from it; stale: claims that changed since", what, [tuple(r[c] for c in what) for r in made])
    return 0
