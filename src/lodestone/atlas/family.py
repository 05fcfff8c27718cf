"""Which commodities speak of each other: a mineral, the groups that hold it and their members."""

from functools import cache

from lodestone.terms.commodity import commodities, commodity


@cache
def elements(id_: str) -> frozenset[str]:
    """The minerals a commodity id stands for; a mineral stands for itself."""
    members = commodities()[id_].members
    return frozenset().union(*map(elements, members)) if members else frozenset({id_})


@cache
def family(word: str) -> tuple[str, ...]:
    """The ids whose facts speak of a commodity: itself and every mineral or closed group that shares an element, in table order.

    ``family("rare_earths_heavy")`` holds dysprosium, magnet rare earths and rare earths at large. Raises ``UnknownTerm``.
    """
    asked = commodity(word).id
    return tuple(
        c.id for c in commodities().values() if c.id == asked or (c.scope != "vague" and elements(asked) & elements(c.id))
    )
