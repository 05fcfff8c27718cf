"""Cutting a sentence where it carries two promises, and leaving it whole where it carries one.

A cut is made only on a visible sign: a second subject with its own verb (``, and Japan will``), a second predicate
(``and will``, ``and agreed to``), a numbered or semicolon list, a trailing announcement (``, pledging to``), or a second
verb whose half is about something else (the families of the two halves differ).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from lodestone.evidence.cues import Word, inside
from lodestone.evidence.predicates import PREDICATE, head_of, own_subject
from lodestone.evidence.verbs import FINITE, finite, form
from lodestone.evidence.word_list import by_word_list

SHORTEST = 45
"""Characters a part needs to stand alone: under this it is a list element, not a statement."""

SHORTEST_ITEM = 30
"""Characters an item of a list without numbers needs: shorter ones are things, not statements."""

_FAR = 90
"""Words of a half that are looked at; a sentence of a thousand clauses must not cost a thousand readings of it."""

_ITEM = re.compile(r"(?:(?<=[\s:;,])|^)\(?(?:\d{1,2}|[a-h]|i{1,3}|iv|vi{0,3})\)\s+")
_SEMICOLON = re.compile(r";\s+(?:(?:and|or)\s+)?")
_FIRST_WORD = re.compile(r"[^\W_]*")
_NOTHING = re.compile(r"")
_JOINT = re.compile(
    r";\s+(?:(?:and|or|but)\s+)?|,\s+(?:and|but|while|whereas)\s+|(?<!\s)\s+and\s+|,\s+(?=[a-z]+ing\b)|,\s+(?=so that\b)"
)
_TRAILING = frozenset(
    "announcing pledging committing launching agreeing setting signing establishing creating reaffirming calling vowing "
    "promising proposing urging instructing".split()
)
_PRONOUNS = frozenset("they we it he she both the".split())
_NOUNS_TOO = frozenset(
    "open project plan support work trade share export import access research study process fund finance secure value note "
    "target test look help use form state focus request exchange design review report transition recognized recognised "
    "committed established launched announced held supported issued signed discussed highlighted market store award lead offer "
    "processing mining training financing funding manufacturing recycling engineering refining monitoring planning".split()
)
"""Words that are as often a noun or a participle: verbs only when an article, a pronoun or a preposition follows."""

_AFTER_A_VERB = frozenset(
    "the a an its their our his her this that these those to on for with in into all any each both more new how what further "
    "forward him them it us strong deep information".split()
)
_NOUN_PHRASE = frozenset("the a an its their our his her this that these those all any each both such".split())
_LISTS = re.compile(r"\b(?:includes?|included|covers?|comprises?)\s+(?!in\b|the following)")
_ACTIONS = frozenset(
    "launch creation establishment development construction expansion opening signing conclusion promotion introduction "
    "extension start implementation adoption formation improvement modernisation modernization".split()
)
_PREAMBLE = re.compile(r"(?:In addition to|Besides|As well as|Apart from|Along with)\s+(?=[a-z]+ing\b)")


def _inside_brackets(text: str, start: int, at: int) -> bool:
    stretch = text[start:at]
    return stretch.count("(") > stretch.count(")") or stretch.count("[") > stretch.count("]")


def _inside_quotes(text: str, start: int, at: int) -> bool:
    stretch = text[start:at]
    return stretch.count("“") > stretch.count("”")


def _infinitive_between(found: Sequence[Word], head_end: int, at: int) -> bool:
    """Whether a purpose clause (``... to reduce``) stands between predicate and joint, so that the joint may belong to it."""
    stretch = inside(found, head_end, at)
    catenative = {
        "intend",
        "work",
        "together",
        "plan",
        "cooperate",
        "continue",
        "agree",
        "agreed",
        "committed",
        "commit",
        "efforts",
    }
    return any(
        w.text == "to"
        and i > 0
        and stretch[i - 1].text not in catenative
        and i + 1 < len(stretch)
        and stretch[i + 1].text not in _NOUN_PHRASE
        for i, w in enumerate(stretch)
    )


def _splits_here(text: str, found: Sequence[Word], start: int, end: int, joint: re.Match[str]) -> bool:
    """Whether ``text[start:end]`` is two statements, joined at ``joint``."""
    left, right = inside(found, start, joint.start()), inside(found, joint.end(), end)
    if joint.start() - start < SHORTEST or end - joint.end() < SHORTEST or len(left) < 5 or len(right) < 5:
        return False
    if _inside_brackets(text, start, joint.start()) or _inside_quotes(text, start, joint.start()):
        return False
    opener = right[0].text
    if opener in _NOUNS_TOO and right[1].text not in _AFTER_A_VERB:
        return False
    if own_subject(right, text):
        if joint[0].strip() == "and" and (opener not in _PRONOUNS or any(w.text == "between" for w in left[-8:])):
            return False
        head = head_of(text, left[:_FAR])
        return head is not None and _finite_main(text, left) and not _that_clause(left, head.end)
    if not _may_open(joint, right):
        return False
    head = head_of(text, left[:_FAR])
    if head is None and form(left[0].text) not in ("base", "gerund") and left[0].text != "to":
        return False
    if opener in PREDICATE and not (opener == "plan" and joint[0].strip() == "and"):
        return _differs(text, left, right) or opener == "will"
    if opener in _TRAILING:
        result = opener == "creating" and by_word_list(text, right[:_FAR]) != "body"  # creating jobs is what comes of it
        return joint[0].startswith(",") and not result
    semicolon = joint[0].startswith(";")
    if opener == "to" and len(right) > 1 and form(right[1].text) == "base":
        return semicolon or left[0].text == "to" or _differs(text, left, right)
    if semicolon and right[1].text in ("for", "of", "on", "with"):
        return False  # a list of nouns: cooperation on borders; support for return
    if semicolon:
        return form(opener) is not None and len(right) >= 7 and (form(left[0].text) is not None or _differs(text, left, right))
    if form(left[-1].text) == "base":
        return False  # a list of verbs with one object: avert, minimise, and address
    if form(opener) == "base" and head is not None and not joint[0].strip(" ,").endswith("ing"):
        return not _infinitive_between(found, head.end, joint.start()) and _differs(text, left, right)
    if " and " in joint[0] and (form(opener) == "gerund" or any(w.text in _ACTIONS for w in right[:2])):
        listed = _LISTS.search(text, start, joint.start())
        return listed is not None and joint.start() - listed.end() >= SHORTEST
    return False


def _may_open(joint: re.Match[str], right: Sequence[Word]) -> bool:
    """Whether the right half begins like any statement without a subject at all: most do not, and cost nothing more."""
    opener = right[0].text
    known = opener in PREDICATE or opener in _TRAILING or opener == "to" or form(opener) in ("base", "gerund")
    return known or joint[0].startswith(";") or right[1].text in _ACTIONS or opener in _ACTIONS


def _finite_main(text: str, left: Sequence[Word]) -> bool:
    """Whether the left half has a main verb of its own, so that what follows is not one subject in two names.

    A capital inside a sentence is a name: ``United States`` states nothing.
    """
    if form(left[0].text) == "gerund":
        return any(w.text in FINITE for w in left)
    return any((finite(w.text) or w.text in PREDICATE) and not (i and text[w.start].isupper()) for i, w in enumerate(left))


def _that_clause(left: Sequence[Word], head_end: int) -> bool:
    return any(w.text == "that" and w.start >= head_end and w.start - head_end < 12 for w in left)


def _differs(text: str, left: Sequence[Word], right: Sequence[Word]) -> bool:
    first, second = by_word_list(text, left[:_FAR]), by_word_list(text, right[:_FAR])
    return "other" not in (first, second) and first != second


def _unnumbered(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Where the items begin of a list without numbers (``the following: Linking ...; Raising ...``), or nothing.

    All begin with a capital, or all with a verb; lists of nouns are one statement.
    """
    colon = text.find(": ", start, end)
    if colon < 0 or text.count("; ", colon, end) < 1 or _inside_quotes(text, start, colon):
        return []
    items = [colon + 2, *(m.end() for m in _SEMICOLON.finditer(text, colon, end))]
    capitals = all(text[i].isupper() for i in items)
    verbs = all(form(word) in ("base", "gerund") for i in items if (word := _FIRST_WORD.match(text, i, end)[0].lower()) != "to")  # type: ignore[index]
    long = all(b - a >= SHORTEST_ITEM for a, b in pairwise([*items, end]))
    return [_NOTHING.match(text, i) for i in items] if long and (capitals or verbs) else []  # type: ignore[misc]


