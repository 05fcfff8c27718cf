"""A text with its typographic variants made plain, character for character, so that offsets stay true."""

from functools import lru_cache

_WHOLE = 2000
"""Characters from which on a text is remembered folded: many steps of a reading ask for it."""
_PLAIN = {
    **{0xFF10 + i: str(i) for i in range(10)},
    **{0xFF21 + i: chr(65 + i) for i in range(26)},
    **{0xFF41 + i: chr(97 + i) for i in range(26)},
    **dict.fromkeys(map(ord, "‘’‛′＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″＂«»"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–−－"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f\u3000\u2002\u2003\ufeff\u200b\u00ad"), " "),
    ord("％"): "%", ord("，"): ",", ord("．"): ".", ord("："): ":", ord("（"): "(", ord("）"): ")",
    ord("＄"): "$", ord("￥"): "¥", ord("￡"): "£", ord("～"): "~", ord("〜"): "~", ord("／"): "/",
}  # fmt: skip


def fold(text: str) -> str:
    """``text`` with full-width digits and Latin letters, curly quotes, odd dashes and odd spaces made plain.

    The length never changes: position i of the answer stands for position i of ``text``.

    >>> fold("約３００億円")
    '約300億円'
    """
    if text.isascii():
        return text
    return text.translate(_PLAIN) if len(text) < _WHOLE else _folded(text)


@lru_cache(maxsize=8)
def _folded(text: str) -> str:
    return text.translate(_PLAIN)


def lower(text: str) -> str:
    """``text`` in lower case, character for character (the few letters that would grow stay as they are)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
