"""How functions of the compiled step are made, and the two functions of one number they need."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.core.compiler import Compiler

_F = TypeVar("_F", bound=Callable[..., Any])
_jit: Any = numba.njit  # two of the options below are missing from its type hints


class _Apart(Compiler):  # type: ignore[misc]
    """Numba's compiler, told that no two arrays given to a function overlap (``restrict`` in C).

    Without that promise a loop over many arrays is not done many lanes at a time, or only after comparing all their ends: the
    step takes a third more. Whoever calls an ``entry`` keeps the promise for all arrays that are written.
    """

    def __init__(self, typing: Any, target: Any, library: Any, args: Any, result: Any, flags: Any, local: Any) -> None:
        flags.noalias = True
        super().__init__(typing, target, library, args, result, flags, local)  # type: ignore[no-untyped-call]


_OPTIONS: dict[str, Any] = {
    "nogil": True, "error_model": "numpy", "fastmath": {"nsz", "arcp", "contract", "reassoc"}, "pipeline_class": _Apart,
}  # fmt: skip


def inner(function: _F) -> _F:
    """A function that other compiled functions call; it becomes part of their code and is not kept by itself."""
    return cast(_F, _jit(no_cpython_wrapper=True, no_cfunc_wrapper=True, **_OPTIONS)(function))


def entry(function: _F) -> _F:
    """A function called from Python: without the interpreter's lock, so that threads run side by side.

    Its compiled code is kept beside the file, else in the user's cache folder, or where NUMBA_CACHE_DIR says; where no folder
    can be written, each process compiles anew.
    """
    try:
        return cast(_F, _jit(cache=True, **_OPTIONS)(function))
    except RuntimeError:
        return cast(_F, _jit(**_OPTIONS)(function))


@inner
def exponential(x: Any, like: Any) -> Any:
    """exp(x) for -25 < x < 25: exp(x) - 1 by Taylor at x/128, then doubled seven times. Exactly 1 at 0, on every machine.

    Doubling u = exp(z) - 1 as u (u + 2) keeps its relative accuracy, which squaring exp(z) in single precision would not.
    """
    t = like.dtype.type
    z = x * t(1 / 128)
    u = t(1 / 120) + z * (t(1 / 720) + z * (t(1 / 5040) + z * t(1 / 40320)))
    u = z * (t(1) + z * (t(1 / 2) + z * (t(1 / 6) + z * (t(1 / 24) + z * u))))
    for _ in range(7):
        u = u * (u + t(2))
    return t(1) + u


@inner
def logarithm(x: Any, like: Any) -> Any:
    """ln(x) for 0.01 < x < 100: three square roots, then twice the series of artanh. Exactly 0 at 1."""
    t = like.dtype.type
    z = (x ** t(0.5)) ** t(0.5)
    z = z ** t(0.5)
    u = (z - t(1)) / (z + t(1))
    v = u * u
    s = t(1 / 9) + v * (t(1 / 11) + v * (t(1 / 13) + v * (t(1 / 15) + v * (t(1 / 17) + v * t(1 / 19)))))
    return t(16) * u * (t(1) + v * (t(1 / 3) + v * (t(1 / 5) + v * (t(1 / 7) + v * s))))
