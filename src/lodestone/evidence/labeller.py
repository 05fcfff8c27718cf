"""A small learned ranking of families: word stems and the word list's own sums, weighed by multinomial logistic regression.

The word list says what single cues mean; the labeller learns which cue wins where several stand together. It is trained on
``lexicon/examples.csv``, clauses invented for the purpose, and kept as plain coefficients in ``lexicon/labeller.csv``, so
that reading needs no learning library. What it is worth on held-out texts is measured in docs.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lodestone.evidence.claim import Family
from lodestone.evidence.clause_features import MARK, acts, features
from lodestone.evidence.cues import Hit, Word, words
from lodestone.evidence.distractions import distracted
from lodestone.evidence.lexicon import table
from lodestone.evidence.predicates import head_of
from lodestone.evidence.word_list import FAMILIES, SIGNALS, told_and_signals
from lodestone.terms.errors import BadInput, UnknownTerm

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

RIDGE = 0.1
"""Weight of the squared coefficients in the training objective; .05 to .3 gave the same ranking on held-out texts."""
LEXICON_SCALE = 0.35
"""The word list's signals are taken at this scale, so that a typical sum is about as large as the whole word part (length 1)."""
SATURATION = 2.5
"""About the largest sum that counts: a long list of cues does not make a clause surer."""
ACT_SCALE = 0.4
"""What a feature of the act counts beside the word part."""
SEEN, SEEN_PAIR = 2, 3
"""In how many examples a word, and a pair of words, must stand to be learned."""
MOST_STEPS = 120
"""Steps of the optimiser; three times as many change no ranking that was measured."""
_SUM, _CONSTANT = "sum:", "constant"
_DECIMALS = 3
_AT_ONCE = 256
"""Clauses that are weighed in one product; more would only take more memory."""


@dataclass(frozen=True, slots=True)
class Labeller:
    """Coefficients by feature: ``weight (feature, family)`` and the rarity ``idf (feature,)`` of each word feature.

    Whatever it was trained on, it ranks English clauses only: words of Japanese are not parted, and reviews in other languages
    have been too few to show that learning from them helps; ``families`` ranks such clauses by the word list alone.
    ``place`` maps a feature to its row. Features ``sum:<signal>`` take the word list's signal, ``@`` ones are of the act,
    ``constant`` is 1.
    """

    place: Mapping[str, int]
    idf: "NDArray[np.float64]"
    weight: "NDArray[np.float64]"

    def shares(self, rows: Sequence["Row"]) -> list[dict[Family, float]]:
        """The probability of each family of every clause of ``rows``."""
        import numpy as np

        out: list[dict[Family, float]] = []
        for first in range(0, len(rows), _AT_ONCE):
            values, columns, ends = _entries(rows[first : first + _AT_ONCE], self.place, self.idf)
            logits = np.add.reduceat(np.array(values)[:, None] * self.weight[columns], ends[:-1])
            share = np.exp(logits - logits.max(axis=1, keepdims=True))
            share /= share.sum(axis=1, keepdims=True)
            out += [dict(zip(FAMILIES, found, strict=True)) for found in share.tolist()]
        return out


def _strength(signal: str, value: float) -> float:
    """What a signal of the word list counts; the family of the first cue, which is yes or no, counts double."""
    return LEXICON_SCALE * (2 * value if signal.startswith("first:") else SATURATION * math.tanh(value / SATURATION))


def train(examples: Iterable[tuple[str, str]], weights: Sequence[float] | None = None, start: Labeller | None = None) -> Labeller:
    """A labeller from pairs of family and clause: the same pairs, the same coefficients.

    Each pair is learned twice, the second time with a part of another hung on (``distractions``). Minimises the negative log
    likelihood plus ``RIDGE / 2`` times the squared coefficients (L-BFGS); an example of weight 2 counts like the same one twice
    (``weights``: one for each, default 1). ``start`` are coefficients to begin from: the optimum is the same, and sooner found.
    Raises ``UnknownTerm`` for a family that is none, ``BadInput`` for fewer than two families.
    Add accepted reviews to ``starter_examples()``.
    """
    import numpy as np
    from scipy.optimize import minimize

    pairs = list(examples)
    for family, _ in pairs:
        if family not in FAMILIES:
            raise UnknownTerm(f"family {family!r} of a training example: want one of {', '.join(FAMILIES)}")
    if len({family for family, _ in pairs}) < 2:
        raise BadInput("a labeller needs examples of at least two families")
    counts = np.tile(np.ones(len(pairs)) if weights is None else np.asarray(weights, dtype=float), 2)
    rows = [_row(text) for _, text in pairs]
    place, idf = _vocabulary(rows)
    copies = distracted(pairs)
    x = _matrix([*rows, *(_row(text) for _, text in copies)], place, idf)
    pairs += copies
    truth = np.eye(len(FAMILIES))[[FAMILIES.index(family) for family, _ in pairs]]  # type: ignore[arg-type]

    def objective(flat: "NDArray[np.float64]") -> tuple[float, "NDArray[np.float64]"]:
        weight = flat.reshape(x.shape[1], len(FAMILIES))
        z = x @ weight
        z -= z.max(axis=1, keepdims=True)
        log = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        loss = -(counts * (truth * log).sum(axis=1)).sum() + RIDGE / 2 * np.square(flat).sum()  # no threads: they cost more here
        return float(loss), (x.T @ (counts[:, None] * (np.exp(log) - truth)) + RIDGE * weight).ravel()

    first = np.zeros((x.shape[1], len(FAMILIES)))
    if start is not None:
        known = [f for f in place if f in start.place]
        first[[place[f] for f in known]] = start.weight[[start.place[f] for f in known]]
    found = minimize(objective, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS, "ftol": 1e-6})
    return Labeller(place, idf, np.round(found.x.reshape(x.shape[1], len(FAMILIES)), _DECIMALS))


