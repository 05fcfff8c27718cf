"""Which texts tell one story over again: shingles of words, compared by a small sketch of each text.

Ten papers that re-word one agency story are one witness. A shingle is a run of ``WORDS`` words in folded form (of ``CHARACTERS``
characters where words are not divided by blanks); the sketch holds the ``SIZE`` smallest hashes of a text's shingles, from which
likeness (shared over all) and cover (shared over the smaller text's) are estimated without keeping the text.
Broder, On the resemblance and containment of documents (1997).
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lodestone.evidence import topics
from lodestone.evidence.claim import Reading

WORDS = 3
"""Words a shingle: short enough to survive synonyms here and there, long enough that diplomatic phrases are rarely shared."""

CHARACTERS = 6
SIZE = 4096
SAME_TEXT = 0.5
"""Likeness from which a text of the same name is a new version of the old one, not another text."""

SAME_STORY = 0.35
"""Cover from which two texts about the same parties count as one lineage. docs/ledger.md has the figures behind it."""

FEWEST = 12
"""Texts with fewer shingles than this are too short to compare."""

_WORD = re.compile(r"[^\W_]+")
_UNDIVIDED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

Sketch = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """The known text that a text shares most with: its source, and the likeness and cover (0 to 1) between the two."""

    source: str
    likeness: float
    cover: float


def shingles(text: str) -> frozenset[int]:
    """The 64-bit hashes of a text's shingles; empty for a text of fewer words than one shingle."""
    words: list[str] = _WORD.findall(text.casefold())
    if len(_UNDIVIDED.findall(text)) * 3 > sum(map(len, words)):
        joined = "".join(words)
        runs = {joined[i : i + CHARACTERS] for i in range(len(joined) - CHARACTERS + 1)}
    else:
        runs = {" ".join(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1)}
    return frozenset(int.from_bytes(hashlib.blake2b(r.encode(), digest_size=8).digest(), "big") for r in runs)


def sketch(text: str) -> Sketch:
    """The ``SIZE`` smallest shingle hashes of a text, in order; all of them where there are fewer."""
    return tuple(sorted(shingles(text))[:SIZE])


def compare(a: Sketch, b: Sketch) -> tuple[float, float]:
    """Estimated likeness and cover of two texts from their sketches, exact where both are short.

    Cover is taken over the text with fewer shingles, whose number is estimated from how far its sketch reaches.

    >>> one = sketch("the two ministers signed a memorandum on cobalt in Lima on the third of March and will meet again in May")
    >>> compare(one, one)
    (1.0, 1.0)
    """
    if len(a) < FEWEST or len(b) < FEWEST:
        return 0.0, 0.0
    reach = min(a[-1] if len(a) == SIZE else 2**64 - 1, b[-1] if len(b) == SIZE else 2**64 - 1)
    one, other = set(a[: bisect_right(a, reach)]), set(b[: bisect_right(b, reach)])
    shared = len(one & other)
    either, smaller = len(one | other), min(len(one), len(other))
    return shared / either, shared / smaller if smaller >= FEWEST else shared / either


@dataclass(frozen=True, slots=True)
class Traits:
    """What lineage needs of a text: its sketch, the parties it is about, and all economies and groups it names."""

    sketch: Sketch
    about: frozenset[str]
    named: frozenset[str]


def traits(reading: Reading) -> Traits:
    """The traits of a text that has been read."""
    return Traits(sketch(reading.document.text), topics.named(reading), topics.named(reading, len(reading.document.text)))


def nearest(new: Traits, known: Mapping[str, Traits]) -> Kin | None:
    """The known text about the same parties with the largest cover; None where nothing is shared.

    A treaty template signed with another country shares most of its words and is another promise: whom one text is about, the
    other must name. Ties go to the first in ``known``.
    """
    best: Kin | None = None
    for source, other in known.items():
        if not (new.about <= other.named and other.about <= new.named):
            continue
        likeness, cover = compare(new.sketch, other.sketch)
        if cover > 0 and (best is None or cover > best.cover):
            best = Kin(source, likeness, cover)
    return best


def lineages(texts: Mapping[str, Traits]) -> dict[str, str]:
    """Lineage of every text, in order: that of the earlier text it re-words, or its own name where it is the first."""
    found: dict[str, str] = {}
    for source, own in texts.items():
        kin = nearest(own, {s: texts[s] for s in found})
        found[source] = found[kin.source] if kin is not None and kin.cover >= SAME_STORY else source
    return found


def independent(sources: Sequence[str], lineage: Mapping[str, str]) -> int:
    """How many independent witnesses some texts are: ten re-wordings of one story count once."""
    return len({lineage.get(s, s) for s in sources})
