"""The main job from the command line: files, answer, repetition from run.json."""

import json
from pathlib import Path

import pytest

from lodestone.face.cli import main

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.*"))
FILES = ("brief.html", "claims.json", "numbers.json", "run.json")


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("brief")
    assert main(["brief", *map(str, EXAMPLES), "--for", "JPN", "--runs", "40", "--out", str(out)]) == 0
    return out


@pytest.mark.slow
def test_the_page_and_its_data_are_written(written):
    assert sorted(p.name for p in written.iterdir()) == sorted(FILES)
    page = (written / "brief.html").read_text("utf-8")
    assert "http" not in page.replace("http-equiv", "").split("<main")[0]  # nothing is fetched before the first word
    assert len(page) < 1_500_000


@pytest.mark.slow
def test_every_quote_equals_the_text_at_its_offsets(written):
    record = json.loads((written / "run.json").read_text("utf-8"))
    texts = {entry["sha256"]: entry["text"] for entry in record["inputs"]}
    spans = 0
    for reading in json.loads((written / "claims.json").read_text("utf-8")):
        text = texts[reading["source"]["sha256"]]
        for claim in reading["claims"]:
            quoted = [claim["span"], *(v for values in claim["slots"].values() for v in values)]
            for span in quoted:
                assert text[span["start"] : span["end"]] == span["quote"]
                spans += 1
    assert spans > 50


@pytest.mark.slow
def test_run_json_repeats_the_brief_bit_for_bit(written, tmp_path):
    assert main(["brief", "--repeat", str(written / "run.json"), "--out", str(tmp_path)]) == 0
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes(), name


@pytest.mark.slow
@pytest.mark.parametrize(("key", "value"), [("sha256", "0" * 64), ("text", "Another text was signed in Lima.")])
def test_a_run_json_changed_by_hand_is_refused(written, tmp_path, capsys, key, value):
    record = json.loads((written / "run.json").read_text("utf-8"))
    record["inputs"][0][key] = value
    (tmp_path / "run.json").write_text(json.dumps(record), "utf-8")
    assert main(["brief", "--repeat", str(tmp_path / "run.json"), "--out", str(tmp_path / "out")]) == 2
    assert "changed by hand" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
