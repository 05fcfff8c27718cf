"""A publisher's file into the raw folder: downloaded or at hand, read by its connector first, recorded with its checksum."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from lodestone.atlas.fact import Card
from lodestone.connect.download import Progress, download, sha256
from lodestone.connect.publishers import PUBLISHERS, Part
from lodestone.terms.errors import BadInput
from lodestone.terms.tables import unknown

YOURS = {  # publishers whose terms keep their rows with each user: nothing of theirs is packaged, and there is no connector
    "comtrade": "UN Comtrade gives its rows to holders of a key and may not be passed on; CEPII's reconciled version of the same "
    "reports needs none: lodestone atlas fetch baci",
    "gta": "Global Trade Alert keeps its rows; write the measures you need as a scenario file",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One file in the raw folder: facts its connector read in it, and how it compares with what stood there."""

    path: Path
    card: str
    facts: int
    bytes: int
    sha256: str
    origin: str
    replaced: bool
    resumed_at: int = 0


def fetch(
    publisher: str,
    to: Path,
    cards: Mapping[str, Card],
    *,
    source: Path | None = None,
    checksum: str | None = None,
    progress: Progress | None = None,
) -> tuple[Fetched, ...]:
    """Bring the files of ``publisher`` into the folder ``to``, under the names the build looks for.

    ``source`` is a file at hand; without it every address on the publisher's cards is downloaded (``by_hand`` says what to do for
    the rest; an interrupted download goes on from there next time). A file is read by its connector before it is given its name,
    so that what stood there stays when the new one is bad. ``checksum`` (SHA-256) must then fit.
    Beside each file a record ``source-<name>.toml`` keeps card, licence, origin, day and checksum. Raises ``BadInput``, and
    ``UnknownTerm`` for a publisher nobody knows.
    """
    if publisher in YOURS:
        raise BadInput(f"{publisher}: {YOURS[publisher]}")
    if publisher not in PUBLISHERS:
        raise unknown(publisher, "publisher", PUBLISHERS)
    parts = PUBLISHERS[publisher]
    if source is not None:
        return (_at_hand(source, parts, to, cards, checksum),)
    addresses = [(part, url) for part in parts for url in _addresses(part, cards)]
    if not addresses:
        raise BadInput(f"{publisher}: {'; '.join(by_hand(publisher, cards))}")
    if checksum and len(addresses) > 1:
        raise BadInput(f"{publisher}: {len(addresses)} files and one checksum; fetch each with --from FILE --sha256")
    return tuple(_downloaded(url, part, to, cards, checksum, progress) for part, url in addresses)


def by_hand(publisher: str, cards: Mapping[str, Card]) -> tuple[str, ...]:
    """One sentence a card of the publisher whose files cannot all be downloaded: where they are and how to bring them in."""
    missing = dict.fromkeys(part.card for part in PUBLISHERS[publisher] if not _addresses(part, cards))
    said = []
    for card in (cards[id_] for id_ in missing):
        how = card.obtain or f"no address of a file is on its card; get it from {card.address}"
        said.append(f"{card.title}: {how}, then give it with --from FILE")
    return tuple(said)


def _addresses(part: Part, cards: Mapping[str, Card]) -> list[str]:
    return [url for url in cards[part.card].downloads if _fits(_last(url), part)]


