"""Runs one verb: parses its words, and turns every failure into one sentence and an exit code."""

import os
import sys
from collections.abc import Sequence

import cyclopts

from lodestone import __version__
from lodestone.face.cli import HEAD, VERBS
from lodestone.terms.errors import LodestoneError


def app_for(verb: str) -> cyclopts.App:
    """The argument parser with one verb: the others need not be imported to run it."""
    app = cyclopts.App(name="lodestone", help=HEAD, version=__version__, help_format="plaintext", help_flags=["--help", "-h"])
    target, summary = VERBS[verb]
    app.command(target, name=verb, help=summary) if target.endswith(":app") else app.command(target, name=verb)
    return app


def run(words: Sequence[str]) -> int:
    """Run ``words`` (verb first); 0 done, 2 usage or bad input, 3 no answer, 130 cancelled."""
    try:
        result = app_for(words[0])(list(words), exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return result if isinstance(result, int) and not isinstance(result, bool) else 0
    except LodestoneError as error:
        print(f"lodestone {words[0]}: {error}", file=sys.stderr)
        return error.exit_code
    except cyclopts.CycloptsError as error:
        print(f"lodestone {words[0]}: {_said(error)} (see: lodestone {words[0]} --help)", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"lodestone {words[0]}: cancelled; nothing was half-written", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output went away: `lodestone ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _said(error: cyclopts.CycloptsError) -> str:
    """What the parser found wrong, in words for people who do not know what a token is."""
    if isinstance(error, cyclopts.UnusedCliTokensError):
        extra = " ".join(error.unused_tokens or ())
        return f"{extra!r} is one word too many here; leave it out, or put words that belong together in quotation marks"
    return " ".join(str(error).split())
