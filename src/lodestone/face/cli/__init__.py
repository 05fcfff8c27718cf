"""The command line: one verb, one file; this one lists them and turns errors into sentences and exit codes."""

import sys
from collections.abc import Sequence

# verb: (where it lives, what it does). The same rows make the help text and the commands.
VERBS = {
    "brief": ("lodestone.face.cli.brief:brief", "Read official texts and write a brief: promises, dependence, what breaks"),
    "read": ("lodestone.face.cli.read:read", "Claims, amounts, dates and hedges of one text, each with its exact words"),
    "ledger": ("lodestone.face.cli.ledger_out:app", "Keep claims over time: add texts, search, review, settle conflicts, export"),
    "atlas": ("lodestone.face.cli.atlas:app", "Who mines, refines and ships a mineral, with sources and their disagreement"),
    "facts": ("lodestone.face.cli.facts:app", "Your own stock, capacity, consumption and output, laid over what publishers say"),
    "network": ("lodestone.face.cli.network:network", "The balanced supply network of a mineral, in tonnes contained"),
    "risk": ("lodestone.face.cli.risk:risk", "Concentration and import dependence per stage, with bands"),
    "shock": ("lodestone.face.cli.shock:shock", "What breaks, month by month, in a scenario file"),
    "backtest": ("lodestone.face.cli.backtest:backtest", "The model beside history: past controls and outages, scored"),
}
HEAD = "Lodestone measures what mineral partnerships are worth."
FOOT = """Options:
  --help, -h   this text; `lodestone VERB --help` explains a verb
  --version    the version

Every verb takes --json (one document on stdout; progress goes to stderr).
Exit codes: 0 done, 1 a check failed, 2 bad input or usage, 3 nothing could be answered.
Try: lodestone brief examples/*.txt --for JPN --out out/"""


def help_text() -> str:
    """What ``lodestone --help`` prints."""
    verbs = "\n".join(f"  {name:<9} {summary}" for name, (_, summary) in VERBS.items())
    return f"Usage: lodestone VERB ...\n\n{HEAD}\n\nVerbs:\n{verbs}\n\n{FOOT}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; errors are one sentence on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not speak UTF-8 by default
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # Answered without the argument parser: it takes longer to import than these take to print.
    if not words or words[0] in ("--help", "-h", "help"):
        print(help_text())
        return 0
    if words[0] == "--version":
        from lodestone import __version__

        print(__version__)
        return 0
    if words[0] not in VERBS:
        from lodestone.terms.tables import unknown

        print(f"lodestone: {unknown(words[0], 'verb', VERBS)}", file=sys.stderr)
        return 2
    from lodestone.face.cli.run import run

    return run(words)


def console() -> None:
    """Entry point of the installed command."""
    sys.exit(main())
