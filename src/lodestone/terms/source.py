"""Where a statement comes from: the publication and the very characters in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication as it was read.

    ``published`` is an ISO date at the precision known (``2026``, ``2026-01``, ``2026-01-16``) and
    ``published_basis`` says how it is known. ``sha256`` is of the bytes read, ``chars`` of the decoded text,
    ``encoding`` names the character encoding and how it was found. A text from the web has the ``address`` it
    was found at in the end and the day (ISO, UTC) on which it was ``retrieved``.
    """

    id: str
    file: str
    sha256: str
    chars: int
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    published_basis: str | None = None
    language: str = "en"
    licence: str = "unknown"
    encoding: str = "utf-8"
    address: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``[start, end)`` (Unicode code points) of a source's decoded text, with a copy of them.

    Raises ``ValueError`` when the words cannot fill the span.
    """

    source: str
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        """Refuse a span whose words cannot fill it."""
        if self.start < 0 or self.end - self.start != len(self.quote):
            raise ValueError(f"span {self.start}-{self.end} of {self.source!r} cannot hold {self.quote!r}")


@dataclass(frozen=True, slots=True)
class FactRef:
    """A packaged or user fact that supports a number: its card (publisher) and a label a reader can find."""

    card: str
    label: str
