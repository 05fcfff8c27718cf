"""Small texts of our own for ledger tests, and an open ledger that holds some."""

from pathlib import Path

from lodestone.evidence import intake
from lodestone.evidence.claim import Reading
from lodestone.evidence.read import read
from lodestone.store.ledger import Ledger

AT = "2026-03-01T09:00:00Z"
LATER = "2026-03-02T09:00:00Z"

PACT = """Joint statement of Japan and Chile, 3 March 2025

Japan and Chile signed a memorandum on lithium in Santiago on 3 March 2025.
They will build a lithium refinery at Mejillones that turns out 20,000 tonnes a year by December 2029.
The Japan Bank for International Cooperation will lend up to 40 billion yen for the plant.
Both sides will exchange geological data every year and will train forty engineers.
The ministers are concerned about export restrictions on gallium that may involve germanium.
"""
CHANGED = (
    PACT.replace("40 billion yen for the plant", "45 billion yen for that plant")
    .replace("Both sides will exchange geological data every year and will train forty engineers.\n", "")
    .replace("Joint statement of", "Corrected joint statement of")
)
BAN = """Notice, 5 May 2025

China banned exports of gallium to Japan from 1 June 2025.
"""


def reading(text: str, name: str = "pact.txt") -> Reading:
    return read(intake.document(text.encode(), name))


def ledger(folder: Path, *texts: tuple[str, str], name: str = "l.sqlite") -> Ledger:
    book = Ledger(folder / name, create=True)
    for text, file in texts:
        book.add(reading(text, file), who="Ann", at=AT)
    return book


def find(book: Ledger, words: str) -> str:
    """Id of the one claim that holds these words."""
    rows = book.db.execute(
        "select p.id from current p join claim c on c.row = p.row join span s on s.id = c.span where instr(s.quote, ?)", (words,)
    ).fetchall()
    assert len(rows) == 1, rows
    return rows[0][0]
