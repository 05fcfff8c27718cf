"""The check of every network as a page of Markdown: one row a stage, the weak ones by name."""

from collections.abc import Iterable, Iterator, Sequence

from lodestone.atlas.check import ChainCheck, StageCheck

HEAD = """\
# What the networks rest on

Written by `make atlas-check`; do not edit. `lodestone atlas check` prints the same for the facts on your machine.

Every chain is balanced twice: as an `account` of its year, and as the steady `baseline` that simulations start from.

- **moved**: tonnes the balance had to shift, over throughput.
- **observed**, **estimated**, **carried** (another year's), **imputed** (under no code at hand): shares of the traded tonnes.
- **hidden**: a fifth of all pairs of places is hidden, filled (with last year's cells, or in proportion) and balanced again;
  tonnes missed over tonnes hidden, median of five draws. **with totals**: the same where every country's exports and imports
  are known. **largest origin**: mean error of the share of each importer's largest origin, in points. **cells**: known cells.
- **weak**: do not lean on its figures. **no filling**: known well where it is known, but its holes cannot be filled.
"""
STAGE = (
    "chain", "form", "stage", "throughput, t", "moved", "observed", "estimated", "carried", "imputed", "hidden", "with totals",
    "largest origin", "cells", "verdict",
)  # fmt: skip
WHOLE = ("chain", "year", "largest imbalance", "other method", "baseline", "to stocks", "open gaps", "laws broken")
WHOLE_SAID = """\
**other method**: tonnes that would be shipped otherwise had the balance kept proportions (entropy) instead of differences (least
squares); a dash where that does not converge. **baseline**: tonnes the steady baseline ships otherwise than the year did. **to
stocks**: what went to stocks over primary output (negative: came from stocks). A steady state has no stock change, so where much
went to stocks the baseline mines less, recycles less or uses more than the year did: take the account for the year, the baseline
for a simulation. **open gaps**: inputs without a sufficient visible source, none invented.
"""


def markdown(checks: Sequence[ChainCheck]) -> str:
    """The page, chains in the order given; the same checks give the same text."""
    stages = [s for c in checks for s in c.stages]
    blocks = [
        HEAD, "## Every stage\n", _table(STAGE, map(_stage_row, stages)), f"{_tally(stages)}\n",
        "## Every chain as a whole\n", _table(WHOLE, map(_whole_row, checks)), WHOLE_SAID,
        "## What is wrong, by name\n", "\n".join(_named(checks)) + "\n",
    ]  # fmt: skip
    return "\n".join(blocks)


def _stage_row(s: StageCheck) -> tuple[str, ...]:
    return (
        s.chain, s.form, s.stage, _tonnes(s.throughput_t), _percent(s.moved), _percent(s.observed), _percent(s.estimated),
        _percent(s.carried), _percent(s.imputed), _plain(s.recovery_error), _plain(s.recovery_error_totals),
        _points(s.top_origin_error), str(s.recovery_cells or "–"), s.verdict or "good",
    )  # fmt: skip


def _whole_row(c: ChainCheck) -> tuple[str, ...]:
    imbalance = "–" if c.residual != c.residual else f"{c.residual:.0e}" if c.residual > 1e-12 else "under 1e-12"
    return (
        c.chain, str(c.year), imbalance, _percent(c.method_moved, 1), _percent(c.baseline_moved, 1), _percent(c.to_stock, 1),
        str(len(c.gaps)), str(len(c.failures)),
    )  # fmt: skip


def _tally(stages: Sequence[StageCheck]) -> str:
    counts = {word: sum((s.verdict or "good") == word for s in stages) for word in ("good", "no filling", "weak")}
    return f"{len(stages)} stages: " + ", ".join(f"{n} {word}" for word, n in counts.items()) + "."


def _named(checks: Sequence[ChainCheck]) -> Iterator[str]:
    for c in checks:
        said = [f"**{failure}** (a law is broken)" for failure in c.failures]
        said += [f"{s.form}: {'; '.join(s.doubts)}" for s in c.stages if s.doubts]
        said += c.doubts
        if said:
            yield f"- {c.chain}"
            yield from (f"  - {sentence}" for sentence in said)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _tonnes(t: float) -> str:
    return f"{t:,.0f}" if t >= 100 else f"{t:.3g}"


def _percent(share: float | None, digits: int = 0) -> str:
    return "–" if share is None else f"{share:.{digits}%}".replace("-0%", "0%").replace("%", " %")


def _plain(error: float | None) -> str:
    return "–" if error is None else f"{error:.2f}"


def _points(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"
