"""Whether two statements speak of the same thing: shared parties and shared telling words."""

from dataclasses import dataclass
from functools import cache

from lodestone.evidence.claim import Claim, Reading
from lodestone.evidence.cues import words
from lodestone.evidence.lexicon import table
from lodestone.evidence.parties import is_country

_STEM = 6


@cache
def _common() -> frozenset[str]:
    return frozenset(r["word"] for r in table("claims_common_words"))


@dataclass(frozen=True, slots=True)
class Topic:
    """The telling words (cut to six letters) and the parties of a statement and its document."""

    stems: frozenset[str]
    parties: frozenset[str]

    def shared(self, other: "Topic") -> int:
        """How many telling words two statements share."""
        return len(self.stems & other.stems)

    def covered(self, other: "Topic") -> float:
        """Shared telling words over those of the shorter statement, 0 to 1."""
        shorter = min(len(self.stems), len(other.stems))
        return self.shared(other) / shorter if shorter else 0.0

    def likeness(self, other: "Topic") -> float:
        """Shared telling words over all of theirs, 0 to 1."""
        union = self.stems | other.stems
        return len(self.stems & other.stems) / len(union) if union else 0.0


def telling(text: str, start: int, end: int) -> frozenset[str]:
    """The telling words of ``text[start:end]``: long enough, no figures, none that every communique uses."""
    return frozenset(
        w.text[:_STEM] for w in words(text, start, end) if len(w.text) > 3 and not w.text.isdigit() and w.text not in _common()
    )


def topic(reading: Reading, claim: Claim) -> Topic:
    """The topic of one claim."""
    parties = frozenset(s.value.split(":")[0] for s in (*claim.slots["actors"], *claim.slots["counterparts"]))
    return Topic(telling(reading.document.text, claim.span.start, claim.span.end), parties)


def named(reading: Reading, first: int = 2500) -> frozenset[str]:
    """The economies and groups a text names in its first characters: whom it is about."""
    return frozenset(
        str(m.value).split(":")[0]
        for m in reading.mentions
        if m.span.start < first and (m.type in ("group", "person") or is_country(m))
    )
