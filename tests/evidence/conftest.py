"""Fixture texts of the evidence room, read by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lodestone.evidence import intake
from lodestone.evidence.claim import Reading
from lodestone.evidence.read import read

TEXTS = Path(__file__).parent.parent / "fixtures" / "evidence"


@pytest.fixture(scope="session")
def reading() -> Callable[[str], Reading]:
    """``reading("claims_news")``: the reading of ``tests/fixtures/evidence/claims_news.txt``, read once a session."""
    done: dict[str, Reading] = {}

    def of(name: str) -> Reading:
        if name not in done:
            path = TEXTS / f"{name}.txt"
            done[name] = read(intake.document(path.read_bytes(), path.name))
        return done[name]

    return of
