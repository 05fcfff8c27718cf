"""Which language a text is in, by script and by its commonest small words."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

_STOP_WORDS = {
    "en": "the of and to in that for with on as by will are is from at its this which their has have be",
    "fr": "le la les des et du dans pour que qui sur une est par aux ont leur cette plus avec au sont ses",
    "it": "il di che della del per con sono una gli nel dei delle alla ha più anche le dal tra nella degli si",
    "de": "der die und das den von zu mit des im für auf eine dem nicht ein ist sich auch werden bei zur wird",
    "es": "el los las del que por una con para en su al se como más sus entre este está han",
    "pt": "os das dos que uma para com em não ao na no pela pelo são mais como às seu sua foi",
}  # fmt: skip
_OWNERS: dict[str, list[str]] = {}
for _code, _words in _STOP_WORDS.items():
    for _word in _words.split():
        _OWNERS.setdefault(_word, []).append(_code)
_WORD = re.compile(r"[^\W\d_]+")


def language(text: str) -> str:
    """ISO 639-1 code of ``text`` (first 20 000 characters), ``und`` when nothing tells.

    Kana means Japanese, Han without kana Chinese, Hangul Korean, Cyrillic Russian; Latin script goes to the
    language whose small words are commonest (en, fr, it, de, es, pt).
    """
    sample = text[:20_000]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return "und"
    kana = len(re.findall(r"[\u3041-\u3096\u30a1-\u30fa]", sample))
    han = len(re.findall(r"[\u4e00-\u9fff]", sample))
    if kana + han > 0.2 * letters:
        return "ja" if kana > 0.05 * (kana + han) else "zh"
    if len(re.findall(r"[\uac00-\ud7a3]", sample)) > 0.2 * letters:
        return "ko"
    if len(re.findall(r"[\u0400-\u04ff]", sample)) > 0.3 * letters:
        return "ru"
    counts: Counter[str] = Counter()
    for word, times in Counter(_WORD.findall(sample.lower())).items():
        for code in _OWNERS.get(word, ()):
            counts[code] += times
    if not counts:
        return "und"
    return max(_STOP_WORDS, key=lambda code: (counts[code], -list(_STOP_WORDS).index(code)))


@lru_cache(maxsize=8)
def whole(text: str) -> str:
    """The language of a whole text, remembered for the few texts in hand."""
    return language(text)


def spoken(text: str, stretch: Iterable[str]) -> str:
    """The language of the lower-case words ``stretch`` of ``text``: that of the text, unless its small words say another.

    So the German half of a document in two languages is German, and an English ``plant`` in it is none.
    """
    own = whole(text)
    counts: dict[str, int] = {}
    for word in stretch:
        if word in _OWNERS:
            for code in _OWNERS[word]:
                counts[code] = counts.get(code, 0) + 1
    enough = 1 + 2 * counts.get(own, 0)
    best = max(counts, key=lambda code: (counts[code], code == own, code), default=own)
    return best if counts.get(best, 0) > enough else own