def _items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a list inside a sentence (``1) ...; 2) ...``), its introduction first; one part without a list."""
    marks = list(_ITEM.finditer(text, start, end))
    if len(marks) < 2:
        marks = _unnumbered(text, start, end)
    if len(marks) < 2:
        return [(start, end)]
    edges = [start, *(m.start() for m in marks), end]
    parts = []
    for i, (a, b) in enumerate(pairwise(edges)):
        begin = marks[i - 1].end() if i else a
        stop = b
        while stop > begin and (text[stop - 1] in " ;,:\n" or text[:stop].endswith((" and", " or", " as"))):
            stop -= 3 if text[:stop].endswith("and") else 2 if text[:stop].endswith(("or", "as")) else 1
        if stop > begin:
            parts.append((begin, stop))
    return parts


def _past_preamble(text: str, found: Sequence[Word], start: int, end: int) -> int:
    """Where the main clause begins after ``In addition to sharing data,``, a promise of its own; ``start`` when there is none."""
    m = _PREAMBLE.match(text, start, end)
    if m is None:
        return start
    for comma in re.finditer(r",\s+", text[start:end]):
        at = start + comma.end()
        if start + comma.start() - m.end() >= SHORTEST and own_subject(inside(found, at, end), text):
            return at
    return start


def split(text: str, found: Sequence[Word], start: int, end: int) -> list[tuple[int, int]]:
    """The statements of one sentence ``text[start:end]`` in order, as character ranges; ``found`` holds the words of the text."""
    parts = []
    for a, b in _items(text, start, end):
        at = _past_preamble(text, found, a, b)
        if at > a:
            parts.append((_PREAMBLE.match(text, a, b).end(), text.rfind(",", a, at)))  # type: ignore[union-attr]
        for joint in _JOINT.finditer(text, a, b):
            if joint.start() <= at:
                continue
            if _splits_here(text, found, at, b, joint):
                parts.append((at, joint.start()))
                at = joint.end()
        parts.append((at, b))
    return parts
