"""``lodestone ledger``: texts in, claims judged by people, everything kept."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from lodestone.evidence.conflicts import KnownAmount
    from lodestone.evidence.ledger import Entry

HELP = "Keep claims over time: add texts, search, review, settle conflicts, export"
DEFAULT = Path("lodestone-ledger.sqlite")
QUOTE = 160  # characters of a quote in a table for people; --json and show give all

app = App(name="ledger", help=HELP, help_format="plaintext")

LedgerFile = Annotated[Path, Parameter(name=["--ledger"], help="the ledger file")]
Who = Annotated[str | None, Parameter(help="your name in the record (default: your login)")]
Json = Annotated[bool, Parameter(help="one JSON document on stdout", negative="")]


def now() -> str:
    """The time of a change, in UTC to the second: the clock is read here, at the door, and nowhere below."""
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def person(who: str | None) -> str:
    """The reviewer's name: as given, else the login; raises ``BadInput`` where neither is known."""
    import getpass

    from lodestone.terms.errors import BadInput

    if who and who.strip():
        return who.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise BadInput("who is this? name the reviewer with --who") from None


@app.command
def add(
    files: list[Path],
    *,
    ledger: LedgerFile = DEFAULT,
    who: Who = None,
    tier: Annotated[
        str, Parameter(help="official, wire, news, derived or unknown: shown first where sources differ")
    ] = "unknown",
    published: Annotated[str | None, Parameter(help="date of the texts (YYYY-MM-DD or YYYY-MM), where they state none")] = None,
    replaces: Annotated[str | None, Parameter(help="file name or source id of which the text is a newer version")] = None,
    json: Json = False,
) -> int:
    """Read texts and keep their claims; the same text twice adds nothing, a changed text moves its claims along.

    Parameters
    ----------
    files
        texts in any form that is read (`lodestone read --help`)
    """
    from dataclasses import asdict

    from lodestone import workspace
    from lodestone.evidence.ledger import known_tier
    from lodestone.evidence.read import read
    from lodestone.face.cli.output import print_json, print_table, progress
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_views import readings
    from lodestone.terms.errors import BadInput

    level, name = known_tier(tier), person(who)
    if replaces and len(files) != 1:
        raise BadInput("--replaces: give exactly one file, the newer version")
    documents = [workspace.document(path, published=published) for path in files]  # every fault is told before anything is kept
    added = []
    with Ledger(ledger, create=True) as book, progress("ledger") as step:
        for i, document in enumerate(documents):
            step(document.source.file, i / len(documents))
            known = book.known(document.source.sha256)
            added.append(known or book.add(read(document), who=name, at=now(), tier=level, replaces=replaces))
        opened = 0
        if any(a.outcome != "known" for a in added):
            step("looking for contradictions", 0.95)
            held = [reading for reading, _ in readings(book.db, ("candidate", "proposed", "accepted"))]
            opened = book.find_conflicts(held, who=name, at=now())
    if json:
        print_json({"ledger": str(ledger), "texts": [asdict(a) for a in added], "conflicts_opened": opened})
        return 0
    columns = ("text", "source", "what", "claims", "proposed", "moved", "reworded", "lost", "re-words")
    rows = [(a.file, a.source, a.outcome, a.claims, a.proposed, a.moved, a.reworded, a.lost, a.rewords or "") for a in added]
    notes = [f"{opened} conflicts opened: lodestone ledger conflicts --ledger {ledger}"] if opened else []
    twice = [a.file for a in added if a.outcome == "known"]
    notes += [f"already in the ledger, nothing added: {', '.join(twice)}"] if twice else []
    print_table(str(ledger), columns, rows, notes=notes)
    return 0


