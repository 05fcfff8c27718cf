"""The predicate of a clause: the words that say what is done, past any preamble and subject."""

from collections.abc import Sequence

from lodestone.evidence.cues import Hit, Word, cues
from lodestone.evidence.verbs import FINITE, finite, form

PREDICATE = frozenset(
    "will plans plan intends intend agreed agrees committed pledged pledges resolved decided reaffirmed reaffirm reiterated "
    "reiterate welcomed welcome called urged urge condemned announced launched signed held established underscored underscore "
    "emphasized emphasised emphasize stressed stress expressed express recognized recognised recognize acknowledge acknowledged "
    "affirmed affirm confirmed confirm highlighted highlight commit commits applauded commended noted encouraged encourage "
    "instructed directed discussed endorsed endorse supported issued awarded look looks".split()
)
_SUBJECT_START = frozenset("the both they we it he she i this these those its their each all either".split())
_PREAMBLES = frozenset(
    "to in on as while under through with by given for at during following over since despite after before when where if "
    "building".split()
)
_GERMAN = frozenset("der die das den dem des ein eine einen einem einer und für mit zu zum zur im vom von sich".split())
_BARE = {"cue": "", "status": "", "modality": ""}
"""The row of a predicate without an auxiliary: a list item such as ``expanding the plant``."""


def own_subject(right: Sequence[Word], text: str, *, any_verb: bool = False) -> bool:
    """Whether the words open with a subject of their own and a finite verb soon after, before any comma.

    ``any_verb`` takes every third person and past form for a verb; without it a participle (``the plan launched by``) is none.
    """
    if len(right) < 4:
        return False
    first = right[0]
    if not (first.text in _SUBJECT_START or text[first.start].isupper()):
        return False
    for i, word in enumerate(right[1:11], start=1):
        between = text[right[i - 1].end : word.start]
        if any(mark in between for mark in ",;:("):
            return False
        if word.text in ("that", "which", "who", "to"):
            return False
        if text[word.start].isupper():
            continue
        following = right[i + 1].text if i + 1 < len(right) else ""
        if word.text in FINITE or (word.text in PREDICATE and following != "by"):
            return True
        if any_verb and form(word.text) in ("third", "past"):
            return True
    return False


def main_from(text: str, found: Sequence[Word]) -> int:
    """The index of the word where the main clause begins, past a preamble such as ``Recognizing the need,``; 0 without one."""
    if not found or not (found[0].text in _PREAMBLES or form(found[0].text) == "gerund"):
        return 0
    for i in range(2, min(len(found) - 3, 60)):
        if "," in text[found[i - 1].end : found[i].start] and own_subject(found[i:], text, any_verb=True):
            return i
    return 0


def _bare(main: Sequence[Word]) -> bool:
    """Whether the first word is itself the predicate (``expanding the plant``), not a noun (``Finance ministers have``)."""
    first = main[0].text
    if first == "to" or form(first) == "gerund":
        return True
    if form(first) != "base":
        return False
    for word in main[1:14]:
        if word.text in ("that", "which", "who", "where"):
            return True
        if word.text in FINITE:
            return False
    return True


def _spoken(hit: Hit, found: Sequence[Word]) -> bool:
    """Whether a cue's language is that of the clause: German ``plant`` is no verb beside an English mill."""
    return hit.row.get("note") != "German" or any(word.text in _GERMAN for word in found)


def head_of(text: str, found: Sequence[Word]) -> Hit | None:
    """The first word group that carries the main clause (``will``, ``intend to``, ``reaffirmed``), longest at its place."""
    begin = main_from(text, found)
    main = found[begin:]
    hits = [hit for hit in cues("claims_heads").find(text, main) if _spoken(hit, found)]
    if main and begin == 0 and _bare(main):
        hits = [Hit(_BARE, main[0].start, main[0].end), *(h for h in hits if h.start == main[0].start)]
    if not hits:
        verb = next((w for w in main[1:20] if finite(w.text)), None)
        return Hit(_BARE, verb.start, verb.end) if verb else None
    first = hits[0].start
    return max((h for h in hits if h.start == first), key=lambda h: h.end)
