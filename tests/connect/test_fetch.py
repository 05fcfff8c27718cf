"""Fetching: whole files or none, taken up where they broke off, refused in one sentence, recorded with their checksum."""

import hashlib
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from test_baci_zip import YEAR_2024, packed

from lodestone.connect.download import download
from lodestone.connect.fetch import fetch
from lodestone.store.facts import cards
from lodestone.terms.errors import BadInput, UnknownTerm

NAME = "BACI_HS92_V202601.zip"


class Web:
    """What the server has and how it misbehaves."""

    content = b""
    etag: str | None = '"first"'
    break_after: int | None = None
    status: int | None = None
    ranges: list[str]

    def __init__(self) -> None:
        self.ranges = []


@pytest.fixture
def web() -> Iterator[tuple[Web, str]]:
    state = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if state.status:
                self.send_error(state.status)
                return
            start = 0
            wanted = self.headers.get("Range")
            if wanted and self.headers.get("If-Range") == state.etag:
                start = int(wanted.removeprefix("bytes=").rstrip("-"))
                state.ranges.append(wanted)
            body = state.content[start:]
            if start >= len(state.content) > 0:
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(state.content) - 1}/{len(state.content)}")
            if state.etag:
                self.send_header("ETag", state.etag)
            self.end_headers()
            self.wfile.write(body if state.break_after is None else body[: state.break_after])

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_address[1]}/data/{NAME}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    (tmp_path / "made").mkdir()
    return packed(tmp_path / "made", {"BACI_HS92_Y2024_V202601.csv": YEAR_2024}, NAME).read_bytes()


def with_address(url: str) -> dict:
    return {**cards(), "baci_202601": replace(cards()["baci_202601"], downloads=(url,))}


def test_a_download_is_checked_named_and_recorded(web: tuple[Web, str], whole: bytes, tmp_path: Path) -> None:
    state, url = web
    state.content = whole
    seen: list[tuple[int, int | None]] = []
    (got,) = fetch("baci", tmp_path / "raw", with_address(url), progress=lambda *step: seen.append(step))
    assert got.path.read_bytes() == whole
    assert (got.facts, got.bytes, got.replaced, got.resumed_at) == (6, len(whole), False, 0)
    assert seen[-1] == (len(whole), len(whole))
    record = tomllib.loads((tmp_path / "raw" / f"source-{NAME}.toml").read_text(encoding="utf-8"))
    assert record["sha256"] == hashlib.sha256(whole).hexdigest()
    assert (record["card"], record["licence"], record["origin"]) == ("baci_202601", "Etalab Open Licence 2.0", url)
    assert {p.name for p in (tmp_path / "raw").iterdir()} == {NAME, f"source-{NAME}.toml"}
    (again,) = fetch("baci", tmp_path / "raw", with_address(url))
    assert again.replaced


def test_a_broken_download_goes_on_where_it_stopped(web: tuple[Web, str], whole: bytes, tmp_path: Path) -> None:
    state, url = web
    state.content, state.break_after = whole, 100
    with pytest.raises(BadInput, match="run the same command again"):
        fetch("baci", tmp_path / "to", with_address(url))
    assert not (tmp_path / "to" / NAME).exists()
    state.break_after = None
    (got,) = fetch("baci", tmp_path / "to", with_address(url))
    assert state.ranges == ["bytes=100-"]
    assert (got.resumed_at, got.path.read_bytes()) == (100, whole)


def test_a_file_that_changed_meanwhile_is_fetched_anew(web: tuple[Web, str], whole: bytes, tmp_path: Path) -> None:
    state, url = web
    state.content, state.break_after = b"x" * 5000, 100
    with pytest.raises(BadInput):
        download(url, tmp_path / NAME)
    state.content, state.break_after, state.etag = whole, None, '"second"'
    assert download(url, tmp_path / NAME).path.read_bytes() == whole


def test_a_server_without_a_mark_is_never_resumed(web: tuple[Web, str], whole: bytes, tmp_path: Path) -> None:
    state, url = web
    state.content, state.break_after, state.etag = whole, 100, None
    with pytest.raises(BadInput):
        download(url, tmp_path / NAME)
    state.break_after = None
    got = download(url, tmp_path / NAME)
    assert (got.resumed_at, got.path.read_bytes(), state.ranges) == (0, whole, [])


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_refusal_is_one_sentence(web: tuple[Web, str], tmp_path: Path, status: int) -> None:
    state, url = web
    state.status = status
    with pytest.raises(BadInput, match=f"the server answers {status}"):
        fetch("baci", tmp_path / "to", with_address(url))
    assert not list((tmp_path / "to").glob("BACI*"))


