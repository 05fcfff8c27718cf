"""World Bank, Worldwide Governance Indicators: six dimensions with their standard errors."""

from collections.abc import Iterator
from math import isfinite
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.connect.country import iso3
from lodestone.connect.sheet import checked, records
from lodestone.terms.errors import BadInput

CARD = "wgi_2024"
COLUMNS = ("code", "countryname", "year", "indicator", "estimate", "stddev")
DIMENSIONS = ("va", "pv", "ge", "rq", "rl", "cc")
FIRST_YEAR = 2005
Z90 = 1.645  # half-width of a two-sided 90 % interval in standard errors, as the publisher draws it
LARGEST = 5.0  # estimates are standard normal scores


def read(path: Path) -> Iterator[Fact]:
    """Estimates since 2005 (quantity ``governance``, form = dimension ``va pv ge rq rl cc``), about -2.5 to 2.5, more is better.

    ``low`` and ``high`` bound the publisher's 90 % interval: the standard error is (high - low) / 3.29. An economy without an
    estimate has no fact. Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path))


def _facts(path: Path) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "utf-8", COLUMNS):
        if r["indicator"] not in DIMENSIONS:
            raise BadInput(f'{path}, line {line}: indicator "{r["indicator"]}", want {", ".join(DIMENSIONS)}')
        if not r["year"].isdigit():
            raise BadInput(f'{path}, line {line}: "{r["year"]}" is not a year')
        if int(r["year"]) < FIRST_YEAR or r["estimate"].strip() in ("", ".."):
            continue
        estimate, error = (_score(r[c], c, path, line) for c in ("estimate", "stddev"))
        if error < 0:
            raise BadInput(f"{path}, line {line}: stddev {error:g} is negative")
        yield line, Fact(
            quantity="governance", commodity="", form=r["indicator"], stage="", place=iso3(r["code"], path, line),
            period=int(r["year"]), value=round(estimate, 6),
            low=round(estimate - Z90 * error, 6), high=round(estimate + Z90 * error, 6), unit="1", basis="none", card=CARD,
        )  # fmt: skip


def _score(text: str, column: str, path: Path, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        raise BadInput(f'{path}, line {line}: {column} "{text}" is not a number') from None
    if not isfinite(value) or abs(value) > LARGEST:
        raise BadInput(f"{path}, line {line}: {column} {text} is no standard score (want a finite number between -5 and 5)")
    return value
