"""``lodestone ledger`` as a user meets it: every verb, a reviewer at the keyboard, one sentence for each mistake."""

import io
import json
from pathlib import Path

import pytest

from lodestone.evidence import intake
from lodestone.evidence.read import read
from lodestone.face.cli import keys, ledger_review, main
from lodestone.store.ledger import Ledger
from lodestone.store.ledger_search import Wanted, queue

PACT = """Joint statement of Japan and Chile, 3 March 2025

Japan and Chile signed a memorandum on lithium in Santiago on 3 March 2025.
They will build a lithium refinery at Mejillones that turns out 20,000 tonnes a year by December 2029.
The Japan Bank for International Cooperation will lend up to 40 billion yen for the plant.
Both sides will exchange geological data every year and will train forty engineers.
"""


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "pact.txt"
    path.write_text(PACT, encoding="utf-8", newline="")
    return path


@pytest.fixture
def base(tmp_path, file, capsys) -> Path:
    path = tmp_path / "l.sqlite"
    assert main(["ledger", "add", str(file), "--ledger", str(path), "--who", "Ann"]) == 0
    capsys.readouterr()
    return path


def run(capsys, *words: object) -> tuple[int, str, str]:
    code = main(["ledger", *map(str, words)])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_add_says_what_became_of_each_text(capsys, tmp_path, file):
    path = tmp_path / "new.sqlite"
    code, out, _ = run(capsys, "add", file, "--ledger", path, "--json")
    said = json.loads(out)
    assert code == 0
    assert said["texts"][0]["outcome"] == "added"
    assert said["texts"][0]["claims"] == len(read(intake.document(PACT.encode(), "pact.txt")).claims)
    code, out, _ = run(capsys, "add", file, "--ledger", path)
    assert code == 0
    assert "already in the ledger, nothing added: pact.txt" in out


def test_a_bad_text_among_good_ones_keeps_none(capsys, tmp_path, file):
    code, _, err = run(capsys, "add", file, tmp_path / "missing.txt", "--ledger", tmp_path / "n.sqlite")
    assert code == 2
    assert "no such file" in err
    assert not (tmp_path / "n.sqlite").exists()


def test_list_and_show(capsys, base):
    code, out, _ = run(capsys, "list", "--mineral", "Li", "--who", "Japan", "--ledger", base, "--json")
    said = json.loads(out)
    assert code == 0
    assert said["total"] == len(said["claims"]) > 0
    id_ = said["claims"][0]["id"]
    code, out, _ = run(capsys, "show", id_[:8], "--ledger", base, "--json")
    assert json.loads(out)["history"][0]["version"] == 1
    code, out, _ = run(capsys, "show", id_, "--ledger", base)
    assert code == 0
    assert "»" in out
    assert "Versions" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("list", "--mineral", "unobtainium"), 2, "commodity"),
        (("list", "--who", "Mars"), 3, "among its actors"),
        (("list", "--limit", "-1"), 2, "want 0"),
        (("show", "zzz"), 2, "no claim begins with"),
        (("conflicts", "c1"), 2, "to settle one"),
        (("conflicts", "--figure", "three trillion yen"), 2, "want number, currency"),
        (("relate", "a", "loves", "b"), 2, "want one of"),
        (("export", "out.doc"), 2, ".csv"),
        (("bridge",), 3, "lodestone ledger review"),
        (("programme",), 3, "lodestone ledger review"),
        (("review", "--every", "0"), 2, "want 1 or more"),
        (("add", "x.txt", "--tier", "good"), 2, "official"),
    ],
    ids=lambda w: " ".join(w) if isinstance(w, tuple) else None,
)
def test_mistakes_are_one_sentence(capsys, base, words, code, said):
    got, out, err = run(capsys, *words, "--ledger", base)
    assert got == code
    assert out == ""
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_no_ledger_yet(capsys, tmp_path):
    code, _, err = run(capsys, "list", "--ledger", tmp_path / "none.sqlite")
    assert code == 2
    assert "lodestone ledger add" in err
    assert not (tmp_path / "none.sqlite").exists()