Row = tuple[list[str], list[str], Mapping[str, float]]
"""A clause as the labeller sees it: its words, its act, the signals of the word list."""


def row_of(text: str, found: Sequence[Word], head: Hit | None, sums: Mapping[str, float]) -> Row:
    """The row of the clause made of the words ``found``, with the predicate ``head`` and the signals ``sums``."""
    return features(text, found, head), acts(found, head), sums


@lru_cache(maxsize=8192)
def _row(text: str) -> Row:
    """The row of an example; remembered, because a study trains on the same ones again and again."""
    found = words(text)
    head = head_of(text, found)
    return row_of(text, found, head, told_and_signals(text, found, head)[1])


def _vocabulary(rows: Sequence[Row]) -> tuple[dict[str, int], "NDArray[np.float64]"]:
    """The place of each feature seen often enough in the examples themselves, and the features' rarity."""
    import numpy as np

    counts = Counter(f for words_of, acts_of, _ in rows for f in (*words_of, *acts_of))
    kept = sorted(f for f, n in counts.items() if n >= (SEEN_PAIR if " " in f and not f.startswith(MARK) else SEEN))
    fixed = [*(_SUM + name for name in SIGNALS), _CONSTANT]
    place = {f: i for i, f in enumerate([*kept, *fixed])}
    rarity = [round(float(np.log((1 + len(rows)) / (1 + counts[f])) + 1), _DECIMALS) for f in kept]
    return place, np.array([*rarity, *[1.0] * len(fixed)])


def _matrix(rows: Sequence[Row], place: Mapping[str, int], idf: "NDArray[np.float64]") -> "csr_array":
    """The examples as ``(example, feature)``, sparse."""
    from scipy.sparse import csr_array

    return csr_array(_entries(rows, place, idf), shape=(len(rows), len(place)))


def _entries(
    rows: Sequence[Row], place: Mapping[str, int], idf: "NDArray[np.float64]"
) -> tuple[list[float], list[int], list[int]]:
    """The values of the rows one after another, their columns, and where each row ends; the word part of each has length 1."""
    rarity = idf.tolist()
    values, columns, ends = [], [], [0]
    for words_of, acts_of, told in rows:
        known = [place[f] for f in words_of if f in place]
        done = [place[f] for f in acts_of if f in place]
        length = math.sqrt(sum(rarity[c] * rarity[c] for c in known)) or 1.0
        values += [rarity[c] / length for c in known]
        values += [ACT_SCALE] * len(done) + [_strength(name, v) for name, v in told.items()] + [1.0]
        columns += known + done + [place[_SUM + name] for name in told] + [place[_CONSTANT]]
        ends.append(len(values))
    return values, columns, ends


def starter_examples() -> tuple[tuple[str, str], ...]:
    """The packaged examples as pairs of family and clause; invented, none taken from a real text."""
    return tuple((row["family"], row["text"]) for row in table("examples"))


def as_csv(labeller: Labeller) -> str:
    """The coefficients as a table: feature, idf, and one column a family. ``from_rows`` reads it back."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["feature", "idf", *FAMILIES])
    for feature, i in labeller.place.items():
        cells = (f"{v:.{_DECIMALS}f}".rstrip("0").rstrip(".") for v in (labeller.idf[i], *labeller.weight[i]))
        writer.writerow([feature, *("0" if c == "-0" else c for c in cells)])
    return out.getvalue()


def from_rows(rows: Sequence[Mapping[str, str]]) -> Labeller:
    """A labeller from the rows of a table that ``as_csv`` wrote."""
    import numpy as np

    place = {row["feature"]: i for i, row in enumerate(rows)}
    idf = np.array([float(row["idf"]) for row in rows])
    return Labeller(place, idf, np.array([[float(row[f]) for f in FAMILIES] for row in rows]))


def from_csv(text: str) -> Labeller:
    """The labeller of a table that ``as_csv`` wrote; raises ``BadInput`` where it is none."""
    import csv

    rows = list(csv.DictReader(text.splitlines()))
    wanted = {"feature", "idf", *FAMILIES}
    try:
        if not rows or not wanted <= set(rows[0]):
            raise ValueError
        found = from_rows(rows)
        if not {*(_SUM + name for name in SIGNALS), _CONSTANT} <= set(found.place):
            raise ValueError
    except (ValueError, TypeError):
        raise BadInput("not the table of a labeller; train it again with: lodestone ledger train") from None
    return found


def identity(labeller: Labeller) -> str:
    """A hash (sha256) of a labeller's coefficients: two with the same one rank alike."""
    return hashlib.sha256(as_csv(labeller).encode("utf-8")).hexdigest()


@cache
def starter() -> Labeller:
    """The labeller of ``lexicon/labeller.csv``, trained on the packaged examples, read once."""
    return from_rows(table("labeller"))
