"""Reading time grows with the length of a text, also of texts made to be slow."""

import time

import pytest

from lodestone.evidence.intake import document
from lodestone.evidence.read import read

HOSTILE = {
    "prose": lambda n: "The ministers of Japan and Peru agreed in Lima to lend 3 million dollars to the mine by 2031. " * n,
    "one long sentence": lambda n: "Japan and Peru will share data" + ", and Peru will train ten engineers in Lima" * n + ".",
    "one long list": lambda n: "The parties will: " + "; ".join(["to share data on cobalt from the northern mines"] * n) + ".",
    "no full stop": lambda n: "cooperation with Peru and " * n,
    "misspelt presidents": lambda n: "President Zaparov met President Takichi and " * n,
    "blanks": lambda n: "The parties" + " " * n * 20 + "agreed to meet.",
    "open brackets": lambda n: "(" * n + "The parties agreed to meet in Lima." + ")" * n,
    "one long number": lambda n: "1" * n * 20,
    "many sums": lambda n: " ".join(f"Japan will lend {10 ** (i % 9) * 3} yen to Peru." for i in range(n)),
    "bullets": lambda n: "The parties agreed:\n" + "- to share data on cobalt mines in Peru;\n" * n,
    "tags": lambda n: "<u>a</u> " * n + "The parties agreed to meet in Lima.",
    "run-in headings": lambda n: "Financing: " * n + "The parties agreed to meet in Lima.",
    "Japanese without stops": lambda n: "日本とチリは作業部会を設置し、2027年3月までに3兆円を投資する、" * n,
    "French": lambda n: "L’accord de la France prévoit un prêt de 3 millions d’euros avant le 1er mai 2027. " * n,
}


def _seconds(text: str) -> float:
    doc = document(text.encode(), "hostile.txt")
    start = time.process_time()
    read(doc)
    return time.process_time() - start


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_four_times_the_text_takes_about_four_times_as_long(name):
    make = HOSTILE[name]
    _seconds(make(4))  # tables are read once
    short = min(_seconds(make(100)) for _ in range(2))
    assert any(
        _seconds(make(400)) < 8 * short + 0.15 for _ in range(4)
    )  # sixteen times would be quadratic; a busy machine is not
