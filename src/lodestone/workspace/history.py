"""The model beside history: past episodes, their scores, and the fit to them."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodestone.terms.errors import BadInput
from lodestone.workspace.doors import PathLike, Progress

if TYPE_CHECKING:
    from lodestone.shock.episode import Episode


def backtest(
    episode: PathLike = "all",
    *,
    leave_one_out: bool = False,
    runs: int = 400,
    seed: int = 1,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """A past episode beside what the model says of it: rows, rms log errors by group, and those of "nothing changes".

    ``episode`` is a packaged one, a TOML file of schema ``lodestone-episode/1``, or ``all``, which answers with every packaged
    episode under ``episodes``. ``leave_one_out`` fits the parameters to the packaged episodes without the one that is scored;
    with ``all`` it adds ``scores``, the table of every figure and naive forecast. Raises ``BadInput`` naming file, key and
    remedy.
    """
    from lodestone.shock import backtest as history
    from lodestone.shock import heldout

    if runs < 1:
        raise BadInput(f"runs {runs}: want at least 1")
    found, tried = history.documents(_episodes(episode), leave_one_out=leave_one_out, runs=runs, seed=seed, progress=progress)
    if str(episode) != "all":
        return found[0]
    return {"episodes": found, **({"scores": heldout.tables(tried)} if tried else {})}


def backtest_chart(out: PathLike, episode: PathLike = "all", *, runs: int = 400, seed: int = 1) -> Path:
    """Draw model against history into an SVG or PNG file: a panel for every series and place with observed figures.

    Raises ``BadInput`` for another kind of file.
    """
    from lodestone.report.figures import history
    from lodestone.shock import backtest as told
    from lodestone.store.files import write_files

    file = Path(out)
    if file.suffix.lower() not in (".svg", ".png"):
        raise BadInput(f"{file}: charts are written as .svg or .png; end the name with one of them")
    paths = [path for one in _episodes(episode) for path in told.paths(one, runs=runs, seed=seed)]
    return write_files(file.parent, {file.name: history.picture(history.panels(paths), file.suffix.lower())})[0]


def calibrate(out: PathLike, *, progress: Progress | None = None) -> list[Path]:
    """Fit the market step to every packaged episode and write posterior and scores as TOML into a folder; returns the files."""
    from lodestone.shock import record
    from lodestone.store.files import write_files

    return write_files(out, {name: text.encode("utf-8") for name, text in record.written(progress).items()})


def _episodes(word: PathLike) -> "list[Episode]":
    from lodestone.shock.episode import names

    return [read_episode(name) for name in (names() if str(word) == "all" else (word,))]


def read_episode(path: PathLike) -> "Episode":
    """The past episode in a TOML file, or the packaged one of that name; raises ``BadInput`` naming file, key and remedy."""
    from lodestone.shock import episode
    from lodestone.store.files import read_bytes

    name = str(path)
    if not Path(path).exists() and not name.endswith(".toml"):
        return episode.episode(name)
    try:
        return episode.decode(read_bytes(path).decode("utf-8-sig"), Path(path).name)
    except UnicodeDecodeError:
        raise BadInput(f"{path}: not UTF-8 text; save the episode as UTF-8") from None
