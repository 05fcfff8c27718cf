"""``lodestone ledger``: texts in, claims judged by people, everything kept."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

if TYPE_CHECKING:
    from lodestone.evidence.ledger import Entry

HELP = "Keep claims over time: add texts, search, review, settle conflicts, export"
DEFAULT = Path("lodestone-ledger.sqlite")
QUOTE = 160  # characters of a quote in a table for people; --json and show give all

app = App(name="ledger", help=HELP, help_format="plaintext")

LedgerFile = Annotated[Path, Parameter(name=["--ledger"], help="the ledger file")]
Who = Annotated[str | None, Parameter(help="your name in the record (default: your login)")]
Json = Annotated[bool, Parameter(help="one JSON document on stdout", negative="")]


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
    files: list[str],
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
        texts in any form that is read, or addresses of the web (`lodestone read --help`)
    """
    from dataclasses import asdict

    from lodestone.face.cli.output import print_json, print_table, progress
    from lodestone.workspace.ledgers import add_texts, labeller_of

    trained = labeller_of(ledger)
    with progress("ledger") as step:
        added, opened = add_texts(
            ledger, files, who=person(who), tier=tier, published=published, replaces=replaces, progress=step
        )  # fmt: skip
    if json:
        ranked = trained.sha256 if trained else None
        print_json({"ledger": str(ledger), "texts": [asdict(a) for a in added], "conflicts_opened": opened, "labeller": ranked})
        return 0
    columns = ("text", "source", "what", "claims", "proposed", "moved", "reworded", "lost", "re-words")
    rows = [(a.file, a.source, a.outcome, a.claims, a.proposed, a.moved, a.reworded, a.lost, a.rewords or "") for a in added]
    notes = [f"{opened} conflicts opened: lodestone ledger conflicts --ledger {ledger}"] if opened else []
    twice = [a.file for a in added if a.outcome == "known"]
    notes += [f"already in the ledger, nothing added: {', '.join(twice)}"] if twice else []
    notes += [trained.sentence()] if trained else []
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
    stale: Annotated[bool, Parameter(help="only claims that changed after a result was made from them", negative="")] = False,
    limit: Annotated[int, Parameter(help="most rows shown; 0 for all")] = 50,
    json: Json = False,
) -> int:
    """Claims that meet every condition, in the order they came in."""
    from lodestone.evidence.ledger import to_json
    from lodestone.face.cli.ledger_table import print_rows
    from lodestone.face.cli.output import print_json
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_search import Wanted, search
    from lodestone.terms.errors import BadInput

    if limit < 0:
        raise BadInput(f"limit {limit}: want 0 (all) or more")
    wanted = Wanted(
        mineral=mineral, who=who, with_=with_, stage=stage, status=status, state=state, family=family, since=since, text=text,
        source=source, anchor=anchor, stale=stale,
    )  # fmt: skip
    with Ledger(ledger) as book:
        hits = search(book.db, wanted, limit=limit or None)
    if json:
        print_json({"total": hits.total, "claims": [to_json(e) for e in hits.entries]})
        return 0
    rows = [row(e) for e in hits.entries]
    notes = [f"{hits.total:,} claims" + (f", the first {len(rows)} shown" if len(rows) < hits.total else "")]
    print_rows(str(ledger), ("id", "state", "family", "status", "who", "mineral", "published", "words"), rows, notes=notes)
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
    from lodestone.workspace.ledgers import on_record_of

    with Ledger(ledger) as book:
        entry = book.entry(id_)
        text = text_of(book.db, entry.claim.span.source)
        past = ledger_views.history(book.db, entry.claim.id)
        related = ledger_views.relations(book.db, entry.claim.id)
        reviews = ledger_views.reviews_of(book.db, entry.claim.id)
        others = ledger_views.witnesses(book.db, entry)
        linked = on_record_of(book, entry)
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
                **({"on_record": linked.as_json()} if linked else {}),
            }
        )
        return 0
    console = Console()
    console = console if console.is_terminal else Console(width=PIPE_WIDTH)
    console.print(card(entry, text))
    if linked:
        print(linked.sentence())
    columns = ("version", "state", "anchor", "family", "status", "who", "at", "act", "reason", "seconds")
    print_table("Versions", columns, [tuple(v[c] for c in columns) for v in past])
    if related:
        print_table("Relations", ("a", "type", "b", "who"), [(r["a"], r["type"], r["b"], r["who"]) for r in related])
    if others:
        also = [(o["claim"], o["file"], o["published"] or "–", o["tier"], o["lineage"]) for o in others]
        title = f"Also said in {len(others)} other claims; {independent} independent lineages in all"
        print_table(title, ("claim", "text", "published", "tier", "lineage"), also)
    return 0
