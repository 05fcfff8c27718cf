"""One file from its publisher's address: with progress, taken up again where it broke off, whole or not at all."""

import hashlib
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path

from lodestone.terms.errors import BadInput

CHUNK_BYTES = 1 << 20
PATIENCE_S = 60
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A whole file under a temporary name; ``resumed_at`` says how many bytes lay there from an earlier attempt.

    ``address`` is where it came from after redirections, ``content_type`` what the server says it is.
    """

    path: Path
    bytes: int
    resumed_at: int
    address: str = ""
    content_type: str | None = None


def download(
    url: str,
    target: Path,
    *,
    progress: Progress | None = None,
    remedy: str = "give it with --from FILE",
    most_bytes: int | None = None,
) -> Downloaded:
    """Fetch ``url`` beside ``target`` under a hidden temporary name, for the caller to check and rename.

    What an earlier attempt left is kept if the server says that the file is the same (ETag or date). ``progress(done, total)``
    counts bytes; total is None where the server does not say. Raises ``BadInput`` in one sentence when the address cannot be
    reached, the server refuses, or the line breaks; what came so far stays for the next attempt. ``remedy`` is what the user can
    do without a download; more than ``most_bytes`` are refused.
    """
    if urllib.parse.urlsplit(url).scheme not in ("https", "http"):
        raise BadInput(f"{url}: not an address of the web; {remedy}")
    part = target.with_name(f".{target.name}.part")
    note = target.with_name(f".{target.name}.part.json")
    have = _kept(part, note, url)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _open(url, have, note) as answer:
            start = _start(answer, have, url)
            total = _total(answer.headers, start)
            address, content_type = answer.geturl(), answer.headers.get("Content-Type")
            _fits(max(start, total or 0), most_bytes, url)
            _remember(note, url, answer.headers)
            done = start
            with part.open("ab" if start else "wb") as out:
                while chunk := answer.read(CHUNK_BYTES):
                    out.write(chunk)
                    done += len(chunk)
                    _fits(done, most_bytes, url)
                    if progress:
                        progress(done, total)
    except urllib.error.HTTPError as error:
        if error.code == 416:  # what we have is not a beginning of what is there
            part.unlink(missing_ok=True)
            raise BadInput(f"{url}: the file there has changed; run the same command again to start anew") from None
        raise BadInput(f"{url}: the server answers {error.code} {error.reason}; look at the publisher's page by hand") from None
    except (urllib.error.URLError, TimeoutError, ConnectionError, HTTPException) as error:
        raise BadInput(_broken(url, part, getattr(error, "reason", None) or error, remedy)) from None
    except OSError as error:
        raise BadInput(
            f"{target.parent}: cannot be written ({error.strerror or error}); choose another folder with --to"
        ) from None
    if total is not None and done != total:
        raise BadInput(f"{url}: broke off after {done:,} of {total:,} bytes; run the same command again to go on from there")
    note.unlink(missing_ok=True)
    return Downloaded(part, done, start, address, content_type)


def sha256(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open(url: str, have: int, note: Path) -> HTTPResponse:
    request = urllib.request.Request(url, headers={"User-Agent": "lodestone", "Accept-Encoding": "identity"})
    if have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", json.loads(note.read_text("utf-8"))["same"])
    answer: HTTPResponse = urllib.request.urlopen(request, timeout=PATIENCE_S)
    return answer


def _start(answer: HTTPResponse, have: int, url: str) -> int:
    """At which byte the answer begins: where we left off, or anew when the server sends the whole file."""
    if answer.status != 206:
        return 0
    said = (answer.headers.get("Content-Range") or "").removeprefix("bytes ").split("-")[0]
    if said != str(have):
        raise BadInput(f"{url}: asked for the rest from byte {have:,}, the server sends it from {said or 'nowhere'}; start anew")
    return have


def _total(headers: HTTPMessage, start: int) -> int | None:
    length = headers.get("Content-Length")
    return start + int(length) if length and length.isdigit() else None


def _kept(part: Path, note: Path, url: str) -> int:
    """Bytes of an earlier attempt at the same address that can be told to be of the same file, else 0."""
    try:
        book = json.loads(note.read_text("utf-8"))
        return part.stat().st_size if book["url"] == url and book["same"] else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _remember(note: Path, url: str, headers: HTTPMessage) -> None:
    etag = headers.get("ETag") or ""
    same = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified") or ""
    note.write_text(json.dumps({"url": url, "same": same}), encoding="utf-8")


def _fits(size: int, most_bytes: int | None, url: str) -> None:
    if most_bytes is not None and size > most_bytes:
        raise BadInput(f"{url}: more than {most_bytes / 1e6:.0f} MB, which is no text; give a file with its text")


def _broken(url: str, part: Path, reason: object, remedy: str) -> str:
    host = urllib.parse.urlsplit(url).hostname
    left = part.stat().st_size if part.is_file() else 0
    if left:
        return f"{url}: the line broke after {left:,} bytes ({reason}); run the same command again to go on"
    return f"cannot reach {host} ({reason}); get {url} where you are online, then {remedy}"