def test_nobody_there_is_one_sentence_with_a_way_out(tmp_path: Path) -> None:
    closed = "http://127.0.0.1:9/data/BACI_HS92_V202601.zip"
    with pytest.raises(BadInput, match=r"cannot reach 127\.0\.0\.1 .*--from FILE"):
        fetch("baci", tmp_path / "to", with_address(closed))
    with pytest.raises(BadInput, match="not an address of the web"):
        download("ftp://example.org/x", tmp_path / "x")


def test_a_bad_file_leaves_the_good_one_and_is_kept_apart(web: tuple[Web, str], whole: bytes, tmp_path: Path) -> None:
    state, url = web
    state.content = whole
    fetch("baci", tmp_path / "to", with_address(url))
    state.content = whole[:-50]
    with pytest.raises(BadInput, match="not a whole zip file") as refused:
        fetch("baci", tmp_path / "to", with_address(url))
    assert str(tmp_path / "to" / f"refused-{NAME}") in str(refused.value)
    assert (tmp_path / "to" / NAME).read_bytes() == whole
    assert not list((tmp_path / "to").glob(".*"))


def test_a_wrong_checksum_is_refused(web: tuple[Web, str], whole: bytes, tmp_path: Path) -> None:
    state, url = web
    state.content = whole
    with pytest.raises(BadInput, match="damaged or another version"):
        fetch("baci", tmp_path / "to", with_address(url), checksum="0" * 64)
    (got,) = fetch("baci", tmp_path / "to", with_address(url), checksum=hashlib.sha256(whole).hexdigest().upper())
    assert got.facts == 6


def test_a_file_at_hand_gets_the_name_the_build_looks_for(raw: Path, tmp_path: Path) -> None:
    mine = tmp_path / "Downloads (3).csv"
    mine.write_bytes((raw / "usgs_mcs2025_world.csv").read_bytes())
    (got,) = fetch("usgs_mcs", tmp_path / "new", cards(), source=mine)
    assert (got.path.name, got.card) == ("usgs_mcs2025_world.csv", "usgs_mcs_2025")
    (sheet,) = fetch("wmd", tmp_path / "new", cards(), source=raw / "wmd_2018_2024_long.csv")
    assert sheet.origin == "wmd_2018_2024_long.csv"
    assert (raw / "wmd_2018_2024_long.csv").is_file()


def test_what_was_fetched_can_be_built(raw: Path, tmp_path: Path) -> None:
    from lodestone.connect.build import build
    from lodestone.connect.publishers import PUBLISHERS

    for name, parts in PUBLISHERS.items():
        for part in parts:
            path = part.find(raw)
            assert path is not None
            fetch(name, tmp_path / "new", cards(), source=path)
    assert build(tmp_path / "new", tmp_path / "a").hashes == build(raw, tmp_path / "b").hashes


def test_what_cannot_be_fetched_is_said(raw: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownTerm, match="did you mean"):
        fetch("bacci", tmp_path, cards())
    with pytest.raises(BadInput, match=r"wmd: World Mining Data 2026: .*https://.* --from FILE"):
        fetch("wmd", tmp_path / "to", cards())
    with pytest.raises(BadInput, match="no such file"):
        fetch("wmd", tmp_path / "to", cards(), source=tmp_path / "nowhere.csv")
    with pytest.raises(BadInput, match="none of the 2 connectors"):
        fetch("usgs_mcs", tmp_path / "to", cards(), source=raw / "README.md")
    with pytest.raises(BadInput, match=r"README\.md.*changed columns"):
        fetch("wmd", tmp_path / "to", cards(), source=raw / "README.md")
    (tmp_path / "raw2").mkdir()
    (tmp_path / "raw2" / "baci_hs92_minerals_x.parquet").write_bytes(b"x")
    with pytest.raises(BadInput, match="a file of the same table lies there"):
        fetch("baci", tmp_path / "raw2", cards(), source=packed(tmp_path, {"BACI_HS92_Y2024_V202601.csv": YEAR_2024}))


def test_the_cards_addresses_are_of_files_the_build_looks_for() -> None:
    from lodestone.connect.fetch import _fits, _last
    from lodestone.connect.publishers import PUBLISHERS

    for parts in PUBLISHERS.values():
        for url in {url for part in parts for url in cards()[part.card].downloads}:
            assert any(_fits(_last(url), part) for part in parts)
            assert url.startswith("https://")
