"""``python -m benchmarks [CASE...] [--json] [--scenarios N]``: best and first time of each case, in seconds.

A case that measures itself answers its own figures; one such case with ``--json`` prints one JSON object of them.
"""

import json
import sys
import time

from benchmarks.cases import CASES, MEASURED, Case


def timed(case: Case) -> dict[str, float]:
    """Seconds of a case: the best call, the first call, and what a call made."""
    seconds = []
    for _ in range(case.times):
        start = time.perf_counter()
        made = case.run()
        seconds.append(time.perf_counter() - start)
    return {"best_s": round(min(seconds), 4), "cold_s": round(seconds[0], 4), "made": made}


def main(words: list[str]) -> int:
    """Time the named cases (all when none is named); 2 for a case that is not there."""
    scenarios = None
    if "--help" in words or "-h" in words:
        print(f"{__doc__}\nCases: {', '.join([*CASES, *MEASURED])}")
        return 0
    if "--scenarios" in words:
        at = words.index("--scenarios")
        if not words[at + 1 : at + 2] or not words[at + 1].isdigit():
            print("--scenarios wants a whole number", file=sys.stderr)
            return 2
        scenarios = int(words[at + 1])
        words = words[:at] + words[at + 2 :]
    known = [*CASES, *MEASURED]
    names = [w for w in words if not w.startswith("-")] or known
    unknown = [n for n in names if n not in known]
    if unknown:
        print(f"no case {unknown[0]!r}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    figures = {name: timed(CASES[name]) if name in CASES else MEASURED[name](scenarios) for name in names}
    if {"start_bare", "start_import", "start_help"} <= set(figures):
        for name in ("start_import", "start_help"):
            figures[name]["over_bare_s"] = round(figures[name]["best_s"] - figures["start_bare"]["best_s"], 4)
    if "--json" in words:
        print(json.dumps(figures[names[0]] if len(names) == 1 else figures, indent=1))
    else:
        for name, found in figures.items():
            print(f"{name:<16} " + "  ".join(f"{key} {value}" for key, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
