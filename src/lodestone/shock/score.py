"""How far off a forecast was: the log error of one figure, and the root mean square of several."""

from collections.abc import Sequence
from math import log, sqrt

FLOOR = 0.1  # of the normal month: below it a volume counts as next to nothing, on both sides


def error(series: str, model: float, observed: float) -> float:
    """Log error of one figure: difference of log changes for prices, log ratio for all else, both floored at ``FLOOR``.

    >>> error("price", 0.5, 0.2)
    0.3
    >>> error("export_volume", 0.0, 0.05)
    0.0
    """
    return model - observed if series == "price" else log(max(model, FLOOR) / max(observed, FLOOR))


def rms(errors: Sequence[float]) -> float:
    """Root of the mean square of log errors; 0.41 is a factor of 1.5.

    >>> rms([3.0, -4.0]) == sqrt(12.5)
    True
    """
    return sqrt(sum(e * e for e in errors) / len(errors))


def line(kind: str) -> str:
    """How far the model missed past events of a kind, in one sentence from the packaged scores (``shock.history.line``)."""
    from lodestone.shock import history  # the scores rest on errors: imported when asked

    return history.line(kind)
