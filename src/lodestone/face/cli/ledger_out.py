"""What leaves a ledger: exports, measures and pledges for the models, and the programme view."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from lodestone.face.cli import ledger_judge, ledger_learn, ledger_programme
from lodestone.face.cli.ledger import DEFAULT, Json, LedgerFile, app
from lodestone.face.cli.own_figure import OnDay, day

__all__ = ["app", "ledger_judge", "ledger_learn", "ledger_programme"]  # the verbs of the other files are on the same app

if TYPE_CHECKING:
    from lodestone.evidence.bridge import Drawn

Provisional = Annotated[bool, Parameter(help="also claims nobody has judged yet, marked as such", negative="")]


@app.command
def export(
    file: Path,
    *,
    ledger: LedgerFile = DEFAULT,
    state: Annotated[str | None, Parameter(help="only claims in this state")] = None,
    mineral: Annotated[str | None, Parameter(help="only claims on this mineral or group")] = None,
    family: Annotated[str | None, Parameter(help="only claims of this family")] = None,
    since: Annotated[str | None, Parameter(help="only texts published on or after")] = None,
    json: Json = False,
) -> int:
    """Write claims to a .csv, .xlsx or .json file, all of it or nothing.

    Parameters
    ----------
    file
        where to write; the ending chooses the format
    """
    from lodestone.face.cli.output import print_json
    from lodestone.store.files import write_files
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_export import export as exported
    from lodestone.store.ledger_search import Wanted

    with Ledger(ledger) as book:
        content = exported(book.db, file.name, Wanted(state=state, mineral=mineral, family=family, since=since))
    written = write_files(file.parent, {file.name: content})
    if json:
        print_json({"file": str(written[0]), "bytes": len(content)})
    else:
        print(f"Written: {written[0]} ({len(content):,} bytes)")
    return 0


@app.command
def bridge(*, ledger: LedgerFile = DEFAULT, provisional: Provisional = False, on: OnDay = None, json: Json = False) -> int:
    """Measures (with their times of force) and pledges for the models, each with the claims and versions it rests on.

    With --on DAY a measure whose state on that day is not known is given both ways.
    """
    from lodestone.face.cli.ledger_table import print_rows
    from lodestone.face.cli.output import print_json
    from lodestone.scenario.record_link import links
    from lodestone.store.ledger import Ledger
    from lodestone.terms.measure import Measure
    from lodestone.workspace.ledgers import bridged

    when = day(on)
    with Ledger(ledger) as book:
        found = bridged(book, provisional)
    linked = links([d.what for d in found.measures if isinstance(d.what, Measure)])
    if json:
        print_json(
            {
                "ledger": str(ledger), "provisional": provisional,
                "used": [asdict(u) for u in found.used],
                "measures": [drawn_json(d, when) for d in found.measures],
                "pledges": [drawn_json(d) for d in found.pledges],
                "retold": [{"claim": a, "told_by": b} for a, b in found.retold],
                "suggested": [asdict(s) for s in found.suggested],
                "on_record": [link.as_json(when) for link in linked],
            }
        )  # fmt: skip
        return 0
    rows = []
    for drawn in (*found.measures, *found.pledges):
        said: Any = drawn.what
        kind = getattr(said.kind, "value", said.kind)
        goods = ", ".join(s.value for s in said.commodities) or "goods not named"
        phases = " → ".join(f"{p.phase} {p.start}{'' if p.sure else ' (not sure)'}" for p in drawn.phases)
        times = " OR ".join(w.why for w in drawn.on(when)) if when else phases
        times = times or getattr(said, "earliest", None) or "undated"
        rests = ", ".join(f"{u.claim} v{u.version}" for u in drawn.used)
        missing = ", ".join(getattr(said, "missing", ()))
        rows.append((rests, kind, goods, times, "provisional" if drawn.provisional else "accepted", missing))
    notes = [f"{len(found.measures)} measures, {len(found.pledges)} pledges from {len(found.used)} claims"]
    notes += [f"{len(found.retold)} claims left out: another text of their lineage says the same"] if found.retold else []
    notes += [f"{link.name()}: {link.sentence(when)}" for link in linked]
    notes += [f"may hold: {s.a} {s.deed} {s.b} ({s.why}); say so with: lodestone ledger relate {s.a} {s.deed} {s.b}, or "
              "--take-back" for s in found.suggested]  # fmt: skip
    print_rows(str(ledger), ("claims", "kind", "minerals", "when", "standing", "missing"), rows, notes=notes)
    return 0


def drawn_json(drawn: "Drawn", on: str | None = None) -> dict[str, Any]:
    """A measure or pledge as JSON, with its claims at their versions, and the ways it may be run from a day on."""
    return {
        **asdict(drawn.what), "used": [asdict(u) for u in drawn.used], "provisional": drawn.provisional,
        "phases": [asdict(p) for p in drawn.phases],
        **({"ways": [asdict(w) for w in drawn.on(on)]} if on and drawn.on(on) else {}),
    }  # fmt: skip


@app.command
def stale(file: Path, *, ledger: LedgerFile = DEFAULT, json: Json = False) -> int:
    """Whether a result still rests on claims as they are now; exit code 1 when it does not.

    Parameters
    ----------
    file
        a JSON document with a list ``used`` of claims and versions, as `lodestone ledger bridge --json` writes
    """
    import json as reader

    from lodestone.evidence.ledger import Used
    from lodestone.evidence.ledger import stale as stale_of
    from lodestone.face.cli.output import print_json
    from lodestone.store.files import read_bytes
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_search import current
    from lodestone.terms.errors import BadInput

    try:
        used = [Used(str(u["claim"]), int(u["version"])) for u in reader.loads(read_bytes(file))["used"]]
    except (ValueError, KeyError, TypeError):
        raise BadInput(f'{file}: want a JSON document with "used": [{{"claim": ID, "version": N}}, ...]') from None
    with Ledger(ledger) as book:
        changed = stale_of(used, current(book.db, [u.claim for u in used]))
    if json:
        print_json({"claims": len(used), "stale": bool(changed), "changed": list(changed)})
    else:
        print("\n".join(changed) if changed else f"still stands: {len(used)} claims as they were")
    return 1 if changed else 0
