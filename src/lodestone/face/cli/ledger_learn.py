"""What a ledger knows and learns: the entities its texts name, and the labeller trained on its reviews."""

from typing import Annotated

from cyclopts import Parameter

from lodestone.face.cli.ledger import DEFAULT, Json, LedgerFile, app


@app.command
def train(
    *,
    ledger: LedgerFile = DEFAULT,
    dry: Annotated[bool, Parameter(help="only report what training would give; keep nothing", negative="")] = False,
    json: Json = False,
) -> int:
    """Train the ranking of families on the claims people accepted, and keep it beside the ledger.

    Before and after are tried on the same claims; after, on texts that were left out of the training.
    """
    from lodestone.face.cli.output import percent, print_json, print_table, progress
    from lodestone.workspace.ledgers import train_labeller

    with progress("train") as step:
        made, file = train_labeller(ledger, keep=not dry, progress=step)
    on = made.trained_on
    if json:
        print_json({"file": str(file) if file else None, "sha256": made.sha256, **on})
        return 0
    rows = [(when, on[when]["claims"], percent(on[when]["first_share"]), percent(on[when]["first_three_share"]))
            for when in ("before", "after")]  # fmt: skip
    better = (on["after"]["first"], on["after"]["first_three"]) > (on["before"]["first"], on["before"]["first_three"])
    notes = [
        f"trained on {on['reviews']} accepted claims of {on['texts']} texts, weight {on['weight']:g} each, and {on['examples']} "
        "packaged examples, weight 1",
        "reviewers saw the ranking they corrected, so both figures flatter it; only the difference tells",
        "" if better else "no better than before on texts left out: remove the file to go back",
        f"kept: {file}; read, ledger add and brief in that folder rank by it" if file else "nothing kept (--dry)",
    ]
    print_table("Labeller", ("", "claims", "family first", "among three"), rows, notes=[n for n in notes if n])
    return 0


@app.command
def entities(
    *,
    ledger: LedgerFile = DEFAULT,
    type_: Annotated[str | None, Parameter(name=["--type"], help="place, group, person, mineral, stage, instrument ...")] = None,
    limit: Annotated[int, Parameter(help="most rows shown; 0 for all")] = 50,
    json: Json = False,
) -> int:
    """Who and what the texts name: countries, groups, persons, minerals, with how many claims have them."""
    from lodestone.face.cli.output import print_json, print_table
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_entities import TYPES
    from lodestone.store.ledger_entities import entities as all_of
    from lodestone.terms.tables import unknown

    if type_ is not None and type_ not in TYPES:
        raise unknown(type_, "type", TYPES)
    with Ledger(ledger) as book:
        found = all_of(book.db, type_)
    if json:
        print_json({"entities": found})
        return 0
    columns = ("type", "id", "name", "of", "claims", "mentions")
    shown = found[:limit] if limit > 0 else found
    note = f"{len(found)} entities" + (f", the first {len(shown)} shown" if len(shown) < len(found) else "")
    rows = [tuple(e[c] or "–" if c == "of" else e[c] for c in columns) for e in shown]
    print_table(str(ledger), columns, rows, notes=[note])
    return 0
