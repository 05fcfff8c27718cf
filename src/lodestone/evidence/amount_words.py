"""The patterns by which amounts are found in one language, built from the tables of scales, currencies and units."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from lodestone.evidence.lexicon import table
from lodestone.evidence.numerals import DIGITS, DIGITS_SPACED, HALVES, WORDS

# What a bare sign means where the text's own country settles it.
_DOLLARS = {"AUS": "AUD", "CAN": "CAD", "NZL": "NZD", "SGP": "SGD", "HKG": "HKD", "TWN": "TWD"}
_SCALE_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """Compiled patterns and the tables they draw on, for one language."""

    language: str
    comma_decimal: bool
    scales: Mapping[str, float]
    units: Mapping[str, tuple[str, float, str]]
    counts: Mapping[str, str]
    operators: Mapping[str, str]
    currency_forms: Mapping[str, tuple[str, str]]
    money: re.Pattern[str]
    measured: re.Pattern[str]
    counted: re.Pattern[str]
    kanji: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    definite: re.Pattern[str]

    def currency(self, form: str, country: str | None, text: str) -> tuple[str, str | None]:
        """The ISO 4217 code of a sign or word, and the reason where the sign alone does not tell."""
        code, note = self.currency_forms[form]
        bare = form in ("$", "dollars", "dollar", "Dollar", "dollari", "ドル")
        if bare and country in _DOLLARS:
            return _DOLLARS[country], f"a bare {form} in a text of {country}"
        if form in ("¥", "元") and (country == "CHN" or (form == "¥" and self.language == "zh")):
            return "CNY", f"{form} in a Chinese text"
        return code, note or None


@cache
def grammar(language: str) -> Grammar:
    """The grammar of amounts in ``language``; a language without tables of its own reads as English."""
    code = language if language in WORDS else "en"
    comma = code in ("fr", "it", "de") or language in ("es", "pt", "ru")
    own = {r["form"]: float(r["factor"]) for r in table("scales") if r["language"] == code}
    # A quotation in another language keeps its own words (Mrd., miliardi); what could be meant otherwise here is left out.
    foreign = {r["form"]: float(r["factor"]) for r in table("scales") if len(r["form"]) > 3 and r["form"] not in own}
    scales = {f: x for f, x in foreign.items() if not _clashes(f)} | own | _SCALE_LETTERS
    forms = {r["form"]: (r["currency"], r["note"]) for r in table("currencies")}
    units = {r["form"]: (r["unit"], float(r["factor"]), r["note"]) for r in table("measure_units")}
    counts = {r["form"]: r["unit"] for r in table("counts")}
    operators = {r["form"]: r["op"] for r in table("operators")}
    before = _any(r["form"] for r in table("operators") if r["where"] == "before")
    after = _any(r["form"] for r in table("operators") if r["where"] == "after")
    signs = _any(r["form"] for r in table("currencies") if r["where"] in ("before", "both"))
    names = _any(r["form"] for r in table("currencies") if r["where"] in ("after", "both") and r["language"] not in ("ja", "zh"))
    number = _number(code, comma)
    long_scale = _any(s for s in scales if s not in _SCALE_LETTERS)
    letters = r"(?:[kmb]|bn|tn)\b|(?:[KMB]|BN|TN)(?=\s?[€$£¥]|(?<=\d[KMB])\b|(?<=\d(?:BN|TN))\b)"
    scale = rf"(?:[ -]?(?P<scale>(?i:{long_scale})(?![a-zA-Z])|{letters}))"
    scale_first = rf"(?:[ -]?(?P<scale_first>(?i:{long_scale})(?![a-zA-Z])|{letters}))?"
    of = r"(?:[ -]|\s?(?:d'|de |of |di )|)"
    # "and" makes a range only after "between"; otherwise it parts two amounts.
    joined = r"(?:\s?(?:-|~|to|à|bis" + ("|a" if code == "it" else "") + r")\s?|(?(between)\s(?:and|et|e|und)\s|(?!)))"
    between = r"(?P<between>\b(?:[Bb]etween|[Ee]ntre|[Tt]ra|[Zz]wischen)\s)?"
    to = "(?:" + joined + r"(?:{sign}\s?)?(?P<last>{digits}))?"
    digits = DIGITS_SPACED if comma else DIGITS
    money = (
        rf"{between}(?:(?P<before>(?<![A-Za-z])(?:{signs}))\s?|(?<![\w.,])"
        rf"){_named(number)}{scale_first}{to.format(sign='(?:' + signs + ')', digits=digits)}{scale}?"
        rf"(?P<more> et demie?| e mezzo)?(?:{of}(?P<after>(?:{names})(?!\w)))?"
    )
    per = (
        r"(?P<per>\s?(?:per year|per annum|a year|annually|each year|/year|/yr|/a\b|par an|l'an|"
        r"all'anno|annu[ie]|pro Jahr|jährlich|p\.a\.))?"
    )
    measured = (
        rf"{between}(?<![\w.,$€£¥]){_named(number)}(?:{joined}(?P<last>{digits}))?{scale}?(?P<gap>[ -]?)(?:of |de |di |d')?"
        rf"(?P<unit>{_any(u for u in units if not _cjk(u))})(?![\w]){per}"
    )
    stops = r"(?:and|or|of|the|in|to|for|on|by|with|from|per|percent|million|billion)\b"
    adjectives = rf"(?:(?!{stops})[a-zà-ÿ][\w'-]*[ ]){{0,3}}?"
    counted = (
        rf"(?<![\w.,$€£¥]){_named(number)}{scale}?(?: of| de| di)? "
        rf"{adjectives}(?P<thing>{_any(c for c in counts if not _cjk(c))})(?!\w)"
    )
    cjk_units = (
        _any([*(f for f in forms if _cjk(f)), *(u for u in units if _cjk(u)), *(c for c in counts if _cjk(c))])
        + r"|(?:%|kg|t|GW|MW|km)(?![a-zA-Z])"
    )
    kanji = (
        r"(?P<yearly>年[間産]?約?)?(?<![\d,.数何])(?:(?P<first>\d[\d,.]{0,12}[万億兆千百]{0,2})[~-])?"
        r"(?P<number>(?:\d[\d,]{0,20}(?:\.\d{1,9})?|[〇一二三四五六七八九十百千])[\d,.〇一二三四五六七八九十百千万億兆]{0,24})"
        rf"(?P<unit>{cjk_units})"
    )
    return Grammar(
        language=code,
        comma_decimal=comma,
        scales=scales,
        units=units,
        counts=counts,
        operators=operators,
        currency_forms=forms,
        money=re.compile(money),
        measured=re.compile(measured),
        counted=re.compile(counted),
        kanji=re.compile(kanji),
        before=re.compile(rf"(?<![\w])(?P<op>{before})\s?$", re.I),
        after=re.compile(rf"\s?(?P<op>{after})(?![a-z])"),
        definite=re.compile(
            r"\b(?:the|our|these|those|their|both|its|all|group of|les|nos|i|gli|le|die|beiden|der|"
            r"den)\s$",
            re.I,
        ),
    )


def _clashes(form: str) -> bool:
    """Whether a word of scale means different numbers in different languages (a billion)."""
    return len({r["factor"] for r in table("scales") if r["form"] == form}) > 1


def _number(code: str, comma: bool) -> str:
    joined = [f"{ten} et un{e}" for ten in ("vingt", "trente", "quarante", "cinquante", "soixante") for e in ("", "e")]
    words = _any(
        w
        for w in (*WORDS[code], *(joined if code == "fr" else ()))
        if w not in ("a", "un", "une", "uno", "una", "ein", "eine", "einer", "einen", "e")
    )
    article = {
        "en": "(?:half )?an?", "fr": "une? demi|une?", "it": "un|mezzo|mezza", "de": "eine halbe|einer halben|eine|ein|einer",
    }[code]  # fmt: skip
    spelled = (
        rf"\b(?:(?i:{words})(?:[ -](?:and )?(?:{words})){{0,8}}|(?:{article})(?=[ -](?:hundred|"
        rf"thousand|million|billion|trillion|milliard|miliardo|milione|Milliarde|Million|Billion)))(?![\w])"
    )
    half = rf"(?:{_any(HALVES[code])})?" if HALVES[code] else ""
    return rf"(?:{DIGITS_SPACED if comma else DIGITS}|{spelled}{half})"


def _named(number: str) -> str:
    return rf"(?P<number>{number})"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(dict.fromkeys(words), key=lambda w: (-len(w), w)))


def _cjk(word: str) -> bool:
    return word[0] >= "\u3000"
