"""Source cards: who published what, in which version, under which licence, and when it was read."""

import tomllib
from dataclasses import fields
from pathlib import Path

from lodestone.atlas.fact import Card
from lodestone.terms.errors import BadInput

_FIELDS = {f.name for f in fields(Card)}
_NEEDED = _FIELDS - {"note", "downloads", "obtain", "terms", "terms_read"}


def read_cards(folder: Path) -> dict[str, Card]:
    """Every ``*.toml`` of a folder as a card by id; raises ``BadInput`` naming the file and the key that is wrong."""
    found: dict[str, Card] = {}
    for path in sorted(folder.glob("*.toml")):
        card = read_card(path)
        if card.id != path.stem:
            raise BadInput(f'{path}: id "{card.id}" differs from the file name')
        found[card.id] = card
    return found


def read_card(path: Path) -> Card:
    """One card; raises ``BadInput``."""
    try:
        book = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: not TOML ({error})") from None
    faults = {"unknown key": sorted(set(book) - _FIELDS), "lacks": sorted(_NEEDED - set(book))}
    said = [f"{fault} {', '.join(keys)}" for fault, keys in faults.items() if keys]
    if said:
        raise BadInput(f"{path}: {'; '.join(said)}")
    downloads = book.pop("downloads", [])
    if not isinstance(downloads, list) or not all(isinstance(url, str) and url.startswith("https://") for url in downloads):
        raise BadInput(f"{path}: downloads must be a list of addresses that begin with https://")
    for name in sorted(book):
        if not isinstance(book[name], bool if name == "licence_checked" else str):
            raise BadInput(f"{path}: {name} must be {'true or false' if name == 'licence_checked' else 'text'}")
    if book["licence_checked"] and not (book.get("terms", "").startswith("https://") and book.get("terms_read")):
        raise BadInput(f"{path}: licence_checked needs the address where the terms were read (terms) and the day (terms_read)")
    return Card(**book, downloads=tuple(downloads))
