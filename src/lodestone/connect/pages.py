"""Texts from the web: an address is downloaded once, kept with its day and checksum, and read from the kept copy after that."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lodestone.connect.download import Downloaded, Progress, download, sha256
from lodestone.terms.errors import BadInput

MOST_BYTES = 50_000_000
REMEDY = "save the page and give the file"
_ADDRESS = re.compile(r"https?:/{1,2}[^/\s]", re.I)
_ENDINGS = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A copy of what an address gave: its file, the day it was retrieved (ISO, UTC), checksum, and the charset the server said.

    ``address`` is where it was found in the end, after redirections; ``changed`` is true when a fresh copy differs from the last.
    """

    address: str
    file: str
    retrieved: str
    sha256: str
    charset: str | None = None
    changed: bool = False


def is_address(text: str) -> bool:
    """Whether ``text`` is an address of the web rather than the name of a file.

    >>> is_address("https://example.org/a.html"), is_address("a.html"), is_address("C:/texts/a.html")
    (True, False, False)
    """
    return bool(_ADDRESS.match(text))


def page(url: str, folder: Path, *, refresh: bool = False, progress: Progress | None = None) -> Kept:
    """The copy of ``url`` in ``folder``, downloaded where there is none yet or ``refresh`` is asked for.

    A fresh copy never overwrites another: copies are named by their checksum, and the record of an address points to the latest.
    Raises ``BadInput`` in one sentence where the address cannot be had; a copy kept earlier is then still there.
    """
    said = urlsplit(url)
    if not said.hostname:
        raise BadInput(f"{url}: no server is named in it; an address begins like https://www.example.org/")
    if said.username or said.password:
        raise BadInput(f"{said.hostname}: an address with a name or password in it is not kept; {REMEDY}")
    plain = said._replace(fragment="").geturl()  # what follows # is a place in the page, not another page
    key = hashlib.sha256(plain.encode()).hexdigest()[:16]
    record = folder / f"{key}.json"
    before = _recorded(record, folder)
    if before is not None and not refresh:
        return before
    try:
        got = download(plain, folder / key, progress=progress, remedy=REMEDY, most_bytes=MOST_BYTES)
    except BadInput as error:
        kept = f"; without --refresh the copy of {before.retrieved} is read" if before else ""
        raise BadInput(f"{error}{kept}") from None
    return _kept(got, plain, record, before)


def _kept(got: Downloaded, url: str, record: Path, before: Kept | None) -> Kept:
    """Give the whole file its name and write down what it is."""
    digest = sha256(got.path)
    name = f"{digest[:12]}-{_name(got.address or url, got.content_type)}"
    charset = _CHARSET.search(got.content_type or "")
    kept = Kept(
        address=got.address or url, file=name, retrieved=datetime.now(UTC).date().isoformat(), sha256=digest,
        charset=charset[1] if charset else None, changed=before is not None and before.sha256 != digest,
    )  # fmt: skip
    got.path.replace(record.with_name(name))
    fresh = record.with_name(f".{record.name}.part")
    fresh.write_text(json.dumps({"asked": url, **asdict(kept)}, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n")
    fresh.replace(record)
    return kept


def _recorded(record: Path, folder: Path) -> Kept | None:
    """What is kept of an address, None where there is nothing or the copy is no longer what it was."""
    try:
        book = json.loads(record.read_text("utf-8"))
        kept = Kept(**{name: book[name] for name in Kept.__slots__ if name != "changed"})
        return kept if sha256(folder / kept.file) == kept.sha256 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _name(url: str, content_type: str | None) -> str:
    """A file name for a page: the last part of its address, with an ending that tells its form, safe on every system."""
    said = urlsplit(url)
    last = unquote(said.path).rstrip("/").rsplit("/", 1)[-1] or said.hostname or "page"
    stem = re.sub(r"[^\w.-]+", "-", last, flags=re.ASCII).strip("-.")[:80] or "page"
    ending = _ENDINGS.get((content_type or "").split(";")[0].strip().lower(), "")
    known = stem.lower().endswith((".html", ".htm", ".pdf", ".txt", ".docx", ".xhtml"))
    return stem if known or not ending else stem + ending
