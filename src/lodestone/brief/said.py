"""What the texts say: claims in groups, each with its sentence and what it leaves out; contradictions; what was skipped."""

from collections.abc import Sequence
from dataclasses import dataclass

from lodestone.evidence.claim import Claim, Conflict, Reading, Zone
from lodestone.terms.source import Span

# families in the order an analyst wants them: what binds or hurts first, mood last. (id, heading)
FAMILIES = (
    ("restrict", "Limits on trade and investment"),
    ("project", "Mines, plants, corridors"),
    ("finance", "Money"),
    ("secure", "Stocks and diversification"),
    ("sign", "Signed documents"),
    ("market_rules", "Rules of the market"),
    ("policy", "Strategies and laws"),
    ("body", "Committees and offices"),
    ("knowledge", "Information, research, training"),
    ("cooperate", "General will to cooperate"),
    ("consult", "Meetings and talks"),
    ("assess", "Judgements"),
    ("security", "Defence and security"),
    ("other", "Other"),
)

# what a claim of each family would have to name before anybody could count on it: (slot or list, words when silent)
_AMOUNT, _DATE = ("amounts", "amount"), ("dates", "date")
EXPECTED: dict[str, tuple[tuple[str, str], ...]] = {
    "restrict": (("actors", "who restricts"), ("minerals", "which goods"), ("counterparts", "against whom"), _DATE),
    "project": (("minerals", "which mineral"), ("places", "where"), ("amounts", "tonnes a year"), _DATE),
    "finance": (_AMOUNT, ("actors", "who pays"), ("instruments", "which instrument"), _DATE),
    "secure": (("minerals", "which mineral"), ("amounts", "how much or how many days"), _DATE),
    "sign": (("counterparts", "with whom"), _DATE),
    "market_rules": (("minerals", "which mineral"), _DATE),
    "knowledge": (("minerals", "which mineral"), _DATE),
    "cooperate": (("minerals", "which mineral"), _AMOUNT, _DATE),
}
COUNTED = ("project", "finance", "secure")  # families in which an amount alone makes a claim weigh
CONTEXT = 320  # most characters shown on either side of a clause
_STOPS = ("\n", ". ", "。", "! ", "? ", ".” ", '." ')


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One claim with the sentence around it. ``missing`` are the words for what its family would need and it does not say."""

    claim: Claim
    reading: Reading
    before: str
    after: str
    missing: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The claim's anchor on the page."""
        return f"c-{self.claim.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The claims of one family: those that weigh (``first``), and the others."""

    family: str
    heading: str
    first: tuple[Line, ...]
    others: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Stretches of one text that are not its own statement."""

    file: str
    zones: tuple[tuple[Zone, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Everything the section shows."""

    groups: tuple[Group, ...]
    conflicts: tuple[Conflict, ...]
    skipped: tuple[Skipped, ...]
    total: int
    about_minerals: int


def said(readings: Sequence[Reading], conflicts: Sequence[Conflict]) -> Said:
    """Group the claims of all readings by family; inside a family by specificity, then text order."""
    lines = [_line(claim, reading) for reading in readings for claim in reading.claims]
    groups = []
    known = {family for family, _ in FAMILIES}
    for family, heading in FAMILIES:
        mine = [x for x in lines if x.claim.family == family or (family == "other" and x.claim.family not in known)]
        if not mine:
            continue
        mine.sort(key=lambda x: -x.claim.specificity)  # stable: text order within the same specificity
        weighty_first = {wanted: tuple(x for x in mine if weighty(x.claim) is wanted) for wanted in (True, False)}
        groups.append(Group(family=family, heading=heading, first=weighty_first[True], others=weighty_first[False]))
    skipped = tuple(
        Skipped(
            file=r.document.source.file,
            zones=tuple((z, r.document.text[z.start : z.end]) for z in r.zones if z.kind == "boilerplate"),
        )
        for r in readings
    )
    count = sum(1 for x in lines if about_minerals(x.claim))
    return Said(
        groups=tuple(groups),
        conflicts=tuple(conflicts),
        skipped=tuple(s for s in skipped if s.zones),
        total=len(lines),
        about_minerals=count,
    )


def about_minerals(claim: Claim) -> bool:
    """Whether a claim names a mineral or a stage of its chain."""
    return bool(claim.slots.get("minerals") or claim.slots.get("stages"))


def weighty(claim: Claim) -> bool:
    """Whether a claim is shown at once: about minerals, a limit on trade, or a promise with an amount."""
    return about_minerals(claim) or claim.family == "restrict" or (claim.family in COUNTED and bool(claim.amounts))


def _line(claim: Claim, reading: Reading) -> Line:
    before, after = sentence_around(reading.document.text, claim.span)
    return Line(claim=claim, reading=reading, before=before, after=after, missing=missing(claim))


def missing(claim: Claim) -> tuple[str, ...]:
    """What a claim of this family would have to name and does not, in words."""
    silent = []
    for slot, phrase in EXPECTED.get(claim.family, ()):
        filled = claim.amounts if slot == "amounts" else claim.dates if slot == "dates" else claim.slots.get(slot)
        if not filled:
            silent.append(phrase)
    return tuple(silent)


def sentence_around(text: str, span: Span) -> tuple[str, str]:
    """The words of the sentence before and after a clause, at most ``CONTEXT`` characters a side, cut at a blank.

    A clause that spans lines keeps its line breaks; the words around it stay on its own line.
    """
    left = text[max(0, span.start - CONTEXT) : span.start]
    starts = [left.rfind(stop) + len(stop) for stop in _STOPS if stop in left]
    if starts:
        before = left[max(starts) :]
    elif span.start > CONTEXT:
        before = "… " + left[left.find(" ") + 1 :]
    else:
        before = left
    right = text[span.end : span.end + CONTEXT]
    if text[span.end - 1 : span.end] in ".。!?":
        return before, ""
    ends = [right.find(stop) + len(stop.rstrip()) for stop in _STOPS if stop in right]
    if ends:
        after = right[: min(ends)]
    elif span.end + CONTEXT < len(text):
        after = right[: right.rfind(" ")] + " …"
    else:
        after = right
    return before, after
