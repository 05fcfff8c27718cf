"""Verb forms of the claims' language, so that a clause can be told from a heading without a tagger."""

from functools import cache
from typing import Literal

from lodestone.evidence.lexicon import table

Form = Literal["base", "third", "past", "gerund"]
FINITE = frozenset(
    "is are was were has have had will would shall may might can could should must do does did isn't aren't won't cannot".split()
)
_VOWELS = "aeiou"


def _ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + "ed"


def _third(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _ing(base: str) -> str:
    return (base[:-1] if base.endswith("e") and not base.endswith("ee") else base) + "ing"


def _doubled(base: str) -> bool:
    """Whether a short verb may double its last letter (plan, planned, planning); both spellings are then kept."""
    return len(base) >= 3 and base[-1] in "bdgmnptl" and base[-2] in _VOWELS and base[-3] not in _VOWELS


@cache
def forms() -> dict[str, tuple[str, Form]]:
    """Every known form as (base, form); where two coincide (``set``), the base form wins."""
    known: dict[str, tuple[str, Form]] = {}
    for row in table("claims_verbs"):
        base = row["base"]
        known.setdefault(base, (base, "base"))
        known.setdefault(_third(base), (base, "third"))
        known.setdefault(_ing(base), (base, "gerund"))
        for past in filter(None, (row["past"] or _ed(base), row["participle"])):
            known.setdefault(past, (base, "past"))
        if _doubled(base):
            known.setdefault(base + base[-1] + "ed", (base, "past"))
            known.setdefault(base + base[-1] + "ing", (base, "gerund"))
    return known


def form(word: str) -> Form | None:
    """The form of a lower-case word if it is a known verb."""
    found = forms().get(word)
    return found[1] if found else None


@cache
def _unchanged() -> frozenset[str]:
    """Verbs whose past is written as their base form: set, put, cut."""
    return frozenset(row["base"] for row in table("claims_verbs") if row["past"] == row["base"])


def past_too(word: str) -> bool:
    """Whether a base form is a past form as well."""
    return word in _unchanged()


def finite(word: str) -> bool:
    """Whether a lower-case word can carry a main clause: an auxiliary, or a third person or past form."""
    return word in FINITE or form(word) in ("third", "past")
