"""Small pieces of text that several sections share."""

import re
from collections.abc import Mapping, Sequence

from lodestone.atlas.fact import Card
from lodestone.report import numbers
from lodestone.report.note import Run, Words
from lodestone.risk.assess import Score
from lodestone.terms.place import places

_CODE = re.compile(r"\b[A-Z]{3}\b")


def form_label(form: str) -> str:
    """A form's id as words."""
    return form.rpartition(".")[2].replace("_", " ")


def cap(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]


def plural(count: int, word: str) -> str:
    """``1 text``, ``5 texts``."""
    return f"{count} {word}{'s' if count != 1 else ''}"


def with_names(line: str) -> str:
    """A sentence of another room with countries' names in place of their codes."""
    return _CODE.sub(lambda m: places()[m[0]].label if m[0] in places() else m[0], line)


def source_links(ids: Sequence[str], cards: Mapping[str, Card]) -> Words:
    """Publishers' names, each opening its card in the list of sources."""
    words: list[str | Run] = []
    for id_ in ids:
        card = cards.get(id_)
        words += [", "] if words else []
        words.append(Run(f"{card.publisher} {card.version}".strip(), to=f"s-{id_}") if card else id_)
    return tuple(words)


def score_band(score: Score, share: bool = True) -> str:
    """The band of a metric, empty where it has none."""
    if score.low is None or score.high is None:
        return ""
    words = numbers.percent_span(score.low, score.high) if share else f"{score.low:.2f}\u2013{score.high:.2f}"
    return words if "\u2013" in words else ""
