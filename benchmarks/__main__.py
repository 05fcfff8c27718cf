"""``python -m benchmarks [CASE...] [--json]``: best and first time of each case, in seconds."""

import json
import sys
import time

from benchmarks.cases import CASES


def main(words: list[str]) -> int:
    """Time the named cases (all when none is named); 2 for a case that is not there."""
    names = [w for w in words if not w.startswith("-")] or list(CASES)
    unknown = [n for n in names if n not in CASES]
    if unknown:
        print(f"no case {unknown[0]!r}; there are {', '.join(CASES)}", file=sys.stderr)
        return 2
    figures = {}
    for name in names:
        case = CASES[name]
        seconds = []
        for _ in range(case.times):
            start = time.perf_counter()
            made = case.run()
            seconds.append(time.perf_counter() - start)
        figures[name] = {"best_s": round(min(seconds), 4), "cold_s": round(seconds[0], 4), "made": made}
        if "--json" not in words:
            print(f"{name:<16} best {min(seconds):8.3f} s   first {seconds[0]:8.3f} s   made {made}")
    if {"start_bare", "start_import", "start_help"} <= set(figures):
        bare = figures["start_bare"]["best_s"]
        for name in ("start_import", "start_help"):
            figures[name]["over_bare_s"] = round(figures[name]["best_s"] - bare, 4)
    if "--json" in words:
        print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