@app.command(name="list")
def list_(
    *,
    ledger: LedgerFile = DEFAULT,
    mineral: Annotated[str | None, Parameter(help="a mineral or group, by name, symbol or id")] = None,
    who: Annotated[str | None, Parameter(help="who acts: a country, bloc, person or body")] = None,
    with_: Annotated[str | None, Parameter(name=["--with"], help="the counterpart")] = None,
    stage: Annotated[str | None, Parameter(help="stage of the chain")] = None,
    status: Annotated[str | None, Parameter(help="rung of the ladder: announced, agreed, signed ...; - for none")] = None,
    state: Annotated[str | None, Parameter(help="candidate, proposed, accepted or rejected")] = None,
    family: Annotated[str | None, Parameter(help="finance, restrict, project ...")] = None,
    since: Annotated[str | None, Parameter(help="published on or after (YYYY-MM-DD)")] = None,
    text: Annotated[str | None, Parameter(help='words that all stand in the quote; "words in marks" stand together')] = None,
    source: Annotated[str | None, Parameter(help="file name or source id")] = None,
    anchor: Annotated[str | None, Parameter(help="exact, moved, context or lost")] = None,
    limit: Annotated[int, Parameter(help="most rows shown; 0 for all")] = 50,
    json: Json = False,
) -> int:
    """Claims that meet every condition, in the order they came in."""
    from lodestone.evidence.ledger import to_json
    from lodestone.face.cli.output import print_json, print_table
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_search import Wanted, search
    from lodestone.terms.errors import BadInput

    if limit < 0:
        raise BadInput(f"limit {limit}: want 0 (all) or more")
    wanted = Wanted(
        mineral=mineral, who=who, with_=with_, stage=stage, status=status, state=state, family=family, since=since, text=text,
        source=source, anchor=anchor,
    )  # fmt: skip
    with Ledger(ledger) as book:
        hits = search(book.db, wanted, limit=limit or None)
    if json:
        print_json({"total": hits.total, "claims": [to_json(e) for e in hits.entries]})
        return 0
    rows = [row(e) for e in hits.entries]
    notes = [f"{hits.total:,} claims" + (f", the first {len(rows)} shown" if len(rows) < hits.total else "")]
    print_table(str(ledger), ("id", "state", "family", "status", "who", "mineral", "published", "words"), rows, notes=notes)
    return 0


def row(entry: "Entry") -> tuple[str, ...]:
    """A claim version as a row for people."""
    from lodestone.face.cli.ledger_card import one_line

    claim = entry.claim
    state = entry.state + ("" if entry.anchor == "exact" else f" ({entry.anchor})")
    minerals = ", ".join(s.value + (f" ({s.hedge})" if s.hedge != "asserted" else "") for s in claim.slots["minerals"])
    who = ", ".join(s.value for s in claim.slots["actors"])
    return (
        claim.id, state, claim.family, claim.status or "–", who or "–", minerals or "–", entry.source.published or "–",
        one_line(claim.span.quote, QUOTE),
    )  # fmt: skip


@app.command
def show(id_: Annotated[str, Parameter(name="ID")], *, ledger: LedgerFile = DEFAULT, json: Json = False) -> int:
    """One claim: its words in their sentence, slots, every version, reviews, relations and how many independent texts say it.

    Parameters
    ----------
    id_
        the id of a claim, or its beginning
    """
    from rich.console import Console

    from lodestone.evidence.ledger import to_json
    from lodestone.face.cli.ledger_card import card
    from lodestone.face.cli.output import PIPE_WIDTH, print_json, print_table
    from lodestone.store import ledger_views
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_rows import text_of

    with Ledger(ledger) as book:
        entry = book.entry(id_)
        text = text_of(book.db, entry.claim.span.source)
        past = ledger_views.history(book.db, entry.claim.id)
        related = ledger_views.relations(book.db, entry.claim.id)
        reviews = ledger_views.reviews_of(book.db, entry.claim.id)
        others = ledger_views.witnesses(book.db, entry)
    independent = len({entry.lineage, *(o["lineage"] for o in others)})
    if json:
        print_json(
            {
                **to_json(entry),
                "history": past,
                "relations": related,
                "reviews": reviews,
                "also": others,
                "independent": independent,
            }
        )
        return 0
    console = Console()
    console = console if console.is_terminal else Console(width=PIPE_WIDTH)
    console.print(card(entry, text))
    columns = ("version", "state", "anchor", "family", "status", "who", "at", "act", "reason", "seconds")
    print_table("Versions", columns, [tuple(v[c] for c in columns) for v in past])
    if related:
        print_table("Relations", ("a", "type", "b", "who"), [(r["a"], r["type"], r["b"], r["who"]) for r in related])
    if others:
        also = [(o["claim"], o["file"], o["published"] or "–", o["tier"], o["lineage"]) for o in others]
        title = f"Also said in {len(others)} other claims; {independent} independent lineages in all"
        print_table(title, ("claim", "text", "published", "tier", "lineage"), also)
    return 0


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
    return 0


