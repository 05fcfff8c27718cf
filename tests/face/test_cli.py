"""The command line as a user meets it: help, exit codes, one clear sentence for each mistake."""

import json

import pytest

from lodestone.face.cli import VERBS, main
from lodestone.store.files import write_files
from lodestone.terms.errors import BadInput

TEXT = "The two governments signed a memorandum on cobalt in Lima on 3 March 2025. They will build a refinery by 2030.\n"


def run(capsys, *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_help_names_every_verb(capsys):
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert all(verb in out for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(capsys, verb):
    code, out, _ = run(capsys, verb, "--help")
    assert code == 0
    assert "--json" in out or "COMMAND" in out


def test_a_misspelt_verb_is_named_with_the_nearest(capsys):
    code, _, err = run(capsys, "breif")
    assert code == 2
    assert "did you mean brief" in err


def test_a_misspelt_option_is_usage_error(capsys, tmp_path):
    code, _, err = run(capsys, "read", tmp_path / "a.txt", "--jsn")
    assert code == 2
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (None, "no such file"),
        (b"", "empty"),
        (bytes(range(256)) * 8, "not text"),
        (b"%PDF-1.7\n" + bytes(range(256)), "PDF"),
        (bytes(range(0x80, 0x100)) * 8, "UTF-8"),
    ],
    ids=["missing", "empty", "binary", "pdf", "encoding"],
)
def test_a_file_that_cannot_be_read_is_one_sentence(capsys, tmp_path, content, word):
    file = tmp_path / "text.txt"
    if content is not None:
        file.write_bytes(content)
    code, out, err = run(capsys, "read", file, "--json")
    assert code == 2
    assert out == ""
    assert "text.txt" in err
    assert word.lower() in err.lower()
    assert len(err.strip().splitlines()) == 1


def test_a_text_without_a_claim_is_an_empty_list(capsys, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Menu\nHome\nContact\n", "utf-8")
    code, out, _ = run(capsys, "read", file, "--json")
    assert code == 0
    assert json.loads(out)["claims"] == []


@pytest.mark.parametrize("variant", ["plain", "crlf", "bom", "curly", "full width"])
def test_odd_but_valid_texts_are_read_verbatim(capsys, tmp_path, variant):
    text = {
        "plain": TEXT,
        "crlf": TEXT.replace("\n", "\r\n") * 2,
        "bom": "\ufeff" + TEXT,
        "curly": TEXT.replace("They", "“We are glad”, they said. They"),
        "full width": TEXT.replace("2030", "２０３０"),
    }[variant]
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode("utf-8"))
    code, out, _ = run(capsys, "read", file, "--json")
    document = json.loads(out)
    assert code == 0
    assert document["claims"]
    for span in (c["span"] for c in document["claims"]):
        assert text[span["start"] : span["end"]] == span["quote"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["atlas", "galium"], 2, "did you mean gallium"),
        (["network", "unobtainium"], 2, "not a commodity"),
        (["network", "gallium", "--year", "1890"], 3, "1890"),
        (["atlas", "gallium", "--year", "1890"], 3, "1890"),
        (["risk", "gallium", "--method", "hhii", "--economy", "JPN"], 2, "did you mean"),
        (["risk", "gallium", "--method", "hhi", "--economy", "JPX"], 2, "JPX"),
        (["shock", "no-such-scenario.toml"], 2, "no-such-scenario"),
    ],
)
def test_unknown_words_and_years_are_one_sentence(capsys, words, code, sentence):
    got, out, err = run(capsys, *words)
    assert got == code
    assert out == ""
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_a_brief_without_any_claim_answers_nothing_and_writes_nothing(capsys, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Menu\nHome\nContact\n", "utf-8")
    code, _, err = run(capsys, "brief", file, "--out", tmp_path / "out")
    assert code == 3
    assert "a.txt" in err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(capsys, tmp_path):
    (tmp_path / "out").write_text("a file stands where the folder should be", "utf-8")
    with pytest.raises(BadInput, match="choose another folder"):
        write_files(tmp_path / "out", {"brief.html": b"x", "run.json": b"y"})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


def test_files_are_written_all_or_none(tmp_path):
    (tmp_path / "b").mkdir()  # a folder stands where the second file should go
    (tmp_path / "a").write_bytes(b"before")
    with pytest.raises(BadInput):
        write_files(tmp_path, {"b": b"x", "a": b"after"})
    assert (tmp_path / "a").read_bytes() == b"before"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]
