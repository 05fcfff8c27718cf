"""Every amount in a text: money, percentages, tonnes, watts, counts, each with currency or unit and its limiting word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from lodestone.evidence.amount_words import Grammar, grammar
from lodestone.evidence.fold import fold
from lodestone.evidence.numerals import from_digits, from_kanji, from_words


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at ``[start, end)``: ``value`` in single units of ``currency`` or ``unit`` (never millions).

    ``op`` is the limiting word as ``>``, ``>=``, ``<``, ``<=`` or ``~``; ``role`` is ``converted`` for a sum in
    brackets after the same sum in another currency; ``basis`` explains what the text does not literally say.
    """

    start: int
    end: int
    value: float
    currency: str | None = None
    unit: str | None = None
    op: str | None = None
    role: str | None = None
    basis: str | None = None


def amounts(text: str, language: str = "en", country: str | None = None) -> tuple[Amount, ...]:
    """The amounts of ``text`` in order, never overlapping.

    ``language`` (ISO 639-1) chooses decimal mark, scale words and number words: a billion is 10^9 in English, 10^12 in
    German and French. ``country`` (ISO3), where known, decides what a bare ``$`` or ``¥`` means.

    >>> amounts("up to 3.5 billion yen")[0].value
    3500000000.0
    """
    rules = grammar(language)
    plain = fold(text)
    found: list[Amount] = []
    for match in rules.money.finditer(plain):
        found += _money(match, rules, country)
    for match in rules.measured.finditer(plain):
        found += _measured(match, rules)
    for match in rules.counted.finditer(plain):
        found += _counted(match, rules)
    for match in rules.kanji.finditer(plain):
        found += _kanji(match, rules, country)
    ordered = _longest(found)
    return tuple(_paired(plain, [_limited(plain, a, rules) for a in ordered]))


def _value(digits: str, scale: str | None, rules: Grammar) -> float | None:
    factor = rules.scales[scale.lower()] if scale else 1.0
    if digits[0].isdigit():
        try:
            number: float | None = from_digits(digits, rules.comma_decimal)
        except ValueError:
            return None
    else:
        number = from_words(digits, rules.language)
    return None if number is None else _exact(number, factor)


def _exact(number: float, factor: float) -> float:
    """The product without the rounding noise of binary fractions (3.3 million is 3300000)."""
    return float(Decimal(repr(number)) * Decimal(repr(factor)))


def _money(m: re.Match[str], rules: Grammar, country: str | None) -> Iterator[Amount]:
    form = m["before"] or m["after"]
    if form is None:
        return
    currency, basis = rules.currency(form, country, m.string)
    scale, begin = m["scale"], m.start("before") if m["before"] else m.start("number")
    if (
        scale is None
        and m["scale_first"] is None
        and m["last"] is None
        and _is_word(m["number"])
        and not m["before"]
        and m["number"].lower() in ("a", "one", "un", "une", "ein", "eine", "uno", "una")
    ):
        return
    value = _value(m["number"], m["scale_first"] or scale, rules)
    if value is None:
        return
    if m["more"] and (whole := scale or m["scale_first"]):  # un milliard et demi
        value = _exact(value + rules.scales[whole.lower()] / 2, 1.0)
    if m["last"]:
        upper = _value(m["last"], scale, rules)
        if upper is not None and upper > value:
            why = "the lower end of a range" + (f"; {basis}" if basis else "")
            yield Amount(
                begin, m.end("scale_first") if m["scale_first"] else m.end("number"), value, currency, op=">=", basis=why
            )
            yield Amount(m.start("last"), m.end(), upper, currency, op="<=", basis=why.replace("lower", "upper"))
            return
    yield Amount(begin, m.end(), value, currency, basis=basis)


def _is_word(number: str) -> bool:
    return not number[0].isdigit()


def _measured(m: re.Match[str], rules: Grammar) -> Iterator[Amount]:
    unit, factor, note = rules.units[m["unit"]]
    value = _value(m["number"], m["scale"], rules)
    if value is None or (m["unit"] == "t" and m["scale"] is None and m["gap"] == "" and not m["number"][0].isdigit()):
        return
    per = "/year" if m["per"] and unit in ("t", "kg", "barrel", "m3", "GWh", "TWh") else ""
    end = m.end() if per else m.end("unit")
    if m["last"]:
        upper = _value(m["last"], m["scale"], rules)
        if upper is not None and upper > value:
            yield Amount(
                m.start("number"),
                m.end("number"),
                _exact(value, factor * (rules.scales[m["scale"].lower()] if m["scale"] else 1)),
                unit=unit + per,
                op=">=",
                basis="the lower end of a range",
            )
            yield Amount(m.start("last"), end, _exact(upper, factor), unit=unit + per, op="<=", basis="the upper end of a range")
            return
    yield Amount(m.start("number"), end, _exact(value, factor), unit=unit + per, basis=note or None)


