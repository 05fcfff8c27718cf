"""The main job: texts in, the files of a brief out; and a brief again from its run.json."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodestone.terms.errors import BadInput
from lodestone.workspace.doors import PathLike, Progress
from lodestone.workspace.texts import KEPT, document

if TYPE_CHECKING:
    from lodestone.atlas.fact import Fact
    from lodestone.brief.compose import Brief
    from lodestone.brief.given import Given
    from lodestone.evidence.claim import Document, Reading
    from lodestone.evidence.conflicts import KnownAmount


def brief(
    texts: Sequence[PathLike],
    *,
    economy: str = "JPN",
    year: int = 2024,
    months: int = 24,
    runs: int = 400,
    seed: int = 1,
    published: str | None = None,
    facts: PathLike | None = None,
    refresh: bool = False,
    kept: PathLike | None = None,
    folder: PathLike | None = None,
    figures: "Sequence[KnownAmount]" = (),
    progress: Progress | None = None,
) -> "Brief":
    """Read texts and work out what they promise, how dependent ``economy`` is, what breaks, and what would change.

    A text is a file or a web address (``refresh`` and ``kept`` as of ``document``). ``facts`` is a folder with figures of the
    user's own; they are kept in ``run.json``, so that it repeats without the folder. ``folder`` is a workspace whose trained
    labeller, if it has one, ranks families; ``figures`` are sums the reader holds. Raises ``BadInput`` for a text that cannot be
    read, ``UnknownTerm`` for the economy, ``NothingToAnswer`` without a claim.
    """
    from lodestone.brief.given import Given
    from lodestone.store.labeller_file import read_kept

    trained = read_kept(Path(folder)) if folder is not None else None
    given = Given(labeller=trained.as_json() if trained else None, figures=tuple(figures))
    return _composed(
        [document(text, published=published, refresh=refresh, kept=kept or KEPT, progress=progress) for text in texts],
        economy=economy, year=year, months=months, runs=runs, seed=seed, own=_own_of(facts), given=given, progress=progress,
    )  # fmt: skip


def brief_of_ledger(
    ledger: PathLike,
    texts: Sequence[str] = (),
    *,
    provisional: bool = False,
    economy: str = "JPN",
    year: int = 2024,
    months: int = 24,
    runs: int = 400,
    seed: int = 1,
    facts: PathLike | None = None,
    figures: "Sequence[KnownAmount]" = (),
    progress: Progress | None = None,
) -> "Brief":
    """A brief on the claims people accepted in a ledger, as they corrected them; ``texts`` are file names or ids (default: all).

    ``provisional`` lets claims in that nobody has judged; the page says so. Raises ``BadInput`` for a text that is not there,
    ``NothingToAnswer`` where no claim may be used.
    """
    from lodestone.workspace.ledgers import claims_for_a_brief

    readings, given = claims_for_a_brief(ledger, texts, provisional=provisional, figures=figures)
    return _composed(
        [r.document for r in readings], economy=economy, year=year, months=months, runs=runs, seed=seed, own=_own_of(facts),
        given=given, readings=readings, progress=progress,
    )  # fmt: skip


def _own_of(folder: PathLike | None) -> "tuple[Fact, ...]":
    """The user's figures of a folder; raises ``BadInput`` where it has none or its facts replace the packaged ones."""
    from lodestone.store.facts import holds_facts
    from lodestone.store.overlay import has_own, read_own

    if folder is None:
        return ()
    if any(map(holds_facts, Path(folder).glob("*.parquet"))):
        raise BadInput(f"{folder}: a brief rests on the packaged facts and your own; take the Parquet facts out of the folder")
    if not has_own(Path(folder)):
        raise BadInput(f"{folder}: no facts of yours there; keep them with: lodestone facts add FILE --in {folder}")
    return read_own(Path(folder))


def repeat_brief(run_json: PathLike, *, progress: Progress | None = None) -> "Brief":
    """The brief of a ``run.json`` again, from the texts and parameters it holds; raises ``BadInput`` when it is not one."""
    from lodestone.brief.run import inputs_of
    from lodestone.store.files import read_bytes

    documents, parameters = inputs_of(read_bytes(run_json), str(run_json))
    return _composed(documents, progress=progress, **parameters)


def _composed(
    documents: "Sequence[Document]",
    *,
    own: "tuple[Fact, ...]",
    given: "Given",
    readings: "Sequence[Reading] | None" = None,
    progress: Progress | None,
    **parameters: Any,
) -> "Brief":
    from lodestone.atlas.fact import OWN
    from lodestone.brief import compose
    from lodestone.store import facts
    from lodestone.store.overlay import own_card

    for name in ("months", "runs"):
        if parameters[name] < 1:
            raise BadInput(f"{name} {parameters[name]}: want at least 1")
    readings = compose.read_texts(documents, progress, given.ranks()) if readings is None else readings
    known = _facts_for(compose.candidates(readings), parameters["year"], own)
    cards = facts.cards() | ({OWN: own_card(Path())} if any(f.card == OWN for f in known) else {})
    return compose.brief(readings, known, cards, given=given, progress=progress, **parameters)


def _facts_for(chains: Sequence[str], year: int, own: "Sequence[Fact]" = ()) -> "tuple[Fact, ...]":
    """The facts a brief on some chains looks at, the user's among them."""
    from lodestone.brief.needs import needs
    from lodestone.store import facts

    conditions = needs(chains, year)
    mine = tuple(f for f in own if any(f.commodity in c["commodities"] for c in conditions))
    return tuple(fact for condition in conditions for fact in facts.load(**condition)) + mine


def brief_files(found: "Brief") -> Mapping[str, bytes]:
    """The files of a brief: ``brief.html``, ``claims.json``, ``numbers.json``, ``run.json``."""
    from lodestone.brief.compose import candidates
    from lodestone.brief.run import outputs

    return outputs(found, _facts_for(candidates(found.readings), found.year, found.own))


def brief_answer(found: "Brief") -> list[str]:
    """The answer of a brief in plain sentences."""
    from lodestone.brief.answer import answer

    return ["".join(word if isinstance(word, str) else word.text for word in sentence) for sentence in answer(found)]


def write_brief(texts: Sequence[PathLike], out: PathLike = "out", **parameters: Any) -> list[Path]:
    """Write the brief of some texts into a folder, all files or none; parameters as of ``brief``. Returns the files."""
    from lodestone.store.files import write_files

    return write_files(out, brief_files(brief(texts, **parameters)))
