"""The predicate of a clause: the words that say what is done, past any preamble and subject."""

from collections.abc import Sequence

from lodestone.evidence.cues import Hit, Word, cues, foreign
from lodestone.evidence.verbs import FINITE, finite, form, past_too

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
_BEFORE_NOUNS = frozenset(
    "the a an its their our his her this that these those any each all every some no such of in on at for with by from into "
    "under between among across per via new more other own joint".split()
)
"""After these a word is a noun: ``the announcement followed``, ``an emphasis on``."""
_TRADED = frozenset("exports imports supplies purchases".split())
"""Third persons that are nouns after a verb: ``bans exports``."""
_ADVERBS = frozenset("also now still both further already again not never soon together first moreover continuously".split())
_NO_ADVERBS = frozenset("supply apply rely comply imply july reply early assembly family only multiply".split())
_AFTER_PARTICIPLES = frozenset("by at in on from to under with for between during of as within into through".split())
_REACH = 14
"""Words in which the main verb must follow a participle (``goods made abroad will need``)."""
_CLAUSE_MARKS = frozenset("that which who where when while because and".split())
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


def adverb(word: str) -> bool:
    """Whether a word can stand between subject and verb, or before an infinitive, without being either."""
    return word in _ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERBS)


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


def _noun(text: str, found: Sequence[Word], i: int) -> bool:
    """Whether word ``i`` can be no verb where it stands: a name, or a noun after an article or a preposition."""
    return i > 0 and (text[found[i].start].isupper() or found[i - 1].text in _BEFORE_NOUNS)


def _plural(word: str) -> bool:
    return word in ("we", "they", "both", "who") or (
        len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    )


def _participle(text: str, found: Sequence[Word], i: int) -> bool:
    """Whether the past form at ``i`` only describes a noun: the main verb comes after it, in the same breath."""
    if i + 2 >= len(found) or found[i + 1].text not in _AFTER_PARTICIPLES:
        return False
    for k in range(i + 1, min(i + _REACH, len(found))):
        word = found[k].text
        if word in _CLAUSE_MARKS or "; " in text[found[k - 1].end : found[k].start]:
            return False
        if (word in FINITE or word in PREDICATE or form(word) == "third") and not _noun(text, found, k):
            return True
    return False


def _verb_at(text: str, found: Sequence[Word], i: int) -> bool:
    """Whether word ``i`` is a finite verb of the clause, as far as its form and its neighbours tell."""
    word = found[i].text
    if word in FINITE:
        return not _noun(text, found, i) or found[i - 1].text in ("all", "each", "this", "that", "these", "those")
    if i == 0 or _noun(text, found, i):
        return False
    kind = form(word)
    if kind == "past":
        return not _participle(text, found, i)
    before = found[i - 1].text
    if kind == "third":
        after = found[i + 1].text if i + 1 < len(found) else "of"
        return not _plural(before) and after != "of" and (not finite(after) or after in _TRADED)
    if kind == "base" and past_too(word):
        return True
    if kind == "base":
        subject = found[i - 2].text if i > 1 and adverb(before) else before
        return _plural(subject) and not any(w.text in FINITE for w in found[i + 1 : i + 5])
    return False


def head_of(text: str, found: Sequence[Word]) -> Hit | None:
    """The first word group that carries the main clause (``will``, ``intend to``, ``reaffirmed``), longest at its place.

    A group of the table counts only where it can be a verb; a finite verb the table does not know comes first where it stands
    first (``negotiated the pact to establish``).
    """
    begin = main_from(text, found)
    main = found[begin:]
    at = {word.start: i for i, word in enumerate(main)}
    hits = [h for h in cues("claims_heads").find(text, main) if foreign(h.row) or not _noun(text, main, at[h.start])]
    opening = main[1:] if len(main) > 3 and adverb(main[0].text) else main
    if opening and begin == 0 and _bare(opening):
        verb = opening[0]
        return max([Hit(_BARE, verb.start, verb.end), *(h for h in hits if h.start == verb.start)], key=lambda h: h.end)
    first = hits[0].start if hits else None
    if first is None or not foreign(hits[0].row):
        for i, word in enumerate(main[:40]):
            if first is not None and word.start >= first:
                break
            if _verb_at(text, main, i):
                return Hit(_BARE, word.start, word.end)
    return max((h for h in hits if h.start == first), key=lambda h: h.end, default=None)