def _downloaded(
    url: str, part: Part, to: Path, cards: Mapping[str, Card], checksum: str | None, progress: Progress | None
) -> Fetched:
    target = to / _last(url)
    _alone(part, target)
    got = download(url, target, progress=progress)
    folder = to / f".{target.name}.check"
    whole = folder / target.name  # under its own name: connectors tell a file's kind, edition and release by it
    try:
        folder.mkdir(exist_ok=True)
        got.path.replace(whole)
        try:
            return _placed(whole, target, part, cards, url, checksum, got.resumed_at)
        except BadInput as error:  # a long download is not thrown away
            refused = target.with_name(f"refused-{target.name}")
            whole.replace(refused)
            raise BadInput(f"{error} (kept as {refused})") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _at_hand(source: Path, parts: tuple[Part, ...], to: Path, cards: Mapping[str, Card], checksum: str | None) -> Fetched:
    if not source.is_file():
        raise BadInput(f"{source}: no such file")
    part = _whose(source, parts)
    target = to / _name(source, part)
    _alone(part, target)
    folder = to / f".{target.name}.check"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        whole = folder / target.name
        shutil.copyfile(source, whole)
        return _placed(whole, target, part, cards, source.name, checksum, 0)
    except OSError as error:
        raise BadInput(f"{to}: cannot be written ({error.strerror or error}); choose another folder with --to") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _placed(
    whole: Path, target: Path, part: Part, cards: Mapping[str, Card], origin: str, checksum: str | None, resumed_at: int
) -> Fetched:
    """Check a whole file and give it its name, with its record."""
    digest = sha256(whole)
    if checksum and digest != checksum.lower():
        raise BadInput(f"{origin}: its checksum is {digest}, not {checksum}; the file is damaged or another version")
    try:
        facts = sum(1 for _ in part.read(whole))
    except BadInput as error:
        raise BadInput(str(error).replace(str(whole), origin)) from None
    replaced = target.is_file()
    done = Fetched(
        path=target, card=part.card, facts=facts, bytes=whole.stat().st_size, sha256=digest, origin=origin, replaced=replaced,
        resumed_at=resumed_at,
    )  # fmt: skip
    record = target.with_name(f"source-{target.name}.toml")
    new = whole.with_name(record.name)
    new.write_text(_record(done, cards[part.card]), encoding="utf-8", newline="\n")
    whole.replace(target)
    new.replace(record)
    return done


def _record(done: Fetched, card: Card) -> str:
    said = {
        "file": done.path.name, "card": card.id, "publisher": card.publisher, "title": card.title, "version": card.version,
        "licence": card.licence, "origin": done.origin, "fetched": datetime.now(UTC).date().isoformat(), "sha256": done.sha256,
        "bytes": done.bytes, "facts": done.facts,
    }  # fmt: skip
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items())


def _whose(source: Path, parts: tuple[Part, ...]) -> Part:
    """The part a file belongs to, by its name, else by which connector can read it; raises what the first one says."""
    named = [part for part in parts if _fits(source.name, part)]
    if named or len(parts) == 1:
        return (named or list(parts))[0]
    first: BadInput | None = None
    for part in parts:
        try:
            next(iter(part.read(source)), None)
            return part
        except BadInput as error:
            first = first or error
    raise BadInput(f"{source}: none of the {len(parts)} connectors of this publisher reads it; the first says: {first}")


def _fits(name: str, part: Part) -> bool:
    return any(fnmatch(name.lower(), pattern.lower()) for pattern in part.patterns)


def _name(source: Path, part: Part) -> str:
    """The name the build looks for: the file's own where it fits, else the first that ends alike."""
    if _fits(source.name, part):
        return source.name
    ending = source.suffix.lower()
    alike = [p for p in part.patterns if p.rstrip("*").endswith(ending)] or list(part.patterns)
    return alike[0].rstrip("*").replace("*", "own") + (ending if ending == ".gz" else "")


def _alone(part: Part, target: Path) -> None:
    """Raises when another file of the same table lies in the folder: a build could not tell which one counts."""
    other = part.find(target.parent) if target.parent.is_dir() else None
    if other is not None and other != target:
        raise BadInput(f"{other}: a file of the same table lies there; take it away first")


def _last(url: str) -> str:
    """The name to keep a download under: after ``#``, else the address's own ``name=``, else the end of its path."""
    said = urlsplit(url)
    return said.fragment or dict(parse_qsl(said.query)).get("name", "") or said.path.rsplit("/", 1)[-1]
