"""Texts on the disk: decoded, and read for their claims."""

from pathlib import Path
from typing import TYPE_CHECKING

from lodestone.workspace.doors import PathLike

if TYPE_CHECKING:
    from lodestone.evidence.claim import Document, Reading


def document(path: PathLike, *, published: str | None = None) -> "Document":
    """The decoded text of a file with its source (name, sha256, title, publisher, date); raises ``BadInput``."""
    from lodestone.evidence import intake
    from lodestone.store.files import read_bytes

    return intake.document(read_bytes(path), Path(path).name, published=published)


def read(path: PathLike, *, published: str | None = None) -> "Reading":
    """Read the claims of one text file, each with its exact words.

    ``published`` (ISO date) helps where the text states no date of its own. Raises ``BadInput`` for a file that is
    missing, empty, binary or in an unknown encoding.
    """
    from lodestone.evidence.read import read as read_document

    return read_document(document(path, published=published))
