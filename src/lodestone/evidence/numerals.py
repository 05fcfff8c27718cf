"""Numbers as people write them: digits with separators, words, and Chinese characters."""

import re
from decimal import Decimal, InvalidOperation

_SMALL = {
    "en": (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    ),
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "it": (
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
        "diciassette diciotto diciannove"
    ),
    "de": (
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
        "siebzehn achtzehn neunzehn"
    ),
}  # fmt: skip
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "fr": "vingt trente quarante cinquante soixante",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
}
_EXTRA = {
    "en": {"a": 1, "hundred": 100, "thousand": 1000, "dozen": 12},
    "fr": {"une": 1, "vingts": 20, "cent": 100, "cents": 100, "mille": 1000},
    "it": {"un": 1, "una": 1, "cento": 100, "mille": 1000},
    "de": {"ein": 1, "eine": 1, "einer": 1, "einen": 1, "hundert": 100, "tausend": 1000},
}
HALVES = {
    "en": (" and a half",), "fr": (" et demi", " et demie"), "it": (" e mezzo", " e mezza"), "de": (),
}  # fmt: skip
"""What a number in words may end in: "two and a half billion"."""
_HALVING = frozenset("half halbe halben demi mezzo mezza".split())


def _words(code: str) -> dict[str, float]:
    """The words of one language for whole numbers, with those that German and Italian write as one word."""
    small = {word: n for n, word in enumerate(_SMALL[code].split())}
    tens = {word: 20 + 10 * n for n, word in enumerate(_TENS[code].split())}
    joined: dict[str, float] = {}
    if code == "de":
        units = {"ein" if n == 1 else word: n for word, n in small.items() if 0 < n < 10}
        joined = {f"{unit}und{ten}": n + m for unit, n in units.items() for ten, m in tens.items()}
        joined |= {f"{unit}hundert": 100 * n for unit, n in units.items()}
        joined |= {f"{word}tausend": 1000 * n for word, n in (units | {w: n for w, n in small.items() if n > 9} | tens).items()}
        joined |= {f"{unit}einhalb": n + 0.5 for unit, n in units.items()} | {"anderthalb": 1.5, "hunderttausend": 100_000}
    elif code == "it":
        units = {word: n for word, n in small.items() if 1 < n < 10}
        joined = {f"{ten[:-1] if unit == 'otto' else ten}{unit}": m + n for ten, m in tens.items() for unit, n in units.items()}
        joined |= {f"{ten[:-1]}uno": m + 1 for ten, m in tens.items()}
        joined |= {f"{unit}cento": 100 * n for unit, n in units.items()}
        thousands = small | tens | joined | {"cento": 100}
        joined |= {f"{word}mila": 1000 * n for word, n in thousands.items() if n > 1}
    return {**small, **tens, **joined, **_EXTRA[code]}


WORDS: dict[str, dict[str, float]] = {code: _words(code) for code in _SMALL}
ORDINALS = {
    word: n
    for n, word in enumerate(
        "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
    )
} | {"thirtieth": 30} | {f"{tens}-{unit}": base + n for tens, base in (("twenty", 20), ("thirty", 30))
     for n, unit in enumerate("first second third fourth fifth sixth seventh eighth ninth".split(), 1)}  # fmt: skip
_KANJI = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "両": 2, "元": 1}
_KANJI_TENS = {"十": 10, "百": 100, "千": 1000}
KANJI_SCALES = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}
# A number in digits; a space groups thousands only where the language writes a decimal comma.
DIGITS = r"\d{1,3}(?:[.,']\d{3}){1,6}(?:[.,]\d{1,9})?(?![\d])|\d{1,20}(?:[.,]\d{1,9})?"
DIGITS_SPACED = r"\d{1,3}(?:[.,' ]\d{3}){1,6}(?:[.,]\d{1,9})?(?![\d])|\d{1,20}(?:[.,]\d{1,9})?"


