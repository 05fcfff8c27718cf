"""The example texts say that they are ours, and hold what they were written for."""

import re

import pytest
from tree import ROOT, name

TEXTS = sorted(p for p in (ROOT / "examples").iterdir() if p.suffix in (".txt", ".html"))


def test_there_are_three_communiques_and_one_article() -> None:
    assert [p.suffix for p in TEXTS].count(".txt") == 3
    assert [p.suffix for p in TEXTS].count(".html") == 1


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_first_line_says_that_it_is_not_real(path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert "EXAMPLE TEXT WRITTEN FOR LODESTONE; NOT A REAL DOCUMENT" in first
    assert "invented" in first


def test_the_article_contradicts_the_statement_by_a_power_of_ten() -> None:
    def yen(file: str) -> set[int]:
        return {int(n) for n in re.findall(r"(\d+) billion yen", (ROOT / "examples" / file).read_text(encoding="utf-8"))}

    article, statement = yen("export-licence-news.html"), yen("japan-australia-joint-statement.txt")
    assert any(a == 10 * s for a in article for s in statement)