def desk(*typed: str) -> tuple[ledger_review.Desk, list[object]]:
    """A reviewer who types these words; the stopwatch moves on two seconds whenever it is looked at."""
    words, shown, ticks = iter(typed), [], iter(range(0, 10_000, 2))

    def ask() -> str:
        for word in words:
            return word
        raise EOFError

    now = "2026-03-01T09:00:00Z"
    return ledger_review.Desk(ask=ask, show=shown.append, now=lambda: now, seconds=lambda: float(next(ticks))), shown


def session(base: Path, *typed: str, who: str = "Ann", **how: object) -> tuple[ledger_review.Tally, list[object]]:
    seat, shown = desk(*typed)
    with Ledger(base) as book:
        return ledger_review.session(book, seat, who=who, wanted=Wanted(), **how), shown


def states(base: Path) -> dict[str, str]:
    with Ledger(base) as book:
        rows = book.db.execute("select c.id, c.state from current p join claim c on c.row = p.row").fetchall()
    return dict(rows)


def test_every_key_does_its_work(base):
    with Ledger(base) as book:
        order = queue(book.db, who="Ann")
    tally, _ = session(base, "a", "r not a promise", "d", "q")
    assert tally.verdicts == {"accept": 1, "reject": 1, "defer": 1}
    assert tally.seconds == 6.0
    assert [states(base)[i] for i in order[:2]] == ["accepted", "rejected"]
    tally, _ = session(base, "u", "u", "q")  # the deferral, then the rejection
    assert tally.verdicts == {"undo": 2}
    assert states(base)[order[1]] in ("candidate", "proposed")


def test_edit_split_and_merge_at_the_keyboard(base):
    with Ledger(base) as book:
        ids = {w: queue(book.db, who="Ann", wanted=Wanted(text=w))[0] for w in ("Mejillones", "geological")}
    typed = []
    with Ledger(base) as book:
        for id_ in queue(book.db, who="Ann"):
            typed += {
                ids["Mejillones"]: ["e status signed; minerals -lithium"],
                ids["geological"]: ["s will train", "a", "r"],
            }.get(id_, ["d"])
    tally, _ = session(base, *typed)
    assert tally.verdicts["edit"] == 1
    assert tally.verdicts["split"] == 1
    with Ledger(base) as book:
        assert book.entry(ids["Mejillones"]).claim.status == "signed"
        assert book.entry(ids["Mejillones"]).claim.slots["minerals"] == ()
        assert book.entry(ids["geological"]).state == "rejected"
    tally, _ = session(base, "m", "q")
    assert tally.verdicts == {"merge": 1}


def test_a_mistyped_verdict_keeps_the_card(base):
    before = states(base)
    _, shown = session(base, "x", "", "4", "e status nearly", "s words nobody said", "m zzz", "?", "q")
    assert states(base) == before
    said = " ".join(map(str, shown))
    assert "means nothing here" in said
    assert "want one of" in said
    assert "no claim begins with" in said


def test_the_end_of_input_ends_the_session(base):
    tally, _ = session(base, "a")
    assert tally.verdicts == {"accept": 1}
    assert tally.left == len(states(base)) - 1


def test_another_reviewer_in_between_is_told_and_seen(base):
    seat, shown = desk("a", "q")
    with Ledger(base) as book:
        first = queue(book.db, who="Bob")[0]
        ask = seat.ask

        def after_another() -> str:
            if not states_changed:
                states_changed.append(session(base, "r mine", who="Ann"))
            return ask()

        states_changed: list[object] = []
        late = ledger_review.Desk(ask=after_another, show=seat.show, now=seat.now, seconds=seat.seconds)
        ledger_review.session(book, late, who="Bob", wanted=Wanted())
    assert states(base)[first] == "rejected"
    assert "was changed by Ann" in " ".join(map(str, shown))


