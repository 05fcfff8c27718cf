"""A sum the reader holds, as typed: ``--figure "3e12 JPY support for Central Asia"``."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from lodestone.evidence.conflicts import KnownAmount

Figure = Annotated[str | None, Parameter(help='your own figure to hold against the texts: "3e12 JPY support for Central Asia"')]
OnDay = Annotated[str | None, Parameter(name=["--on"], help="day on which measures are asked to be in force (YYYY-MM-DD)")]


def day(said: str | None) -> str | None:
    """A day as typed; raises ``BadInput`` for what is none."""
    from datetime import date

    from lodestone.terms.errors import BadInput

    if said is None:
        return None
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        raise BadInput(f'day "{said}": want YYYY-MM-DD') from None


def own_figure(said: str, who: str) -> "KnownAmount":
    """A figure the reader holds, from ``3e12 JPY what it is of``; raises ``BadInput``."""
    import re

    from lodestone.evidence.conflicts import KnownAmount
    from lodestone.terms.errors import BadInput
    from lodestone.terms.money import Money

    found = re.fullmatch(r"\s*([\d.,]+(?:e\d{1,2})?)\s+([A-Z]{3})\s+(\S.*)", said)
    try:
        if found is None:
            raise ValueError
        return KnownAmount(found[3].strip(), Money(float(found[1].replace(",", "")), found[2]), f"figure of {who}")
    except ValueError:
        raise BadInput(f'figure "{said}": want number, currency and what it is of: "3e12 JPY support for Central Asia"') from None
