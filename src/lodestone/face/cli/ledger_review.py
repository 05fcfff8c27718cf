"""Review at the terminal: one card, one key, the next card; the time each took is part of the record."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lodestone.terms.errors import LodestoneError

if TYPE_CHECKING:
    from lodestone.evidence.ledger import Entry
    from lodestone.evidence.review import Outcome
    from lodestone.store.ledger import Ledger
    from lodestone.store.ledger_search import Wanted

KEYS = "a accept · 1 2 3 family · e edit · s split · m merge · r reject · d defer · u undo · q stop · ? help"
ASKS = {
    "e": "what changes (several with ;), e.g. status signed; minerals -gallium: ",
    "s": "the words the second half begins with: ",
    "m": "id of the claim to merge with (empty: the next one): ",
    "r": "why (may be empty): ",
}
HELP = """a         accept as it is
1 2 3     accept under this family
e WHAT    edit and accept: family F; status S; span WORDS; minerals +gallium = WORDS; actors -JPN; amounts -1;
          amounts +3e12 JPY target = WORDS; dates +2030-12 deadline = WORDS
s WORDS   split: the second half begins with these words of the claim
m [ID]    merge with the next claim of the text, or with ID
r [WHY]   reject
d         defer to the end of the queue
u         undo your last verdict
q         stop; everything is already kept"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a reviewer sits: how a verdict is asked for, what is shown, and two clocks (wall and stopwatch)."""

    ask: Callable[[], str]
    show: Callable[[object], None]
    now: Callable[[], str]
    seconds: Callable[[], float]


@dataclass(slots=True)
class Tally:
    """What a session came to."""

    left: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    interrupted: bool = False

    def add(self, verdict: str, seconds: float = 0.0) -> None:
        """Count a verdict and the time it took."""
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) + 1
        self.seconds += seconds

    def kept(self) -> int:
        """How many claims were accepted."""
        return sum(self.verdicts.get(v, 0) for v in ("accept", "edit", "merge"))

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        each = self.seconds / self.kept() if self.kept() else None
        return {"verdicts": self.verdicts, "left": self.left, "seconds": self.seconds, "seconds_per_accepted": each}

    def sentence(self) -> str:
        """For people."""
        counted = ", ".join(f"{n} {v}" for v, n in sorted(self.verdicts.items())) or "nothing judged"
        each = f"; {self.seconds / self.kept():.0f} s per accepted claim" if self.kept() else ""
        return f"{counted}; {self.left} left{each}"


def terminal(now: Callable[[], str], *, quiet: bool = False) -> Desk:
    """The desk of a person: keys where input is a terminal, else a line a verdict; cards go to stderr with ``quiet``."""
    import time

    from rich.console import Console

    from lodestone.face.cli.keys import key_reader
    from lodestone.face.cli.output import PIPE_WIDTH

    console = Console(stderr=quiet)
    console = console if console.is_terminal else Console(stderr=quiet, width=PIPE_WIDTH)
    key = key_reader()

    def ask() -> str:
        if key is None:
            line = sys.stdin.readline()
            if not line:
                raise EOFError
            return line.strip()
        console.print("> ", end="")
        pressed = key()
        console.print(pressed, markup=False)
        return f"{pressed} {input(ASKS[pressed])}".strip() if pressed in ASKS else pressed

    def show(item: object) -> None:
        if isinstance(item, str):  # words a person or a text gave are no markup
            console.print(item, markup=False, highlight=False)
        else:
            console.print(item)

    return Desk(ask=ask, show=show, now=now, seconds=time.monotonic)


def session(book: "Ledger", desk: Desk, *, who: str, wanted: "Wanted", blind: bool = False, every: int = 10) -> Tally:
    """Show claim after claim and record what the reviewer says, until the queue or the input ends."""
    from lodestone.store.ledger_search import queue, second_opinions

    db = book.db
    waiting = second_opinions(db, who=who, every=every, wanted=wanted) if blind else queue(db, who=who, wanted=wanted)
    tally = Tally(left=len(waiting))
    desk.show(f"{len(waiting)} claims to judge. {KEYS}")
    while waiting or (not blind and _taken_back(book, desk, waiting, tally, who=who)):
        entry = book.entry(waiting[0])
        if not blind and entry.state not in ("candidate", "proposed"):
            waiting.pop(0)  # somebody else judged it meanwhile, or it went into a merger
            continue
        try:
            going_on = _one(book, desk, waiting, entry, tally, who=who, blind=blind)
        except EOFError:
            break
        except KeyboardInterrupt:  # every verdict is kept already: say what there is
            tally.interrupted = True
            break
        if not going_on:
            break
    tally.left = len(waiting)
    return tally


