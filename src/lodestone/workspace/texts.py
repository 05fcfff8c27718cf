"""Texts on the disk or the web: decoded, and read for their claims."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lodestone.workspace.doors import PathLike, Progress
from lodestone.workspace.rates import PackagedRates

if TYPE_CHECKING:
    from lodestone.evidence.claim import Document, Reading
    from lodestone.evidence.conflicts import KnownAmount

KEPT = Path("lodestone-texts")
"""The folder, beside the ledger, in which copies of pages from the web are kept."""


def document(
    text: PathLike,
    *,
    published: str | None = None,
    refresh: bool = False,
    kept: PathLike = KEPT,
    progress: Progress | None = None,
) -> "Document":
    """The decoded text of a file or web address with its source (name, sha256, title, publisher, date).

    An address (``https://...``) is downloaded once into the folder ``kept`` and read from there afterwards, unless ``refresh``;
    its source then has the address and the day of retrieval. Raises ``BadInput``.
    """
    from lodestone.evidence import intake
    from lodestone.store.files import read_bytes

    asked = _address(os.fspath(text))
    if asked is None:
        return intake.document(read_bytes(text), Path(text).name, published=published)
    from lodestone.connect.pages import page
    from lodestone.terms.errors import BadInput

    def say(done: int, total: int | None) -> None:
        if progress:
            progress(f"{done / 1e6:,.1f} MB of {asked}", done / total if total else 0.0)

    found = page(asked, Path(kept), refresh=refresh, progress=say)
    copy = Path(kept) / found.file
    try:
        return intake.document(
            read_bytes(copy), found.file, published=published, address=found.address, retrieved=found.retrieved,
            charset=found.charset,
        )  # fmt: skip
    except BadInput as error:
        raise BadInput(f"{asked}: {error} (the copy is {copy})") from None


def read(
    text: PathLike,
    *,
    published: str | None = None,
    refresh: bool = False,
    kept: PathLike = KEPT,
    folder: PathLike | None = None,
    figures: "Sequence[KnownAmount]" = (),
    on: str | None = None,
    progress: Progress | None = None,
) -> "Reading":
    """Read the claims of one text, a file or a web address, each with its exact words.

    ``published`` (ISO date) helps where the text states no date of its own. ``folder`` is a workspace whose trained labeller, if
    it has one, ranks families; ``figures`` are sums the reader holds, ``on`` a day (ISO) on which measures are asked to be in
    force: both for the contradictions. The rest as of ``document``. Raises ``BadInput`` for a text that is missing, empty, binary
    or in an unknown encoding.
    """
    from lodestone.evidence.read import read as read_document
    from lodestone.scenario.record_link import record_conflicts
    from lodestone.store.labeller_file import read_kept

    trained = read_kept(Path(folder)) if folder is not None else None
    reading = read_document(
        document(text, published=published, refresh=refresh, kept=kept, progress=progress),
        labeller=trained.labeller if trained else None, rates=PackagedRates(), known_amounts=figures, on=on,
    )  # fmt: skip
    return replace(reading, conflicts=(*reading.conflicts, *record_conflicts([reading], on)))


def _address(text: str) -> str | None:
    """The web address in ``text``, also where it went through a path and lost a slash; None for the name of a file."""
    if not text[:7].lower().startswith(("http:/", "http:\\", "https:/", "https:\\")):
        return None
    scheme, _, rest = text.partition(":")
    return f"{scheme}://{rest.replace(os.sep, '/').lstrip('/')}"
