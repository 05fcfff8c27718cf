"""Fits and scores as the TOML files kept in the package (data/calibration), each with its provenance."""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from lodestone.shock import calibrate, heldout, protocol
from lodestone.shock.episode import names
from lodestone.terms.prior import priors

POSTERIOR, SCORES = "posterior.toml", "scores.toml"
KEPT = 200  # draws of the posterior that are kept
DIGITS = 4
RESTS_ON = ("shock.", "fit.", "structural.", "figure.", "path.", "licence.", "ban.", "outage.")  # priors by first word


def posterior_file(tried: calibrate.Trials) -> str:
    """The posterior of the fitted parameters given every episode: quantiles, draws, and the same without each episode."""
    weight = calibrate.weights(tried)
    kept = calibrate.posterior(tried, weight, KEPT)
    document: dict[str, Any] = {
        "provenance": _provenance(tried) | {"effective_draws": round(calibrate.effective(weight))},
        "quantiles_5_50_95": calibrate.summary(tried, weight),
        "draws": {name: getattr(kept, name).tolist() for name in calibrate.FITTED},
        "without": {
            id_: {"effective_draws": round(calibrate.effective(part)), **calibrate.summary(tried, part)}
            for id_ in names()
            for part in [calibrate.weights(tried, (id_,))]
        },
    }
    return _toml("Posterior of the market step's fitted parameters. Written by lodestone.workspace.calibrate", document)


def scores_file(tried: calibrate.Trials) -> str:
    """The score tables (``conditional``, ``ex-ante``), one [[score]] a kind of event and group."""
    rows = [{"forecast": forecast, **row} for forecast, table in heldout.tables(tried).items() for row in table]
    document = {"provenance": _provenance(tried) | {"runs": heldout.RUNS, "run_seed": heldout.SEED}, "score": rows}
    return _toml("Scores of the market step, held out by episode. Written by lodestone.workspace.calibrate", document)


def written(progress: Callable[[str, float], None] | None = None) -> dict[str, str]:
    """Both records, made anew, by the name of their file."""
    tried = calibrate.trials(progress=progress)
    return {POSTERIOR: posterior_file(tried), SCORES: scores_file(tried)}


@cache
def packaged(name: str) -> dict[str, Any]:
    """A packaged record as it was written."""
    return tomllib.loads((files("lodestone.data") / protocol.FOLDER / name).read_text("utf-8"))


def inputs_sha256() -> str:
    """Hash of all a fit rests on besides the code: targets, cases, episodes and priors, whatever their line ends."""
    folder = files("lodestone.data")
    parts = [folder / protocol.FOLDER / name for name in ("targets.csv", "cases.toml")]
    parts += [folder / "episodes" / f"{name}.toml" for name in names()]
    text = "\n".join(part.read_text("utf-8").replace("\r\n", "\n") for part in parts)
    rows = [f"{p.id} {p.low} {p.mode} {p.high} {p.shape}" for p in priors().values() if p.id.startswith(RESTS_ON)]
    return sha256("\n".join([text, *sorted(rows)]).encode()).hexdigest()


def _provenance(tried: calibrate.Trials) -> dict[str, Any]:
    return {
        "method": "importance sampling: draws from fit.* of priors.csv, weighted by Student-t errors of the conditional figures",
        "episodes": list(names()),
        "figures": len(tried.targets),
        "draws": tried.params.runs,
        "seed": calibrate.SEED,
        "inputs_sha256": inputs_sha256(),
    }


def _toml(head: str, document: Mapping[str, Any]) -> str:
    """A document of tables, lists of tables, numbers, words and flat lists as TOML."""
    lines = [f"# {head}", *_table("", document)]
    return "\n".join(lines) + "\n"


def _table(path: str, table: Mapping[str, Any]) -> list[str]:
    lines = [f"{key} = {_value(value)}" for key, value in table.items() if not _nested(value)]
    for key, value in table.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{path}{key}]", *_table(f"{path}{key}.", value)]
        elif _nested(value):
            for row in value:
                lines += ["", f"[[{path}{key}]]", *_table(f"{path}{key}.", row)]
    return lines


def _nested(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value) and isinstance(value[0], Mapping))


def _value(value: Any) -> str:
    if isinstance(value, float):
        return repr(round(value, DIGITS))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "[" + ", ".join(_value(v) for v in value) + "]"
