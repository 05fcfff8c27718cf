"""A ledger from Python: texts in, claims listed and judged, conflicts, exports, claims for a brief, a labeller trained.

Whoever writes says who and when: ``at`` is the time of a change (ISO, UTC), by default the clock of this machine.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodestone.terms.errors import BadInput, NothingToAnswer
from lodestone.workspace.doors import PathLike, Progress
from lodestone.workspace.rates import PackagedRates
from lodestone.workspace.texts import document

if TYPE_CHECKING:
    from lodestone.brief.given import Given
    from lodestone.evidence.bridge import Bridged, Held
    from lodestone.evidence.claim import Document, Reading
    from lodestone.evidence.conflicts import KnownAmount
    from lodestone.evidence.ledger import Entry
    from lodestone.evidence.review import Outcome
    from lodestone.scenario.record_link import Link
    from lodestone.store.labeller_file import Kept
    from lodestone.store.ledger import Added, Ledger
    from lodestone.store.ledger_search import Hits

USABLE = ("candidate", "proposed", "accepted")


def open_ledger(ledger: PathLike, *, create: bool = False) -> "Ledger":
    """The ledger in a file; use it in a ``with`` statement. Raises ``BadInput`` where there is none and ``create`` is not set."""
    from lodestone.store.ledger import Ledger

    return Ledger(ledger, create=create)


def now() -> str:
    """The time of a change, in UTC to the second: the clock is read here, at the door, and nowhere below."""
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def add_texts(
    ledger: PathLike,
    texts: "Sequence[PathLike | Document]",
    *,
    who: str,
    tier: str = "unknown",
    published: str | None = None,
    replaces: str | None = None,
    at: Callable[[], str] = now,
    progress: Progress | None = None,
) -> "tuple[list[Added], int]":
    """Read texts (paths, or documents read already) and keep their claims; returns what became of each and new conflicts.

    The labeller that was trained in the ledger's folder, if there is one, ranks families. Every text is decoded before anything
    is kept. Raises ``BadInput``.
    """
    from lodestone.evidence.claim import Document
    from lodestone.evidence.ledger import known_tier
    from lodestone.evidence.read import read
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_views import readings

    level, say = known_tier(tier), progress or (lambda what, done: None)
    if replaces and len(texts) != 1:
        raise BadInput("--replaces: give exactly one file, the newer version")
    documents = [t if isinstance(t, Document) else document(t, published=published) for t in texts]
    trained = labeller_of(ledger)
    added, opened = [], 0
    with Ledger(ledger, create=True) as book:
        for i, one in enumerate(documents):
            say(one.source.file, i / len(documents))
            known = book.known(one.source.sha256)
            reading = None if known else read(one, labeller=trained.labeller if trained else None)
            added.append(known or book.add(reading, who=who, at=at(), tier=level, replaces=replaces))  # type: ignore[arg-type]
        if any(a.outcome != "known" for a in added):
            say("looking for contradictions", 0.95)
            held = [reading for reading, _ in readings(book.db, USABLE)]
            opened = book.find_conflicts(held, who=who, at=at(), rates=PackagedRates())
    return added, opened


def labeller_of(ledger: PathLike) -> "Kept | None":
    """The labeller trained in the folder of a ledger; None where there is none."""
    from lodestone.store.labeller_file import read_kept

    return read_kept(Path(ledger).parent)


def list_claims(ledger: PathLike, *, limit: int | None = None, offset: int = 0, **wanted: Any) -> "Hits":
    """Claims that meet every condition, in the order they came in; conditions are those of ``store.ledger_search.Wanted``.

    Raises ``UnknownTerm``, ``BadInput`` or ``NothingToAnswer`` for a condition no claim could meet.
    """
    from lodestone.store.ledger_search import Wanted, search

    with open_ledger(ledger) as book:
        return search(book.db, Wanted(**wanted), limit=limit, offset=offset)


def review_queue(ledger: PathLike, *, who: str, **wanted: Any) -> list[str]:
    """Ids of the claims still to be judged, most valuable first."""
    from lodestone.store.ledger_search import Wanted, queue

    with open_ledger(ledger) as book:
        return queue(book.db, who=who, wanted=Wanted(**wanted))


def review_claim(
    ledger: PathLike,
    claim: str,
    verdict: str,
    *,
    who: str,
    label: int | None = None,
    changes: Sequence[str] = (),
    second: str | None = None,
    other: str | None = None,
    reason: str | None = None,
    seconds: float | None = None,
    at: str | None = None,
) -> "tuple[Entry, ...]":
    """Judge one claim; returns the newest versions of every claim the verdict touched.

    ``verdict`` is ``accept`` (with ``label`` 1 to 3: under that family), ``edit`` (``changes`` as at the terminal), ``split``
    (``second``: the words the second half begins with), ``merge`` (``other``: the other claim), ``reject``, ``defer`` or
    ``undo``. Raises ``BadInput``, and then nothing has changed.
    """
    from lodestone.evidence import review
    from lodestone.store.ledger_rows import text_of

    when = at or now()
    with open_ledger(ledger) as book:
        if verdict == "undo":
            return (book.entry(book.undo(who=who, at=when)),)
        entry = book.entry(claim)
        text, seen = text_of(book.db, entry.claim.span.source), [entry]
        if verdict == "merge":
            seen.append(book.entry(other or ""))
        made: dict[str, Callable[[], Outcome]] = {
            "accept": lambda: review.accept(entry, label),
            "edit": lambda: review.edit(entry, text, changes),
            "split": lambda: review.split(entry, text, second or ""),
            "merge": lambda: review.merge(seen, text),
            "reject": lambda: review.reject(entry),
            "defer": lambda: review.defer(entry),
        }
        if verdict not in made:
            raise BadInput(f'verdict "{verdict}": want one of {", ".join((*made, "undo"))}')
        outcome = made[verdict]()
        book.record(outcome, seen, who=who, at=when, reason=reason, seconds=seconds)
        return tuple(book.entry(i) for i in dict.fromkeys([*(s.claim.id for s in outcome.steps), entry.claim.id]))


def ledger_conflicts(
    ledger: PathLike,
    *,
    figures: "Sequence[KnownAmount]" = (),
    on: str | None = None,
    look: bool = False,
    everything: bool = False,
    who: str = "",
    at: str | None = None,
) -> list[dict[str, Any]]:
    """Open conflicts (``everything``: settled ones too), the words of the most trusted source first.

    With ``figures`` of your own, a day ``on`` which measures are asked to be in force, or ``look``, the texts are compared again
    first and what is new is kept under the name ``who``.
    """
    from lodestone.store.ledger_views import conflicts, readings

    with open_ledger(ledger) as book:
        if figures or on or look:
            held = [r for r, _ in readings(book.db, USABLE)]
            book.find_conflicts(held, who=who, at=at or now(), known_amounts=figures, rates=PackagedRates(), on=on)
        return conflicts(book.db, state=None if everything else "open")


def export_ledger(ledger: PathLike, file: PathLike, **wanted: Any) -> Path:
    """Write claims to a .csv, .xlsx or .json file, all or nothing; conditions as of ``list_claims``."""
    from lodestone.store.files import write_files
    from lodestone.store.ledger_export import export
    from lodestone.store.ledger_search import Wanted

    path = Path(file)
    with open_ledger(ledger) as book:
        content = export(book.db, path.name, Wanted(**wanted))
    return write_files(path.parent, {path.name: content})[0]


def held(book: "Ledger", provisional: bool) -> "list[Held]":
    """Texts with the claims that may be used; raises ``NothingToAnswer`` where nobody has accepted one."""
    from lodestone.store.ledger_views import readings

    found = readings(book.db, USABLE if provisional else ("accepted",))
    if not found:
        remedy = "add a text first" if provisional else "judge some with: lodestone ledger review; or say --provisional"
        raise NothingToAnswer(f"{book.path}: no claim to use; {remedy}")
    return list(found)


def bridged(book: "Ledger", provisional: bool, texts: Sequence[str] = ()) -> "Bridged":
    """Measures and pledges of a ledger's claims, with the relations people have stated; ``texts`` are names or ids.

    Without ``texts`` all are taken. Raises ``BadInput`` for a text without a claim that may be used.
    """
    from lodestone.evidence.bridge import bridge
    from lodestone.store.ledger_search import current
    from lodestone.store.ledger_views import denied, relations

    related = [(r["a"], r["type"], r["b"]) for r in relations(book.db)]
    dated = current(book.db, [a for a, _, _ in related])
    usable = {i: e for i, e in dated.items() if provisional or e.state == "accepted"}
    every = held(book, provisional)
    chosen = [h for h in every if not texts or {h[0].document.source.id, h[0].document.source.file} & set(texts)]
    for name in texts:
        if not any(name in (r.document.source.id, r.document.source.file) for r, _ in chosen):
            among = "" if provisional else " that a person accepted"
            raise BadInput(f"{name}: no text of that name or id with a claim{among} in {book.path}; see: lodestone ledger stats")
    return bridge(chosen, related, usable, denied(book.db))


def claims_for_a_brief(
    ledger: PathLike, texts: Sequence[str] = (), *, provisional: bool = False, figures: "Sequence[KnownAmount]" = ()
) -> "tuple[tuple[Reading, ...], Given]":
    """The claims of a ledger that may enter a brief, as people corrected them, and the record of where they come from."""
    from lodestone.brief.given import FromLedger, Given, Timed, as_kept
    from lodestone.evidence.ledger import Used
    from lodestone.store.ledger_search import current

    with open_ledger(ledger) as book:
        found = bridged(book, provisional, texts)
        named = [c.id for r in found.readings for c in r.claims]
        entries = current(book.db, [*named, *(u.claim for u in found.used)])
        basis = FromLedger(
            name=Path(ledger).name,
            provisional=provisional,
            used=tuple(Used(i, e.version) for i, e in sorted(entries.items())),
            judged=sum(e.state == "accepted" for e in entries.values()),
            retold=len(found.retold),
            measures=tuple(Timed(d.what, d.phases) for d in found.measures),  # type: ignore[arg-type]
        )
    return as_kept(found.readings), Given(figures=tuple(figures), ledger=basis)


def on_record_of(book: "Ledger", entry: "Entry") -> "Link | None":
    """The measure on record that a claim speaks of, where its text makes a measure of it; None elsewhere."""
    from lodestone.evidence.measures import measures
    from lodestone.scenario.record_link import link_of
    from lodestone.store.ledger_views import reading_of

    if entry.claim.family != "restrict" and all(label.family != "restrict" for label in entry.claim.labels):
        return None
    span = entry.claim.span
    for measure in measures(reading_of(book.db, span.source)):
        if measure.claim == entry.claim.id or any(b.start <= span.start and span.end <= b.end for b in measure.basis):
            return link_of(measure)
    return None


def train_labeller(ledger: PathLike, *, keep: bool = True, progress: Progress | None = None) -> "tuple[Kept, Path | None]":
    """Train the labeller of families on the accepted claims of a ledger and keep it beside the ledger.

    Only claims a person accepted are learned from, each under the family it was left under. Raises ``NothingToAnswer`` where they
    are too few. Returns the labeller with its figures, and the file (None without ``keep``).
    """
    from lodestone.evidence.labeller_study import Lesson, learn
    from lodestone.store.labeller_file import kept, write_kept
    from lodestone.store.ledger_views import readings

    lessons = []
    with open_ledger(ledger) as book:
        for reading, entries in readings(book.db, ("accepted",), lost=True):
            for claim in reading.claims:
                inside = tuple(m for m in reading.mentions if claim.span.start <= m.span.start and m.span.end <= claim.span.end)
                lessons.append(Lesson(claim.family, claim.span.quote, inside, entries[claim.id].lineage))
    made = kept(learn(lessons, progress=progress))
    return made, write_kept(Path(ledger).parent, made) if keep else None


def note_result(ledger: PathLike, run_json: bytes, *, who: str, at: str | None = None) -> str:
    """Note in a ledger that the brief of a ``run.json`` rests on its claims, so that it knows when it is stale; returns its id.

    Raises ``BadInput`` for a run that was not made from a ledger.
    """
    import json

    from lodestone.evidence.ledger import Used
    from lodestone.store.ledger_results import keep_result

    record = json.loads(run_json)
    if "ledger" not in record:
        raise BadInput("this brief was not made from a ledger")
    used = [Used(u["claim"], u["version"]) for u in record["used"]]
    what, provisional = f"brief for {record['parameters']['economy']}", bool(record["ledger"]["provisional"])
    with open_ledger(ledger) as book:
        keep_result(book, record["id"], what, used, provisional=provisional, who=who, at=at or now())
    return str(record["id"])