@app.command
def conflicts(
    id_: Annotated[str | None, Parameter(name="ID")] = None,
    *,
    ledger: LedgerFile = DEFAULT,
    settle: Annotated[str | None, Parameter(help="with ID: explained, settled, or open again")] = None,
    reason: Annotated[str | None, Parameter(help="with --settle: why")] = None,
    figure: Annotated[
        str | None, Parameter(help='your own figure to hold against the texts: "3e12 JPY support for Central Asia"')
    ] = None,
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
    from lodestone.face.cli.output import print_json, print_table
    from lodestone.store import ledger_views
    from lodestone.store.ledger import Ledger
    from lodestone.terms.errors import BadInput

    if (settle is None) != (id_ is None):
        raise BadInput("to settle one: lodestone ledger conflicts ID --settle settled --reason WHY")
    with Ledger(ledger) as book:
        if settle is not None and id_ is not None:
            book.settle(id_, settle, who=person(who), at=now(), reason=reason or "")
        if figure is not None:
            held = [r for r, _ in ledger_views.readings(book.db, ("candidate", "proposed", "accepted"))]
            book.find_conflicts(held, who=person(who), at=now(), known_amounts=[own_figure(figure, person(who))])
        found = ledger_views.conflicts(book.db, state=None if everything or settle else "open")
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
                one_line(conflict["message"], 400),
                said,
                conflict["reason"] or "",
            )
        )
    print_table(str(ledger), ("id", "type", "state", "what", "where", "reason"), rows, notes=[f"{len(found)} conflicts"])
    return 0


def own_figure(said: str, who: str) -> "KnownAmount":
    """A figure the reader holds, from ``3e12 JPY what it is of``; raises ``BadInput``."""
    import re

    from lodestone.evidence.conflicts import KnownAmount
    from lodestone.terms.errors import BadInput
    from lodestone.terms.money import Money

    found = re.fullmatch(r"\s*([\d.,]+(?:e\d{1,2})?)\s+([A-Z]{3})\s+(\S.*)", said)
    try:
        if found is None:
            raise ValueError
        return KnownAmount(found[3].strip(), Money(float(found[1].replace(",", "")), found[2]), f"figure of {who}")
    except ValueError:
        raise BadInput(f'figure "{said}": want number, currency and what it is of: "3e12 JPY support for Central Asia"') from None


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
    """Claims by state and family, accept rate by rule, seconds per accepted claim, agreement of reviewers, the texts."""
    from lodestone.evidence.agreement import agreement
    from lodestone.face.cli.output import percent, print_json, print_table
    from lodestone.store import ledger_views
    from lodestone.store.ledger import Ledger

    with Ledger(ledger) as book:
        counts = ledger_views.counts(book.db)
        figures = agreement(ledger_views.judged(book.db))
        texts = ledger_views.texts(book.db)
    if json:
        print_json({"claims": counts, "reviews": figures, "texts": texts, "lineages": len({t["lineage"] for t in texts})})
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
    return 0
