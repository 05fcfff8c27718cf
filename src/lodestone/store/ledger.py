"""The ledger: texts and their claims come in, reviewers judge them, nothing is overwritten, every change is all or nothing."""

import hashlib
import json
import os
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lodestone.evidence.claim import Claim, Conflict, Reading
from lodestone.evidence.conflicts import KnownAmount, conflicts
from lodestone.evidence.exchange import Rates
from lodestone.evidence.ledger import RELATIONS, Anchor, Entry, State, Tier, first_state, reanchor, rules
from lodestone.evidence.lineage import SAME_STORY, SAME_TEXT, Traits, compare, nearest, traits
from lodestone.evidence.review import Outcome
from lodestone.store import ledger_rows
from lodestone.store.ledger_rows import Spans, entries, text_of, write_version
from lodestone.store.ledger_schema import connect, writing
from lodestone.terms.errors import BadInput

OVERLAP = 0.8
"""Share of their common stretch from which a claim read anew is the same as one moved along from the older text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of a text: ``added``, ``known`` (nothing was done) or ``new version`` (claims moved along or lost)."""

    source: str
    file: str
    outcome: str
    version: int
    claims: int = 0
    proposed: int = 0
    rewords: str | None = None
    moved: int = 0
    reworded: int = 0
    lost: int = 0


