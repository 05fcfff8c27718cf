"""A desk at the command line: a brief on accepted claims that goes stale, a labeller trained on reviews, keys, own figures."""

import json
from pathlib import Path

import pytest

from lodestone.evidence import labeller
from lodestone.evidence.agreement import agreement
from lodestone.face.cli import ledger_review, main
from lodestone.store import labeller_file
from lodestone.store.ledger import Ledger
from lodestone.store.ledger_search import Wanted, queue
from lodestone.store.ledger_views import judged
from lodestone.workspace import ledgers

pytestmark = pytest.mark.slow  # each test writes whole briefs

BAN = "Notice, 5 May 2025\n\nChina banned exports of gallium to Japan from 1 June 2025.\n"
PAUSE = """Notice, 7 November 2025

China suspended the ban on gallium exports to Japan from 7 November 2025 until 10 November 2026.
"""
PACT = """Joint statement of Japan and Chile, 3 March 2025

Japan and Chile signed a memorandum on lithium in Santiago on 3 March 2025.
They will build a lithium refinery at Mejillones that turns out 20,000 tonnes a year by December 2029.
The Japan Bank for International Cooperation will lend up to 40 billion yen (about 350 million dollars) for the plant.
Both sides will exchange geological data every year and will train forty engineers.
"""
AT = "2026-03-01T09:00:00Z"


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """A workspace folder with three texts in its ledger, and the program standing in it."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("ban.txt", BAN), ("pause.txt", PAUSE), ("pact.txt", PACT)):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    added, _ = ledgers.add_texts("l.sqlite", ["ban.txt", "pause.txt", "pact.txt"], who="Ann", at=lambda: AT)
    assert [a.outcome for a in added] == ["added"] * 3
    return tmp_path


def run(capsys, *words: object) -> tuple[int, str, str]:
    code = main([*map(str, words)])
    out = capsys.readouterr()
    return code, out.out, out.err


def accept(*words: str) -> None:
    for id_ in ledgers.review_queue("l.sqlite", who="Ann"):
        with Ledger("l.sqlite") as book:
            entry = book.entry(id_)
        if not words or any(w in entry.claim.span.quote for w in words):
            ledgers.review_claim("l.sqlite", id_, "accept", who="Ann", at=AT)


def test_a_brief_takes_only_what_a_person_accepted(capsys, desk):
    code, _, err = run(capsys, "brief", "--ledger", "l.sqlite", "--runs", 8, "--out", "out")
    assert code == 3
    assert "lodestone ledger review" in err
    accept("China banned", "Mejillones")
    code, out, _ = run(capsys, "brief", "--ledger", "l.sqlite", "--runs", 8, "--out", "out", "--who", "Ann", "--json")
    assert code == 0
    assert json.loads(out)["claims"] == 2
    kept = json.loads((desk / "out/run.json").read_text("utf-8"))
    assert len(kept["used"]) == 2
    assert kept["ledger"]["provisional"] is False
    page = (desk / "out/brief.html").read_text("utf-8")
    assert "2 claims, each accepted by a person" in page
    assert run(capsys, "ledger", "stale", "out/run.json", "--ledger", "l.sqlite")[0] == 0


def test_a_brief_repeats_from_its_file_and_goes_stale_with_a_claim(capsys, desk):
    accept("China banned", "Mejillones")
    assert run(capsys, "brief", "pact.txt", "--ledger", "l.sqlite", "--runs", 8, "--out", "out", "--who", "Ann")[0] == 0
    assert run(capsys, "brief", "--repeat", "out/run.json", "--out", "again")[0] == 0
    for name in ("brief.html", "claims.json", "numbers.json", "run.json"):
        assert (desk / "out" / name).read_bytes() == (desk / "again" / name).read_bytes(), name
    [used] = json.loads((desk / "out/run.json").read_text("utf-8"))["used"]
    said = json.loads(run(capsys, "ledger", "stats", "--ledger", "l.sqlite", "--json")[1])
    assert [(r["claims"], r["stale"]) for r in said["results"]] == [(1, 0)]
    ledgers.review_claim("l.sqlite", used["claim"], "edit", who="Bob", changes=["status signed"], at=AT)
    said = json.loads(run(capsys, "ledger", "stats", "--ledger", "l.sqlite", "--json")[1])
    assert said["results"][0]["stale"] == 1
    found = json.loads(run(capsys, "ledger", "list", "--stale", "--ledger", "l.sqlite", "--json")[1])
    assert [c["id"] for c in found["claims"]] == [used["claim"]]
    assert run(capsys, "ledger", "stale", "out/run.json", "--ledger", "l.sqlite")[0] == 1


def test_a_correction_reaches_the_page_and_a_provisional_one_says_so(capsys, desk):
    [bank] = ledgers.list_claims("l.sqlite", text='"Japan Bank"').entries
    ledgers.review_claim("l.sqlite", bank.claim.id, "edit", who="Ann", changes=["family project"], at=AT)
    code, *_ = run(
        capsys, "brief", "pact.txt", "--ledger", "l.sqlite", "--provisional", "--runs", 8, "--out", "out", "--who", "Ann"
    )
    assert code == 0
    claims = json.loads((desk / "out/claims.json").read_text("utf-8"))[0]["claims"]
    assert {c["id"]: c["family"] for c in claims}[bank.claim.id] == "project"
    assert "PROVISIONAL" in (desk / "out/brief.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--ledger", "l.sqlite", "none.txt", "--provisional"), "no text of that name"),
        (("pact.txt", "--provisional"), "--provisional goes with --ledger"),
        (("--ledger", "l.sqlite", "--repeat", "x.json"), "leave --ledger out"),
        (("--ledger", "none.sqlite"), "no ledger there"),
        (("pact.txt", "--figure", "much"), "want number, currency"),
    ],
)
def test_mistakes_of_a_brief_on_a_ledger(capsys, desk, words, said):
    code, out, err = run(capsys, "brief", *words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_suspended_ban_is_not_run_as_in_force(capsys, desk):
    accept("China banned", "China suspended")
    [ban] = ledgers.list_claims("l.sqlite", text='"China banned"').entries
    [pause] = ledgers.list_claims("l.sqlite", text='"China suspended"').entries
    with Ledger("l.sqlite") as book:
        book.relate(pause.claim.id, "suspends", ban.claim.id, who="Ann", at=AT)
    _, out, _ = run(capsys, "ledger", "bridge", "--on", "2026-01-15", "--ledger", "l.sqlite", "--json")
    [measure] = json.loads(out)["measures"]
    assert [w["measure"] and w["measure"]["effective"] for w in measure["ways"]] == ["2026-11-11", None]
    assert run(capsys, "brief", "--ledger", "l.sqlite", "--runs", 8, "--out", "out", "--who", "Ann")[0] == 0
    assert "whether it is in force is not known" in (desk / "out/brief.html").read_text("utf-8")


def test_a_day_that_is_none_is_refused(capsys, desk):
    code, _, err = run(capsys, "ledger", "conflicts", "--on", "tomorrow", "--ledger", "l.sqlite")
    assert code == 2
    assert "want YYYY-MM-DD" in err


def test_conflicts_on_a_day_and_by_the_rate_of_the_month(capsys, desk):
    _, out, _ = run(capsys, "ledger", "conflicts", "--on", "2026-01-15", "--ledger", "l.sqlite", "--who", "Ann", "--json")
    assert {c["type"] for c in json.loads(out)["conflicts"]} == {"currency", "inactive"}
    code, out, _ = run(capsys, "read", "pact.txt", "--figure", "4e11 JPY lithium plant in Chile", "--json")
    assert code == 0
    assert {c["type"] for c in json.loads(out)["conflicts"]} == {"currency", "magnitude"}


def test_train_refuses_too_few_and_says_how_many(capsys, desk):
    accept()
    code, _, err = run(capsys, "ledger", "train", "--ledger", "l.sqlite")
    assert code == 3
    assert "accepted claims of 3 texts, wanted are at least 40" in err
    assert not (desk / labeller_file.FILE).exists()


def test_a_trained_labeller_is_used_and_named_wherever_that_folder_reads(capsys, desk, monkeypatch):
    few = labeller.starter_examples()[::12]
    monkeypatch.setattr(labeller, "starter_examples", lambda: few)
    names = "Arica Callao Lima Cusco Puno Tacna Ilo Piura Ica Nazca Pisco Talara Chimbote Huaraz".split()
    lands = ("Peru", "Norway", "Kenya")  # stories of their own: re-wordings of one story would count once
    for k in range(3):
        lines = [f"Old tailings heaps at the {name} pit in {lands[k]} will be fenced.\n" for name in names]
        (desk / f"heaps{k}.txt").write_text("".join(lines), encoding="utf-8", newline="")
    ledgers.add_texts("l.sqlite", [f"heaps{k}.txt" for k in range(3)], who="Ann", at=lambda: AT)
    heaps = ledgers.list_claims("l.sqlite", text="tailings").entries
    assert len(heaps) == 42
    for entry in heaps:
        ledgers.review_claim("l.sqlite", entry.claim.id, "edit", who="Ann", changes=["family other"], at=AT)
    code, out, _ = run(capsys, "ledger", "train", "--ledger", "l.sqlite", "--json")
    said = json.loads(out)
    assert code == 0
    assert said["after"]["first"] > said["before"]["first"]
    assert (said["reviews"], said["texts"]) == (42, 3)
    (desk / "new.txt").write_text("Old tailings heaps at the Oruro pit will be fenced.\n", encoding="utf-8", newline="")
    found = json.loads(run(capsys, "read", "new.txt", "--json")[1])
    assert (found["claims"][0]["family"], found["labeller"]) == ("other", said["sha256"])
    assert said["sha256"][:12] in run(capsys, "read", "new.txt")[1]
    found = json.loads(run(capsys, "ledger", "add", "new.txt", "--ledger", "l.sqlite", "--who", "Ann", "--json")[1])
    assert found["labeller"] == said["sha256"]
    assert run(capsys, "brief", "new.txt", "pact.txt", "--runs", 8, "--out", "out")[0] == 0
    assert json.loads((desk / "out/run.json").read_text("utf-8"))["labeller"]["sha256"] == said["sha256"]
    (desk / labeller_file.FILE).unlink()  # run.json holds the labeller itself
    assert run(capsys, "brief", "--repeat", "out/run.json", "--out", "again")[0] == 0
    assert (desk / "out/brief.html").read_bytes() == (desk / "again/brief.html").read_bytes()
    assert json.loads(run(capsys, "read", "new.txt", "--json")[1])["claims"][0]["family"] != "other"


def pressed(monkeypatch, keys: str, *typed: str) -> None:
    """Somebody at a terminal presses these keys and types these answers; every look at the stopwatch takes two seconds."""
    presses, answers, ticks = iter(keys), iter(typed), iter(range(0, 10_000, 2))

    def press() -> str:
        for key in presses:
            return key
        raise EOFError

    monkeypatch.setattr("lodestone.face.cli.keys.key_reader", lambda: press)
    monkeypatch.setattr("builtins.input", lambda asked="": next(answers))
    monkeypatch.setattr("time.monotonic", lambda: float(next(ticks)))


def test_single_keys_judge_seconds_are_kept_and_two_reviewers_are_compared(capsys, desk, monkeypatch):
    with Ledger("l.sqlite") as book:
        total = len(queue(book.db, who="Ann"))
    pressed(monkeypatch, "adr1e2smua" + "a" * total, "not a promise", "status announced", "will train", "")
    session = ledger_review.terminal(lambda: AT)
    with Ledger("l.sqlite") as book:
        tally = ledger_review.session(book, session, who="Ann", wanted=Wanted())
        made = judged(book.db)
    assert {"accept", "defer", "reject"} <= set(tally.verdicts)
    assert tally.left == 0
    assert {r.seconds for r in made} <= {2.0, 4.0, 6.0, 8.0}  # what the stopwatch said, longer where a key meant nothing
    assert all(r.seconds is not None for r in made)
    pressed(monkeypatch, "ar" * 20, *["no"] * 20)
    with Ledger("l.sqlite") as book:
        second = ledger_review.session(book, ledger_review.terminal(lambda: AT), who="Bob", wanted=Wanted(), blind=True, every=1)
        figures = agreement(judged(book.db))
    assert sum(second.verdicts.values()) >= 4
    assert figures["reviewers"] == 2
    assert figures["double"] == sum(second.verdicts.values())
    assert figures["kappa"] is not None
    assert -1 <= figures["kappa"] < 1  # Bob rejected every other claim


def test_the_last_verdict_can_be_taken_back_when_nothing_is_left(capsys, desk, monkeypatch):
    pressed(monkeypatch, "a" * 30)
    with Ledger("l.sqlite") as book:
        ledger_review.session(book, ledger_review.terminal(lambda: AT), who="Ann", wanted=Wanted(source="ban.txt"))
        [ban] = ledgers.list_claims("l.sqlite", source="ban.txt").entries
        assert ban.state == "accepted"
    pressed(monkeypatch, "urq", "wrong")
    with Ledger("l.sqlite") as book:
        tally = ledger_review.session(book, ledger_review.terminal(lambda: AT), who="Ann", wanted=Wanted(source="ban.txt"))
    assert tally.verdicts == {"undo": 1, "reject": 1}
    assert ledgers.list_claims("l.sqlite", source="ban.txt").entries[0].state == "rejected"


def test_entities_at_the_command_line(capsys, desk):
    code, out, _ = run(capsys, "ledger", "entities", "--type", "mineral", "--ledger", "l.sqlite", "--json")
    assert code == 0
    assert {e["id"] for e in json.loads(out)["entities"]} == {"gallium", "lithium"}
    code, _, err = run(capsys, "ledger", "entities", "--type", "mountain", "--ledger", "l.sqlite")
    assert code == 2
    assert "person" in err or "mineral" in err


def test_the_python_functions_refuse_what_is_none(desk):
    [ban] = ledgers.list_claims("l.sqlite", source="ban.txt").entries
    with pytest.raises(ledgers.BadInput, match="want one of"):
        ledgers.review_claim("l.sqlite", ban.claim.id, "like", who="Ann", at=AT)
    path = ledgers.export_ledger("l.sqlite", desk / "out.csv", mineral="gallium")
    assert "gallium" in path.read_text("utf-8-sig")
    _, file = (ledgers.labeller_of("l.sqlite"), desk / labeller_file.FILE)
    assert not file.exists()
