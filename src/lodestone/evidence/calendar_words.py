"""The names of months, weekdays and spans of time in the languages whose dates are read."""

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
}
_SHORT = {
    "en": "jan feb mar apr - jun jul aug sep oct nov dec",
    "fr": "janv févr - avr - - juil - sept oct nov déc",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "de": "jan feb mär apr - jun jul aug sep okt nov dez",
}
_WEEKDAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
}
LATIN = tuple(_MONTHS)


def _spellings(word: str, language: str) -> tuple[str, ...]:
    """English and German names are capitalised (``may`` is a verb); French and Italian ones need not be."""
    capital = (word.capitalize(), word.upper())
    return (*capital, word) if language in ("fr", "it") else capital


def months(language: str) -> dict[str, int]:
    """Every spelling of a month in ``language`` (and in English), as 1 to 12; short forms without their point.

    ``any`` gives all languages together, for dates that hold a day and a year and so cannot be mistaken.
    """
    names: dict[str, int] = {}
    for code in LATIN if language == "any" else dict.fromkeys(("en", language if language in LATIN else "en")):
        for number, word in enumerate(_MONTHS[code].split(), 1):
            names |= dict.fromkeys(_spellings(word, code), number)
        for number, word in enumerate(_SHORT[code].split(), 1):
            if word != "-":
                names |= dict.fromkeys(_spellings(word, code), number)
        if code == "en":
            names |= {"Sept": 9}
        if code == "de":
            names |= {"Jänner": 1, "Feber": 2}
    return names


def weekdays(language: str) -> dict[str, int]:
    """Every spelling of a weekday in ``language`` (and in English), Monday 0 to Sunday 6."""
    names: dict[str, int] = {}
    for code in LATIN if language == "any" else dict.fromkeys(("en", language if language in LATIN else "en")):
        for number, word in enumerate(_WEEKDAYS[code].split()):
            names |= dict.fromkeys(_spellings(word, code), number)
    if language == "de":
        names["Sonnabend"] = 5
    return names


JAPANESE_WEEKDAYS = {c: n for n, c in enumerate("月火水木金土日")}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "R": 2018, "H": 1988}
SEASONS = {
    "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11),
    "printemps": (3, 5), "été": (6, 8), "automne": (9, 11), "primavera": (3, 5), "estate": (6, 8), "autunno": (9, 11),
    "Frühjahr": (3, 5), "Frühling": (3, 5), "Sommer": (6, 8), "Herbst": (9, 11), "春": (3, 5), "夏": (6, 8), "秋": (9, 11),
}  # fmt: skip
