"""Lodestone measures what mineral partnerships are worth.

The public names are imported when they are first used (PEP 562), so that a command starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOME = {
    "read": "workspace",
    "supply": "workspace",
    "imports": "workspace",
    "network": "workspace",
    "assess": "workspace",
    "read_scenario": "workspace",
    "simulate": "workspace",
    "monte_carlo": "workspace",
    "sweep": "workspace",
    "backtest": "workspace",
    "write_brief": "workspace",
    "Estimate": "terms.estimate",
    "Span": "terms.source",
    "Month": "terms.month",
    "LodestoneError": "terms.errors",
}
__all__ = [*_HOME, "__version__"]

if TYPE_CHECKING:
    from lodestone.terms.errors import LodestoneError as LodestoneError
    from lodestone.terms.estimate import Estimate as Estimate
    from lodestone.terms.month import Month as Month
    from lodestone.terms.source import Span as Span
    from lodestone.workspace import assess as assess
    from lodestone.workspace import backtest as backtest
    from lodestone.workspace import imports as imports
    from lodestone.workspace import monte_carlo as monte_carlo
    from lodestone.workspace import network as network
    from lodestone.workspace import read as read
    from lodestone.workspace import read_scenario as read_scenario
    from lodestone.workspace import simulate as simulate
    from lodestone.workspace import supply as supply
    from lodestone.workspace import sweep as sweep
    from lodestone.workspace import write_brief as write_brief


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module 'lodestone' has no attribute {name!r}")
    return getattr(import_module(f"lodestone.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """The public names, for completion in notebooks."""
    return sorted(__all__)