def _counted(m: re.Match[str], rules: Grammar) -> Iterator[Amount]:
    """A count of things in the list of countable things; "the two countries" names them and counts nothing."""
    value = _value(m["number"], m["scale"], rules)
    if value is None or rules.definite.search(m.string[max(0, m.start() - 12) : m.start()]):
        return
    if _is_word(m["number"]) and value <= 1:
        return
    if not m["scale"] and m["number"].isdigit() and len(m["number"]) == 4 and 1900 <= value <= 2100:
        return
    yield Amount(m.start(), m.end(), value, unit=rules.counts[m["thing"]])


def _kanji(m: re.Match[str], rules: Grammar, country: str | None) -> Iterator[Amount]:
    value = from_kanji(m["number"])
    if value is None or not any(c.isdigit() or c in "〇一二三四五六七八九十百千" for c in m["number"]):
        return
    if m["unit"] == "割" and m.string[m.end("unit") : m.end("unit") + 1] in ("合", "当", "り"):  # the word for a share, no tenths
        return
    form, begin, currency, unit, factor = m["unit"], m.start("yearly") if m["yearly"] else m.start("number"), None, None, 1.0
    if form in rules.currency_forms:
        currency, note = rules.currency(form, country, m.string)
    elif form in rules.units:
        unit, factor, note = rules.units[form]
        unit += "/year" if m["yearly"] and unit in ("t", "kg") else ""
    else:
        unit, note = rules.counts[form], None
    low = _low_end(m["first"], m["number"])
    if low is not None and low < value:
        yield Amount(
            m.start("first"), m.end("first"), _exact(low, factor), currency, unit, ">=", basis="the lower end of a range"
        )
        yield Amount(
            m.start("number"), m.end("unit"), _exact(value, factor), currency, unit, "<=", basis="the upper end of a range"
        )
    else:
        yield Amount(begin, m.end("unit"), _exact(value, factor), currency, unit, basis=note or None)


def _low_end(first: str | None, number: str) -> float | None:
    """The lower end of ``40~50億``, which has the scale of the upper end unless it names its own."""
    if first is None:
        return None
    own = from_kanji(first.rstrip(","))
    scale = re.search(r"[万億兆千百]+$", number)
    return from_kanji(first + scale.group()) if scale and own is not None and first[-1].isdigit() else own


def _limited(plain: str, amount: Amount, rules: Grammar) -> Amount:
    """The amount with the limiting word before or after it, which belongs to its span."""
    if amount.op:
        return amount
    before = rules.before.search(plain[max(0, amount.start - 24) : amount.start])
    if before:
        return replace(amount, start=amount.start - len(before.group()), op=rules.operators[before["op"].lower()])
    after = rules.after.match(plain, amount.end)
    return replace(amount, end=after.end(), op=rules.operators[after["op"].lower()]) if after else amount


def _paired(plain: str, found: list[Amount]) -> Iterator[Amount]:
    """Marks a sum in brackets right after a sum in another currency as its conversion."""
    for i, amount in enumerate(found):
        before = found[i - 1] if i else None
        if before and amount.currency and before.currency and amount.currency != before.currency:
            between = plain[before.end : amount.start]
            if re.fullmatch(r"[^.;()\n]{0,12}\(\s*(?:or |equivalent to |=\s?|some )?", between) or re.fullmatch(
                r",? (?:or|equivalent to|i\.e\.) ", between
            ):
                said = plain[before.start : before.end]
                yield replace(amount, role="converted", basis=f"converted in the text from {said!r}")
                continue
        yield amount


def _longest(found: Iterable[Amount]) -> list[Amount]:
    kept: list[Amount] = []
    for amount in sorted(found, key=lambda a: (a.start, -(a.end - a.start))):
        if kept and kept[-1].end > amount.start:
            if amount.end - amount.start > kept[-1].end - kept[-1].start:
                kept[-1] = amount
        else:
            kept.append(amount)
    return kept