def _taken_back(book: "Ledger", desk: Desk, waiting: list[str], tally: Tally, *, who: str) -> bool:
    """With nothing left to judge: whether the reviewer takes the last verdict back, which is then judged again."""
    desk.show("nothing left to judge; u takes back your last verdict, any other key ends")
    try:
        if desk.ask().strip() != "u":
            return False
        waiting.append(book.undo(who=who, at=desk.now()))
    except EOFError:
        return False
    except LodestoneError as error:
        desk.show(str(error))
        return False
    tally.add("undo")
    return True


def _one(book: "Ledger", desk: Desk, waiting: list[str], entry: "Entry", tally: Tally, *, who: str, blind: bool) -> bool:
    """One card until its verdict; whether to go on. A verdict that cannot be carried out says why, and the card stays."""
    from lodestone.face.cli.ledger_card import card
    from lodestone.store.ledger_rows import text_of

    shown = book.first(entry.claim.id) if blind else entry
    text = text_of(book.db, shown.claim.span.source)
    desk.show(card(shown, text, place=f"1 of {len(waiting)}", blind=blind))
    began = desk.seconds()
    while True:
        key, _, rest = desk.ask().strip().partition(" ")
        rest = rest.strip()
        if key in ("q", "quit"):
            return False
        if key == "":
            continue
        if key == "?":
            desk.show(HELP)
            continue
        try:
            if key == "u" and not blind:
                back = book.undo(who=who, at=desk.now())
                waiting[:] = [back, *(w for w in waiting if w != back)]
                tally.add("undo")
                return True
            outcome, seen = _verdict(book, key, rest, shown, text, blind)
            took = desk.seconds() - began
            reason = rest if key == "r" else None
            book.record(
                outcome, [entry] if blind else seen, who=who, at=desk.now(), reason=reason, seconds=took, blind=blind
            )  # fmt: skip
            tally.add(outcome.verdict, took)
            judged = waiting.pop(0)
            if outcome.verdict == "defer" and waiting and not blind:
                waiting.append(judged)
            waiting[:0] = [s.claim.id for s in outcome.steps if s.state == "candidate"]  # halves of a split come next
            return True
        except LodestoneError as error:
            desk.show(str(error))
            if book.entry(entry.claim.id).version != entry.version:
                return True  # changed by somebody else: show the card as it is now


def _verdict(book: "Ledger", key: str, rest: str, entry: "Entry", text: str, blind: bool) -> "tuple[Outcome, list[Entry]]":
    """What a key asks for, and the versions it rests on; raises ``BadInput`` for a key that means nothing here."""
    from lodestone.evidence import review
    from lodestone.store.ledger_search import neighbour
    from lodestone.terms.errors import BadInput

    if key == "a":
        return review.accept(entry), [entry]
    if key in ("1", "2", "3"):
        return review.accept(entry, int(key)), [entry]
    if key == "r":
        return review.reject(entry), [entry]
    if key == "d":
        return review.defer(entry), [entry]
    if key == "e":
        return review.edit(entry, text, [c for c in rest.split(";") if c.strip()]), [entry]
    if blind and key in ("s", "m", "u"):
        raise BadInput("a second opinion accepts, rejects or edits; it does not split, merge or undo")
    if key == "s":
        return review.split(entry, text, rest), [entry]
    if key == "m":
        other = rest or neighbour(book.db, entry)
        if other is None:
            raise BadInput("this is the last claim of its text: name the one to merge it with")
        both = [entry, book.entry(other)]
        return review.merge(both, text), both
    raise BadInput(f'"{key}" means nothing here: {KEYS}')