def test_a_blind_second_opinion_hides_the_first(base):
    session(base, "2", "r")
    tally, shown = session(base, "r", "r", who="Bob", blind=True, every=1)
    assert tally.verdicts == {"reject": 2}
    with Ledger(base) as book:
        from lodestone.evidence.agreement import agreement
        from lodestone.store.ledger_views import judged

        assert agreement(judged(book.db))["double"] == 2
    from rich.console import Console

    console = Console(file=io.StringIO(), width=160)
    for item in shown[1:]:
        console.print(item)
    text = console.file.getvalue()
    assert "accepted" not in text
    assert "rejected" not in text


def test_review_from_a_pipe(capsys, base, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a\nr not one\nq\n"))
    code, out, _ = run(capsys, "review", "--ledger", base, "--who", "Ann", "--json")
    assert code == 0
    assert json.loads(out)["verdicts"] == {"accept": 1, "reject": 1}
    code, out, _ = run(capsys, "stats", "--ledger", base, "--json")
    said = json.loads(out)
    assert said["reviews"]["accept_rate"] == 0.5
    assert said["claims"]["state"]["accepted"] == 1


def test_no_terminal_no_keys(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a"))
    assert keys.key_reader() is None


@pytest.mark.parametrize(("key", "error"), [("\x03", KeyboardInterrupt), ("\x04", EOFError), ("", EOFError), ("\x1a", EOFError)])
def test_keys_that_end_a_session(key, error):
    with pytest.raises(error):
        keys.checked(key)
    assert keys.checked("a") == "a"


def test_words_in_brackets_are_no_markup(capsys, base, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("e minerals +[/red]\nq\n"))
    code, out, err = run(capsys, "review", "--ledger", base, "--who", "Ann")
    assert code == 0
    assert "[/red]" in out + err


def test_a_hostile_text_cannot_steer_the_terminal(capsys, base, tmp_path):
    (tmp_path / "h.txt").write_text("Japan will lend 40 billion yen \x1b[2J to Chile for [red]lithium[/red].\n", encoding="utf-8")
    assert run(capsys, "add", tmp_path / "h.txt", "--ledger", base)[0] == 0
    with Ledger(base) as book:
        id_ = queue(book.db, who="x", wanted=Wanted(source="h.txt"))[0]
    for words in (("show", id_), ("list", "--source", "h.txt")):
        code, out, _ = run(capsys, *words, "--ledger", base)
        assert code == 0
        assert "\x1b[2J" not in out
        assert "[red]" in out


def test_a_result_goes_stale(capsys, base, tmp_path):
    session(base, "a")
    code, out, _ = run(capsys, "bridge", "--ledger", base, "--json")
    said = json.loads(out)
    assert code == 0
    assert said["pledges"]
    assert said["used"]
    result = tmp_path / "result.json"
    result.write_text(out, encoding="utf-8")
    assert run(capsys, "stale", result, "--ledger", base)[0] == 0
    session(base, "u", "r")
    code, out, _ = run(capsys, "stale", result, "--ledger", base)
    assert code == 1
    assert "rejected" in out
    result.write_text("[]", encoding="utf-8")
    assert run(capsys, "stale", result, "--ledger", base)[0] == 2


def test_programme_and_exports(capsys, base, tmp_path):
    code, out, _ = run(capsys, "programme", "--provisional", "--ledger", base, "--json")
    assert code == 0
    assert any(a["owner"] == "JBIC" for a in json.loads(out)["actions"])
    for ending in ("csv", "xlsx", "json"):
        code, out, _ = run(capsys, "export", tmp_path / f"out/x.{ending}", "--ledger", base)
        assert code == 0
        assert (tmp_path / f"out/x.{ending}").stat().st_size > 500


def test_conflicts_with_the_readers_own_figure(capsys, base):
    words = ("conflicts", "--figure", "4e11 JPY lithium refinery in Chile", "--ledger", base, "--json")
    code, out, _ = run(capsys, *words)
    assert code == 0
    [conflict] = json.loads(out)["conflicts"]
    assert conflict["type"] == "magnitude"
    code, out, _ = run(
        capsys, "conflicts", conflict["id"], "--settle", "explained", "--reason", "ours is in won", "--ledger", base
    )
    assert code == 0
    assert "ours is in won" in out
    assert json.loads(run(capsys, "conflicts", "--ledger", base, "--json")[1])["conflicts"] == []
