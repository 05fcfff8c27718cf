"""Numbers, bands and dates as a reader says them: two significant digits unless a source prints more."""

import calendar
from math import floor as rounded_down
from math import isfinite, log10

TRACE = 0.0005  # shares below a twentieth of a per cent read 0


def digits(value: float, significant: int = 2) -> str:
    r"""``value`` with so many significant digits, thousands apart by a thin space, no exponent.

    >>> digits(839.4), digits(0.0213), digits(2.04), digits(18342)
    ('840', '0.021', '2.0', '18\u202f000')
    """
    if not isfinite(value):
        return "not known"
    if value == 0:
        return "0"
    places = significant - 1 - rounded_down(log10(abs(value)))
    rounded = round(value, places)
    if rounded != 0:  # 9.96 becomes 10, not 10.0
        places = significant - 1 - rounded_down(log10(abs(rounded)))
    return grouped(f"{rounded:.{max(places, 0)}f}")


def grouped(figure: str) -> str:
    """Thousands of a plain figure set apart by a narrow space (four-digit numbers stay whole)."""
    sign, body = ("-", figure[1:]) if figure.startswith("-") else ("", figure)
    whole, _, rest = body.partition(".")
    if len(whole) > 4:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return ("\u2212" if sign else "") + whole + (f".{rest}" if rest else "")


def exact(value: float, places: int = 0) -> str:
    """``value`` as a source prints it, to so many decimal places."""
    return grouped(f"{value:.{places}f}")


def percent(share: float, significant: int = 2) -> str:
    r"""A share of one as per cent: ``0.748`` is ``75 %``, tiny ones ``under 0.1 %``; nearly all keeps a digit.

    >>> percent(0.748), percent(0.989), percent(0.0003), percent(1.0), percent(0.0)
    ('75\xa0%', '98.9\xa0%', 'under 0.1\xa0%', '100\xa0%', '0\xa0%')
    """
    if not isfinite(share):
        return "not known"
    value = 100 * share
    if 0 < value < 0.1:
        return "under 0.1\xa0%"
    if 98 < value < 100:
        text = f"{min(value, 99.9):.1f}" if value < 99.95 else "99.9"
        return f"over {text}\xa0%" if value >= 99.95 else f"{text}\xa0%"
    if value >= 99.999999:
        return "100\xa0%"
    return f"{digits(value, significant)}\xa0%"


def _places(value: float, significant: int) -> int:
    """Decimal places that show so many significant digits (negative left of the point)."""
    return significant - 1 - rounded_down(log10(abs(value))) if value and isfinite(value) else 0


def _alike(middle: float, low: float, high: float, significant: int) -> list[str]:
    """Three figures, none finer than the middle one: ``18 (6-31)``, not ``18 (6.0-31)``."""
    coarsest = _places(middle or high or low, significant)
    shown = []
    for value in (middle, low, high):
        places = min(_places(value, significant), coarsest) if value else coarsest
        shown.append(grouped(f"{round(value, places):.{max(places, 0)}f}") if isfinite(value) else "not known")
    return (
        ["0" if float(s.replace("\u202f", "").replace("\u2212", "-")) == 0 else s for s in shown]
        if "not known" not in shown
        else shown
    )


def band(middle: float, low: float, high: float, unit: str = "", significant: int = 2, floor: float = 0.0) -> str:
    r"""``median (5 %-95 %) unit``; the bracket is left out where the three read the same, figures below ``floor`` read 0.

    >>> band(2.11, 1.2, 3.52, "months")
    '2.1 (1.2\u20133.5)\xa0months'
    """
    middle, low, high = (0.0 if abs(v) < floor else v for v in (middle, low, high))
    parts = _alike(middle, low, high, significant)
    tail = f"\xa0{unit}" if unit else ""
    if len(set(parts)) == 1:
        return f"{parts[0]}{tail}"
    return f"{parts[0]} ({parts[1]}\u2013{parts[2]}){tail}"


def span(low: float, high: float, significant: int = 2) -> str:
    r"""The two ends of a band: ``0.05\u20130.93``.

    >>> span(0.046, 0.93)
    '0.046\u20130.93'
    """
    return f"{digits(low, significant)}\u2013{digits(high, significant)}"


def percent_span(low: float, high: float) -> str:
    r"""The two ends of a band of shares of one; an end below a tenth of a per cent reads as 0.

    >>> percent_span(0.0004, 0.24), percent_span(0.867, 0.941)
    ('0\u201324\xa0%', '87\u201394\xa0%')
    """
    ends = [0.0 if abs(v) < 0.001 else 100 * v for v in (low, high)]
    words = [f"{min(v, 100.0):.1f}" if low > 0.98 else digits(v) for v in ends]
    return f"{words[0]}\u2013{words[1]}\xa0%" if words[0] != words[1] else f"{words[0]}\xa0%"


def percent_band(middle: float, low: float, high: float) -> str:
    r"""``18 % (6-31 %)`` from shares of one; near the whole a tenth is kept.

    >>> percent_band(0.181, 0.06, 0.314), percent_band(0.989, 0.98, 0.995)
    ('18\xa0% (6\u201331\xa0%)', '98.9\xa0% (98.0\u201399.5\xa0%)')
    """
    middle, low, high = (0.0 if abs(v) < TRACE else v for v in (middle, low, high))
    significant = 3 if middle > 0.98 else 2
    parts = _alike(100 * middle, 100 * low, 100 * high, significant)
    if len(set(parts)) == 1:
        return f"{parts[0]}\xa0%"
    return f"{parts[0]}\xa0% ({parts[1]}\u2013{parts[2]}\xa0%)"


def day(date: str | None) -> str:
    """An ISO date at its own precision: ``9 January 2026``, ``January 2026``, ``2026``; anything else as it stands.

    >>> day("2026-01-09"), day("2026-01"), day("2026"), day(None)
    ('9 January 2026', 'January 2026', '2026', 'no date')
    """
    if not date:
        return "no date"
    parts = date[:10].split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return date
    if len(parts) == 1:
        return parts[0]
    if not 1 <= int(parts[1]) <= 12:
        return date
    month = calendar.month_name[int(parts[1])]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def listed(words: list[str], last: str = "and") -> str:
    """Words in a row as English writes them.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
