"""Documents that JSON can say: numbers that are none become null."""

from collections.abc import Mapping
from math import isfinite


def finite(value: object, digits: int | None = None) -> object:
    """The same document with NaN and infinities as None, tuples as lists, keys as text; floats at ``digits`` if given.

    >>> finite({"a": (1.0, float("nan"))})
    {'a': [1.0, None]}
    """
    if isinstance(value, float):
        if not isfinite(value):
            return None
        return value if digits is None else float(f"{value:.{digits}g}")
    if isinstance(value, Mapping):
        return {str(key): finite(item, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item, digits) for item in value]
    return value
