"""Every connector proves itself on its sample, and the proof finds what is wrong with a bad one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lodestone.atlas.fact import Fact
from lodestone.connect.publishers import PUBLISHERS
from lodestone.connect.sheet import records
from lodestone.terms.errors import BadInput
from lodestone.testing import check_connector

PARTS = [(name, part) for name, parts in PUBLISHERS.items() for part in parts]


@pytest.mark.parametrize(("name", "part"), PARTS, ids=lambda x: getattr(x, "reader", x))
def test_every_connector_proves_itself(raw: Path, name: str, part) -> None:
    path = part.find(raw)
    assert path is not None
    proof = check_connector(part.read, path)
    assert proof.facts > 0
    assert {"cut in half", "absent"} <= set(proof.refused)
    assert path.suffix not in (".csv", ".json") or "a byte that is no character" in proof.refused


FACT = Fact(
    quantity="production", commodity="cobalt", form="ore", stage="mine", place="COD", period=2024, value=1.0, unit="t/year",
    card="usgs_mcs_2026",
)  # fmt: skip


def one_fact(**change: object):
    """A reader of any table that yields one fact, changed."""

    def read(path: Path) -> Iterator[Fact]:
        for _ in records(path, "utf-8", ("place", "tonnes")):
            pass
        yield replace(FACT, **change)  # type: ignore[arg-type]

    return read


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.csv"
    path.write_text("place,tonnes\nCOD,1\nCHN,2\n", encoding="utf-8")
    return path


def test_a_good_reader_passes(sample: Path) -> None:
    assert check_connector(one_fact(), sample).refused == (
        "cut in half",
        "a byte that is no character",
        "renamed column place",
        "renamed column tonnes",
        "absent",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"card": "nobody"}, "card 'nobody' is not in data/cards"),
        ({"unit": "kt"}, "unit 'kt', want 't/year'"),
        ({"quantity": "fame"}, "fame"),
        ({"commodity": "kryptonite"}, "not in the vocabulary"),
        ({"stage": "moon"}, "stage 'moon'"),
        ({"value": float("nan")}, "not finite"),
        ({"value": -1.0}, "negative"),
        ({"value": None}, "withheld is a flag"),
        ({"flag": "withheld"}, "never zero"),
    ],
)
def test_a_bad_fact_is_named(sample: Path, change: dict, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check_connector(one_fact(**change), sample)


def test_doubles_chance_and_carelessness_are_found(sample: Path) -> None:
    def twice(path: Path) -> Iterator[Fact]:
        yield from one_fact()(path)
        yield from one_fact()(path)

    def forgetful(path: Path) -> Iterator[Fact]:
        """Adds up rows of one place instead of refusing the second."""
        rows = [r for _, r in records(path, "utf-8", ("place", "tonnes"))]
        yield replace(FACT, value=float(len(rows)))

    turns: list[int] = []

    def moody(path: Path) -> Iterator[Fact]:
        turns.append(1)
        yield from one_fact(period=2000 + len(turns))(path)

    def careless(path: Path) -> Iterator[Fact]:
        yield FACT

    def crashing(path: Path) -> Iterator[Fact]:
        if path.read_text(encoding="utf-8") != "place,tonnes\nCOD,1\nCHN,2\n":
            raise KeyError("tonnes")
        yield FACT

    def greedy(path: Path) -> Iterator[Fact]:
        """Takes a column that is not there for an empty one."""
        text = path.read_text(encoding="utf-8")
        if not path.exists() or not text.endswith("2\n"):
            raise BadInput(f"{path}: cut short")
        yield replace(FACT, value=1.0 if "tonnes" in text else 0.0)

    def mute(path: Path) -> Iterator[Fact]:
        try:
            yield from one_fact()(path)
        except BadInput:
            raise BadInput("something is wrong") from None

    for read, said in (
        (forgetful, "last row twice: read as 1 facts"),
        (twice, "the same cell as fact 1"), (moody, "a second reading"), (careless, "instead of being refused"),

        (crashing, "KeyError instead of BadInput"), (greedy, "renamed column tonnes: read as 1 facts"),
        (mute, "does not name the file"),
    ):  # fmt: skip
        with pytest.raises(AssertionError, match=said):
            check_connector(read, sample)
