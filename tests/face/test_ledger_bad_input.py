"""What a ledger is given and cannot use: one sentence, exit code 2, and no claim of it kept; and two reviewers at one moment."""

import re
import threading

import pytest

from lodestone.evidence import review
from lodestone.face.cli import main
from lodestone.store.ledger import Ledger
from lodestone.terms.errors import BadInput
from lodestone.workspace import ledgers

AT = "2026-03-01T09:00:00Z"
GOOD = "Japan and Chile signed a memorandum on lithium in Santiago on 3 March 2025.\n"


def scan() -> bytes:
    """A PDF of one page without a word on it."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 4\n0000000000 65535 f \n%strailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        rows,
        len(out),
    )


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("scan.pdf", scan, "OCR"),
        ("mixed.txt", lambda: "Die Minister führten Gespräche über Gallium. ".encode() * 20 + b"\x93odd\x94", "mixes encodings"),
        ("huge.txt", lambda: b"The ministers met. " * 2_700_000, "51 MB"),
        ("scripts.html", lambda: b"<html><body><script>var a = 'China banned gallium'</script></body></html>", "without text"),
        ("nul.txt", lambda: GOOD.encode() + b"\0\0\0", "binary content"),
        ("empty.txt", lambda: b"", "empty"),
    ],
)
def test_a_text_that_cannot_be_used_leaves_the_ledger_as_it_was(capsys, tmp_path, name, raw, said):
    if name.endswith(".pdf"):
        pytest.importorskip("pypdfium2", reason="the extra pdf is not installed")
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8", newline="")
    (tmp_path / name).write_bytes(raw())
    base = str(tmp_path / "l.sqlite")
    assert main(["ledger", "add", str(tmp_path / "good.txt"), "--ledger", base, "--who", "Ann"]) == 0
    capsys.readouterr()
    with Ledger(base) as book:
        before = list(book.db.iterdump())
    code = main(["ledger", "add", str(tmp_path / name), "--ledger", base, "--who", "Ann"])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert said in err
    assert name in err
    assert len(err.strip().splitlines()) == 1
    with Ledger(base) as book:
        assert list(book.db.iterdump()) == before


def test_scripts_of_a_page_yield_no_claim(tmp_path):
    page = (
        "<html><head><script>var x = 'China banned exports of gallium to Japan.'</script></head><body><article><h1>Talks</h1>"
        "<p>Japan and Chile signed a memorandum on lithium in Santiago on 3 March 2025, after two days of talks there.</p>"
        "<script>document.write('China banned exports of germanium to Japan.')</script>"
        "<p>A second round of talks on lithium will be held in Tokyo on 3 June 2025.</p></article></body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    ledgers.add_texts(tmp_path / "l.sqlite", [tmp_path / "page.html"], who="Ann", at=lambda: AT)
    quotes = [e.claim.span.quote for e in ledgers.list_claims(tmp_path / "l.sqlite").entries]
    assert len(quotes) == 2
    assert not any("China" in q for q in quotes)


def test_two_reviewers_at_one_moment_one_is_first_and_the_other_is_told(tmp_path):
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8", newline="")
    base = tmp_path / "l.sqlite"
    ledgers.add_texts(base, [tmp_path / "good.txt"], who="Ann", at=lambda: AT)
    [claim] = ledgers.list_claims(base).entries
    gate, done = threading.Barrier(2), dict[str, str]()

    def judge(who: str, make) -> None:
        with Ledger(base) as book:
            seen = book.entry(claim.claim.id)
            gate.wait()  # both have looked at version 1 now
            try:
                book.record(make(seen), [seen], who=who, at=AT)
                done[who] = "written"
            except BadInput as error:
                done[who] = str(error)

    reviewers = [
        threading.Thread(target=judge, args=("Ann", review.accept)),
        threading.Thread(target=judge, args=("Bob", review.reject)),
    ]
    for one in reviewers:
        one.start()
    for one in reviewers:
        one.join()
    assert sorted(v == "written" for v in done.values()) == [False, True]
    first = next(who for who, v in done.items() if v == "written")
    told = next(v for v in done.values() if v != "written")
    assert f"was changed by {first}" in told
    with Ledger(base) as book:
        assert book.entry(claim.claim.id).version == 2
        assert book.db.execute("select count(*) from review").fetchone()[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "--status", "madeup"), "is not a status"),
        (("list", "--anchor", "madeup"), "is not a state of an anchor"),
        (("list", "--source", "none.txt"), "no text of that name"),
        (("programme", "--source", "none.txt", "--provisional"), "no text of that name"),
        (("programme", "--since", "never", "--provisional"), "want YYYY-MM-DD"),
        (("programme", "--limit", "-1"), "want 0"),
        (("add", "good.txt", "--published", "2026-13-40"), "want YYYY, YYYY-MM or YYYY-MM-DD"),
    ],
)
def test_words_that_mean_nothing_are_refused(capsys, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8", newline="\n")
    ledgers.add_texts("l.sqlite", ["good.txt"], who="Ann", at=lambda: AT)
    assert main(["ledger", *words, "--ledger", "l.sqlite"]) == 2
    assert said in capsys.readouterr().err


def test_an_interrupted_review_keeps_what_was_judged_and_says_so(tmp_path, monkeypatch):
    from lodestone.face.cli import ledger_review
    from lodestone.store.ledger_search import Wanted

    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.txt").write_text(f"{GOOD}\nJapan will lend 2 billion yen for the mine.\n", encoding="utf-8", newline="\n")
    ledgers.add_texts("l.sqlite", ["good.txt"], who="Ann", at=lambda: AT)
    keys = iter("a")

    def ask() -> str:
        try:
            return next(keys)
        except StopIteration:
            raise KeyboardInterrupt from None

    desk = ledger_review.Desk(ask=ask, show=lambda item: None, now=lambda: AT, seconds=lambda: 0.0)
    with Ledger("l.sqlite") as book:
        tally = ledger_review.session(book, desk, who="Ann", wanted=Wanted())
    assert tally.interrupted
    assert tally.verdicts == {"accept": 1}
    assert tally.left >= 1
    assert ledgers.list_claims("l.sqlite", state="accepted").total == 1


def test_on_a_narrow_screen_no_id_is_broken(capsys, tmp_path, monkeypatch):
    from lodestone.face.cli import ledger_table

    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(ledger_table.sys.stdout, "isatty", lambda: True, raising=False)
    rows = [("0123456789ab", "proposed", "–", "critical_minerals, rare_earths", "words " * 30)]
    ledger_table.print_rows("l.sqlite", ("id", "state", "status", "mineral", "words"), rows, notes=["1 claims"])
    shown = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)
    assert "0123456789ab  state proposed  mineral critical_minerals, rare_earths" in shown
    assert "status" not in shown  # silent cells are left out
    assert max(map(len, shown.splitlines())) <= 80