class Ledger:
    """An open ledger file. Close it, or use it in a ``with`` statement."""

    def __init__(self, path: str | os.PathLike[str], *, create: bool = False) -> None:
        """Open ``path``; raises ``BadInput`` where there is no ledger and ``create`` is not set."""
        self.path = os.fspath(path)
        self.db = connect(path, create=create)

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.db.close()

    def known(self, sha256: str) -> Added | None:
        """The text with these bytes, where the ledger has it."""
        found = self.db.execute("select id, file, version from source where sha256 = ?", (sha256,)).fetchone()
        return Added(source=found[0], file=found[1], outcome="known", version=found[2]) if found else None

    def add(self, reading: Reading, *, who: str, at: str, tier: Tier = "unknown", replaces: str | None = None) -> Added:
        """Take in a text and its claims.

        The same bytes twice add nothing. A text of the same name that is alike, or any text that ``replaces`` another source, is
        its new version: claims are found again by their words or surroundings, what is gone is marked lost, and an accepted
        claim whose words changed goes back to ``proposed``. ``at`` is the time of the change (ISO).
        """
        source = reading.document.source
        if "\0" in reading.document.text:
            raise BadInput(f"{source.file} holds NUL characters, so no quote of it could be kept; export it as plain text")
        own = traits(reading)
        proposing = rules(reading)
        with writing(self.db) as db:
            if (known := self.known(source.sha256)) is not None:
                return known
            sketches = self._traits()
            old = self._older(source.file, own, replaces, sketches)
            document, version = (old[1], old[2] + 1) if old else (source.id, 1)
            kin = nearest(own, sketches)
            lineage = source.id
            if old:
                lineage = old[3]
            elif kin is not None and kin.cover >= SAME_STORY:
                lineage = db.execute("select lineage from source where id = ?", (kin.source,)).fetchone()[0]
            change = self._change(at, who, f"add {source.file}")
            db.execute(
                f"insert into source values ({', '.join('?' * 17)})",
                (
                    source.id, document, version, source.sha256, source.file, source.title, source.publisher, source.published,
                    source.published_basis, source.language, source.licence, source.encoding, source.chars, tier, lineage,
                    array("Q", own.sketch).tobytes(), change,
                ),
            )  # fmt: skip
            db.execute("insert into text values (?, ?)", (source.id, reading.document.text))
            texts = {source.id: reading.document.text} | ({old[0]: text_of(db, old[0])} if old else {})
            spans = Spans(db, texts)
            ledger_rows.write_mentions(db, spans, reading)
            moved = self._move(old[0], source.id, texts, spans, change) if old else []
            fresh = [c for c in reading.claims if not any(_same_place(c, m) for m, anchor in moved if anchor != "lost")]
            for claim in fresh:
                rule = proposing[claim.id]
                write_version(
                    db, spans, claim, version=1, body=1, state=first_state(rule), anchor="exact", rule=rule, change=change
                )
            anchors = [anchor for _, anchor in moved]
            return Added(
                source=source.id, file=source.file, outcome="new version" if old else "added", version=version,
                claims=len(fresh), proposed=sum(first_state(proposing[c.id]) == "proposed" for c in fresh),
                rewords=lineage if lineage != source.id and not old else None, moved=anchors.count("moved"),
                reworded=anchors.count("context"), lost=anchors.count("lost"),
            )  # fmt: skip

    def _older(
        self, file: str, own: Traits, replaces: str | None, sketches: Mapping[str, Traits]
    ) -> tuple[str, str, int, str] | None:
        """Source, document, version and lineage of the text that a new one takes the place of."""
        query = "select id, document, version, lineage from source where {} order by version desc limit 1"
        if replaces is not None:
            found = self.db.execute("select document from source where id = ? or file = ?", (replaces, replaces)).fetchone()
            if found is None:
                raise BadInput(f"--replaces {replaces}: no such source in {self.path}; `lodestone ledger stats` lists them")
            newest: tuple[str, str, int, str] = self.db.execute(query.format("document = ?"), found).fetchone()
            return newest
        last: tuple[str, str, int, str] | None = self.db.execute(query.format("file = ?"), (file,)).fetchone()
        if last is None or compare(own.sketch, sketches[last[0]].sketch)[0] < SAME_TEXT:
            return None
        return last

    def _traits(self) -> dict[str, Traits]:
        """What lineage needs of every text here."""
        found = {}
        for id_, blob in self.db.execute("select id, sketch from source order by rowid").fetchall():
            sketch = array("Q")
            sketch.frombytes(blob)
            found[id_] = Traits(tuple(sketch), *ledger_rows.parties_of(self.db, id_))
        return found

    def _move(self, old: str, new: str, texts: Mapping[str, str], spans: Spans, change: int) -> list[tuple[Claim, Anchor]]:
        """Every claim that hangs on the older text, on the newer one."""
        rows = self.db.execute(
            "select c.row from current p join claim c on c.row = p.row where c.source = ? and c.anchor <> 'lost' "
            "order by p.place",
            (old,),
        )
        moved = []
        for entry in entries(self.db, [r for (r,) in rows]):
            claim, anchor = reanchor(entry.claim, texts[old], texts[new], new)
            version = entry.version + 1
            state: State = "proposed" if anchor == "context" and entry.state == "accepted" else entry.state
            write_version(
                self.db, spans, claim, version=version, body=entry.body if anchor == "lost" else version, state=state,
                anchor=anchor, rule=entry.rule, change=change,
            )  # fmt: skip
            moved.append((claim, anchor))
        return moved

    def _change(self, at: str, who: str, act: str) -> int:
        if not who.strip():
            raise BadInput("who is this? name the reviewer with --who")
        cursor = self.db.execute("insert into change (at, who, act) values (?, ?, ?)", (at, who, act))
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _unchanged(self, entry: Entry) -> None:
        """Raise ``BadInput`` when somebody changed a claim since it was read."""
        now = self.entry(entry.claim.id)
        if now.version != entry.version:
            raise BadInput(
                f"claim {entry.claim.id} was changed by {now.by} ({now.at}): version {now.version} is {now.state}, you looked at "
                f"version {entry.version}; look again with: lodestone ledger show {entry.claim.id}"
            )

    def entry(self, claim: str) -> Entry:
        """The newest version of a claim, by its id or the beginning of it; raises ``BadInput``."""
        found = self.db.execute("select id, row from current where id >= ? and id < ? || 'g' limit 3", (claim, claim)).fetchall()
        found = [f for f in found if f[0] == claim] or found
        if len(found) != 1 or not claim:
            said = "no claim" if not found else "more than one claim"
            raise BadInput(f'{said} begins with "{claim}" in {self.path}; `lodestone ledger list` gives the ids')
        return entries(self.db, [found[0][1]])[0]

    def first(self, claim: str) -> Entry:
        """A claim as it was first read, for a second opinion that does not see the first."""
        return entries(self.db, [self.db.execute("select row from claim where id = ? and version = 1", (claim,)).fetchone()[0]])[
            0
        ]

    def record(
        self,
        outcome: Outcome,
        looked_at: Sequence[Entry],
        *,
        who: str,
        at: str,
        reason: str | None = None,
        seconds: float | None = None,
        blind: bool = False,
    ) -> int:
        """Write a verdict: the review and every claim version it leads to. Returns the review's number.

        ``looked_at`` are the versions the reviewer saw: when one has changed since, ``BadInput`` says by whom and nothing is
        written. A ``blind`` second opinion changes no claim; where it differs from the first, a conflict is opened.
        """
        first = looked_at[0]
        with writing(self.db) as db:
            for entry in looked_at:
                self._unchanged(entry)
            change = self._change(at, who, f"{outcome.verdict} {first.claim.id}")
            before = {e.claim.id: e.version for e in looked_at}
            after: dict[str, int] = {}
            if not blind:
                source = first.claim.span.source
                spans = Spans(db, {source: text_of(db, source)})
                known = {e.claim.id: e for e in looked_at}
                for step in outcome.steps:
                    after[step.claim.id] = self._next(spans, step.claim, step.state, known.get(step.claim.id), first, change)
            family = outcome.steps[0].claim.family if outcome.steps and outcome.verdict in ("accept", "edit") else None
            cursor = db.execute(
                "insert into review (claim, who, at, verdict, before, after, family, reason, seconds, blind, change) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    first.claim.id, who, at, outcome.verdict, json.dumps(before), json.dumps(after), family, reason or None,
                    seconds, int(blind), change,
                ),
            )  # fmt: skip
            if not blind:
                for a, type_, b in outcome.relations:
                    db.execute("insert into relation (a, type, b, change) values (?, ?, ?, ?)", (a, type_, b, change))
            else:
                self._second_opinion(first, outcome, family, who, change)
            assert cursor.lastrowid is not None
            return cursor.lastrowid

    def _next(self, spans: Spans, claim: Claim, state: State, seen: Entry | None, near: Entry, change: int) -> int:
        """Write the next version of a claim (the first where it is new) and return its number."""
        last = self.db.execute("select max(version) from claim where id = ?", (claim.id,)).fetchone()[0] or 0
        version = int(last) + 1
        same = seen is not None and seen.claim == claim
        write_version(
            self.db, spans, claim, version=version, body=seen.body if same and seen is not None else version, state=state,
            anchor=seen.anchor if seen is not None else near.anchor, rule=seen.rule if seen is not None else near.rule,
            change=change,
        )  # fmt: skip
        return version

    def _second_opinion(self, entry: Entry, outcome: Outcome, family: str | None, who: str, change: int) -> None:
        firm = {"accepted": entry.claim.family, "rejected": None}
        if outcome.verdict == "defer" or entry.state not in firm or firm[entry.state] == family:
            return
        verdict = (
            f"{entry.state} as {entry.claim.family} by {entry.by}" if entry.state == "accepted" else f"rejected by {entry.by}"
        )
        second = f"accepted as {family}" if family else "rejected"
        message = f"{verdict}, {second} by {who} in a blind second review"
        self._conflict(Conflict(type="reviewers", message=message, spans=(entry.claim.span,), claims=(entry.claim.id,)), change)

    def undo(self, *, who: str, at: str) -> str:
        """Take back the last verdict of ``who``, by new versions equal to those before it. Returns the claim's id.

        Raises ``BadInput`` when there is none, or when somebody else changed a claim since.
        """
        with writing(self.db) as db:
            last = db.execute(
                "select id, claim, before, after from review r where who = ? and verdict <> 'undo' and blind = 0 "
                "and not exists (select 1 from review u where u.undoes = r.id) order by id desc limit 1",
                (who,),
            ).fetchone()
            if last is None:
                raise BadInput(f"nothing of {who} to undo")
            id_, claim, before, after = last[0], last[1], json.loads(last[2]), json.loads(last[3])
            for touched, version in after.items():
                now = self.entry(touched)
                if now.version != version:
                    raise BadInput(f"claim {touched} was changed by {now.by} ({now.at}) since; undo would take that back too")
            change = self._change(at, who, f"undo {claim}")
            restored = {}
            for touched in after:
                now = self.entry(touched)
                source = now.claim.span.source
                old = entries(db, [r for (r,) in db.execute(
                    "select row from claim where id = ? and version = ?", (touched, before.get(touched, now.version))
                )])[0]  # fmt: skip
                state: State = old.state if touched in before else "rejected"
                write_version(
                    db, Spans(db, {source: text_of(db, source)}), old.claim, version=now.version + 1, body=old.body, state=state,
                    anchor=old.anchor, rule=old.rule, change=change,
                )  # fmt: skip
                restored[touched] = now.version + 1
            db.execute(
                "insert into review (claim, who, at, verdict, before, after, undoes, change) "
                "values (?, ?, ?, 'undo', ?, ?, ?, ?)",
                (claim, who, at, json.dumps(after), json.dumps(restored), id_, change),
            )
            for a, type_, b in db.execute(
                "select a, type, b from relation where change = (select change from review where id = ?)", (id_,)
            ).fetchall():
                db.execute("insert into relation (a, type, b, holds, change) values (?, ?, ?, 0, ?)", (a, type_, b, change))
            return str(claim)

    def relate(self, a: str, type_: str, b: str, *, who: str, at: str, note: str | None = None, holds: bool = True) -> None:
        """Say how claim ``a`` stands to claim ``b``; ``holds`` false takes it back. Raises ``BadInput``."""
        if type_ not in RELATIONS:
            raise BadInput(f'relation "{type_}": want one of {", ".join(RELATIONS)}')
        one, other = self.entry(a).claim.id, self.entry(b).claim.id
        if one == other and type_ != "ends":
            raise BadInput("a claim cannot be related to itself; to deny the end it states: relate ID ends ID --take-back")
        with writing(self.db) as db:
            change = self._change(at, who, f"relate {one} {type_} {other}")
            values = (one, type_, other, int(holds), note, change)
            db.execute("insert into relation (a, type, b, holds, note, change) values (?, ?, ?, ?, ?, ?)", values)

    def find_conflicts(
        self,
        readings: Sequence[Reading],
        *,
        who: str,
        at: str,
        known_amounts: Sequence[KnownAmount] = (),
        rates: Rates | None = None,
        on: str | None = None,
    ) -> int:
        """Open a conflict for every contradiction within and across ``readings`` that is not known yet; returns how many.

        ``known_amounts``, ``rates`` and ``on`` as of :func:`lodestone.evidence.conflicts.conflicts`; measures are also held
        against those on record.
        """
        from lodestone.scenario.record_link import record_conflicts

        found = (*conflicts(readings, known_amounts=known_amounts, rates=rates, on=on), *record_conflicts(readings, on))
        if not found:
            return 0
        with writing(self.db):
            change = self._change(at, who, "look for conflicts")
            return sum(self._conflict(c, change) for c in found)

    def _conflict(self, conflict: Conflict, change: int) -> bool:
        spans = json.dumps([(s.source, s.start, s.end, s.quote) for s in conflict.spans], ensure_ascii=False)
        id_ = "c" + hashlib.sha256(f"{conflict.type}:{conflict.message}:{spans}".encode()).hexdigest()[:9]
        if self.db.execute("select 1 from conflict where id = ?", (id_,)).fetchone():
            return False
        claims = json.dumps(conflict.claims)
        self.db.execute(
            "insert into conflict (id, version, type, message, spans, claims, state, change) "
            "values (?, 1, ?, ?, ?, ?, 'open', ?)",
            (id_, conflict.type, conflict.message, spans, claims, change),
        )
        return True

    def settle(self, conflict: str, state: str, *, who: str, at: str, reason: str) -> None:
        """A person's word on a conflict: ``explained``, ``settled`` or ``open`` again; all values stay. Raises ``BadInput``."""
        if state not in ("open", "explained", "settled"):
            raise BadInput(f'state "{state}": want explained, settled or open')
        if not reason.strip():
            raise BadInput("say why with --reason: a conflict is settled by a person's reason")
        with writing(self.db) as db:
            last = db.execute(
                "select version, type, message, spans, claims from conflict where id = ? order by version desc limit 1",
                (conflict,),
            ).fetchone()
            if last is None:
                raise BadInput(f"no conflict {conflict}; `lodestone ledger conflicts` lists them")
            change = self._change(at, who, f"{state} {conflict}")
            db.execute(
                "insert into conflict (id, version, type, message, spans, claims, state, reason, change) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (conflict, last[0] + 1, *last[1:], state, reason, change),
            )


def _same_place(a: Claim, b: Claim) -> bool:
    shared = min(a.span.end, b.span.end) - max(a.span.start, b.span.start)
    return shared >= OVERLAP * (max(a.span.end, b.span.end) - min(a.span.start, b.span.start))


__all__ = ["Added", "Ledger"]
