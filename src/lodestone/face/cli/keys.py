"""One key from the keyboard on whatever system this is; where none of the ways works, a line."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module


def key_reader() -> Callable[[], str] | None:
    """A function that waits for one key and returns it; None where input is no terminal. Ctrl-C interrupts, Ctrl-D ends."""
    if not sys.stdin.isatty():
        return None
    with suppress(ImportError):
        return _windows(import_module("msvcrt"))
    with suppress(ImportError):  # looked up by name: these exist on some systems only, and none is needed
        return _posix(import_module("termios"), import_module("tty"))
    return None


def checked(key: str) -> str:
    """A key as pressed; raises ``KeyboardInterrupt`` for Ctrl-C and ``EOFError`` for Ctrl-D, Ctrl-Z or no more input."""
    if key == "\x03":
        raise KeyboardInterrupt
    if key in ("\x04", "\x1a", ""):
        raise EOFError
    return key


def _windows(console: object) -> Callable[[], str]:
    return lambda: checked(console.getwch())  # type: ignore[attr-defined]


def _posix(termios: object, tty: object) -> Callable[[], str]:
    def read() -> str:
        screen = sys.stdin.fileno()
        before = termios.tcgetattr(screen)  # type: ignore[attr-defined]
        try:
            tty.setcbreak(screen)  # type: ignore[attr-defined]
            return checked(os.read(screen, 1).decode("ascii", "replace"))  # nothing typed ahead is swallowed
        finally:
            termios.tcsetattr(screen, termios.TCSADRAIN, before)  # type: ignore[attr-defined]

    return read