def from_digits(word: str, comma_decimal: bool = False) -> float:
    """The number written in ``word``, such as ``1,234.5`` or, with ``comma_decimal``, ``1.234,5``.

    Where both separators occur the last one is the decimal mark; where one occurs more than once it groups thousands.
    A single separator followed by exactly three digits groups thousands unless it is the language's decimal mark
    and the leading group is zero. Raises ``ValueError`` when no number is written there.

    >>> from_digits("1,234.5"), from_digits("1.234,5", comma_decimal=True), from_digits("0,125", comma_decimal=True)
    (1234.5, 1234.5, 0.125)
    """
    digits = re.sub(r"[ '’\u00a0\u202f]", "", word)
    commas, points = digits.count(","), digits.count(".")
    decimal = _decimal_mark(digits, commas, points, comma_decimal)
    grouping = {",": ".", ".": ","}.get(decimal, ",.")
    plain = "".join(c for c in digits if c not in grouping)
    try:
        return float(Decimal(plain.replace(",", ".")))
    except InvalidOperation:
        raise ValueError(f"{word!r} is not a number") from None


def _decimal_mark(digits: str, commas: int, points: int, comma_decimal: bool) -> str:
    if commas and points:
        return "," if digits.rfind(",") > digits.rfind(".") else "."
    if commas + points == 0 or max(commas, points) > 1:
        return ""
    mark = "," if commas else "."
    whole, _, part = digits.partition(mark)
    usual = "," if comma_decimal else "."
    if len(part) == 3 and whole not in ("", "0") and len(whole) <= 3 and mark != usual:
        return ""
    return mark if mark == usual or len(part) != 3 or whole in ("", "0") else ""


def from_words(words: str, language: str = "en") -> float | None:
    """The number spelled out in ``words`` (below a million), None when some word is not a number.

    >>> from_words("two hundred and fifty"), from_words("twenty-five"), from_words("two thousand twenty-six")
    (250.0, 25.0, 2026.0)
    """
    table = WORDS.get(language, WORDS["en"])
    total, group, seen, halved = 0.0, 0.0, False, False
    said = words.lower().strip()
    half = next((end for end in HALVES.get(language, ()) if said.endswith(end)), "")
    for word in re.split(r"[\s-]+", said.removesuffix(half)):
        if word in ("and", "et", "e", "und", "") and seen:
            continue
        if word in _HALVING:
            halved = True
            continue
        if word not in table:
            return None
        value, seen = table[word], True
        if value == 1000:
            total, group = total + max(group, 1) * 1000, 0
        elif value in (100, 12) and word in ("hundred", "cent", "cents", "cento", "hundert", "dozen"):
            group = max(group, 1) * value
        elif word in ("vingt", "vingts") and group % 100 == 4:  # quatre-vingts is four twenties
            group += 76
        else:
            group += value
    if halved:
        return (total + group or 1.0) / 2
    return float(total + group) + (0.5 if half else 0.0) if seen else None


def from_kanji(word: str) -> float | None:
    """The number in ``word``, digits and Chinese numerals mixed, None when there is none.

    >>> from_kanji("3兆5000億"), from_kanji("二千五百"), from_kanji("二〇二五")
    (3500000000000.0, 2500.0, 2025.0)
    """
    total, section = Decimal(0), Decimal(0)
    pending: Decimal | None = None
    seen = False
    for token in re.findall(r"\d[\d,]*(?:\.\d+)?|\S", word):
        seen = True
        if token[0].isdigit() and token[0].isascii():
            pending = Decimal(token.replace(",", ""))
        elif token in _KANJI:
            pending = Decimal(_KANJI[token]) + (pending * 10 if pending is not None else 0)
        elif token in _KANJI_TENS:
            section += (1 if pending is None else pending) * _KANJI_TENS[token]
            pending = None
        elif token in KANJI_SCALES:
            group = section + (pending or 0)
            total += (group if group or pending is not None else 1) * KANJI_SCALES[token]
            section, pending = Decimal(0), None
        else:
            return None
    return float(total + section + (pending or 0)) if seen else None
