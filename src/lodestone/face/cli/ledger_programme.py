"""``lodestone ledger programme``: what policies set out to do, when it comes up again, and the money behind it."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from lodestone.face.cli.ledger import DEFAULT, Json, LedgerFile, app

if TYPE_CHECKING:
    from lodestone.evidence.programme import Programme

WORDS = 110  # characters of a sentence in a table for people; --json gives all
POLICY = 34


@app.command
def programme(
    *,
    ledger: LedgerFile = DEFAULT,
    provisional: Annotated[bool, Parameter(help="also claims nobody has judged yet, marked as such", negative="")] = False,
    source: Annotated[str | None, Parameter(help="only this text, by file name or source id")] = None,
    since: Annotated[str | None, Parameter(help="meetings on or after (YYYY-MM-DD)")] = None,
    owned: Annotated[bool, Parameter(help="only actions with a named owner", negative="")] = False,
    limit: Annotated[int, Parameter(help="most actions shown; 0 for all")] = 40,
    json: Json = False,
) -> int:
    """What each text sets out to do: category, owner, action, status, deadline, money; the meetings ahead; targets and money."""
    from lodestone.evidence.programme import programme as view
    from lodestone.face.cli.output import print_json
    from lodestone.face.cli.own_figure import day
    from lodestone.store.ledger import Ledger
    from lodestone.terms.errors import BadInput
    from lodestone.workspace.ledgers import held

    if limit < 0:
        raise BadInput(f"limit {limit}: want 0 (all) or more")
    with Ledger(ledger) as book:
        texts = held(book, provisional)
    chosen = [h for h in texts if source is None or source in (h[0].document.source.id, h[0].document.source.file)]
    if not chosen:
        raise BadInput(f"{source}: no text of that name or id with a claim to use; see: lodestone ledger stats")
    found = view(chosen, since=day(since))
    found = replace(found, actions=tuple(a for a in found.actions if a.owner or not owned))
    if json:
        print_json(asdict(found))
        return 0
    _actions(found, limit)
    _meetings(found)
    _money(found)
    return 0


def _actions(found: "Programme", limit: int) -> None:
    from lodestone.face.cli.ledger_card import one_line
    from lodestone.face.cli.ledger_table import print_rows
    from lodestone.terms.money import Money

    shown = found.actions[:limit] if limit else found.actions
    rows = [
        (
            one_line(a.policy, POLICY), one_line(a.category, 40), a.owner or "not named", ", ".join(a.parties) or "–",
            a.status or "–", a.deadline or "–",
            "; ".join(f"{Money(m.value, m.currency or '')} {m.role}" for m in a.money) or "–", one_line(a.action, WORDS),
        )
        for a in shown
    ]  # fmt: skip
    owners = sum(a.owner is not None for a in found.actions)
    notes = [f"{owners} of {len(found.actions)} actions name an owner; a silent field stays empty"]
    if len(shown) < len(found.actions):
        notes.append(f"the first {len(shown)} are shown; --limit 0 shows all, --source and --owned narrow them")
    for one in found.stated:
        names = "; ".join(f"{i} {name}" for i, name in enumerate(one.named, 1))
        notes.append(f"{one_line(one.policy, POLICY)}: {one.message}: {names}")
    columns = ("policy", "category", "owner", "parties", "status", "deadline", "money", "action")
    print_rows("Programme", columns, rows, notes=notes)


def _meetings(found: "Programme") -> None:
    from lodestone.face.cli.ledger_card import one_line
    from lodestone.face.cli.ledger_table import print_rows

    if found.calendar:
        rows = [(o.date, one_line(o.policy, POLICY), one_line(o.words, WORDS)) for o in found.calendar]
        print_rows("Meetings the texts announce", ("date", "policy", "words"), rows)
    if found.forums:
        forums = [
            (
                f.start if f.end in ("", f.start) else f"{f.start} to {f.end}", f"{f.forum} {f.edition}".strip(), f.status,
                ", ".join(filter(None, (f.place, f.country))) or "–", len(f.policies), f.note or "–", f.publisher,
            )
            for f in found.forums
        ]  # fmt: skip
        columns = ("date", "forum", "status", "place", "texts", "note", "says")
        print_rows("Forums that the texts name and that come after them", columns, forums)
    if found.courses:
        steps = [(" → ".join(f"{d} {s or '–'}" for d, s, _ in c.steps), one_line(c.words, WORDS)) for c in found.courses]
        print_rows("Told in several texts", ("status over time", "words"), steps)


def _money(found: "Programme") -> None:
    from lodestone.evidence.ladder import RUNGS
    from lodestone.face.cli.ledger_card import one_line
    from lodestone.face.cli.ledger_table import print_rows
    from lodestone.terms.money import Money

    if not found.money:
        return
    rows = []
    for one in found.money:
        currency = one.target.currency or ""
        sums = {r.role: f"{Money(r.value, currency)} ({len(r.used)})" for r in one.rungs}
        parties = ", ".join(one.parties) or "–"
        target = str(Money(one.target.value, currency))
        rows.append((one_line(one.policy, POLICY), parties, target, one.by or "–", *(sums.get(r, "not said") for r in RUNGS)))
    notes = ["in brackets: claims of the same parties and currency that add up to it; re-tellings count once"]
    print_rows("Targets in money", ("policy", "parties", "target", "by", *RUNGS), rows, notes=notes)
