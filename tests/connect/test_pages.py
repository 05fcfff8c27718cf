"""Addresses: downloaded once, kept with day and checksum, read from the copy after that, refused in one sentence."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lodestone import workspace
from lodestone.connect.pages import is_address, page
from lodestone.face.cli import main
from lodestone.terms.errors import BadInput

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Two Ports Share Ore Berths</title>
<meta property="article:published_time" content="2031-05-02"></head><body><article><h1>Two Ports Share Ore Berths</h1>
<p>Peru and Norway agreed in Lima on Tuesday to lend 40 million dollars to the tellurium smelter at Ilo by March 2033.</p>
<p>The two ministries will meet again in Oslo and will then review what the geologists of both sides have found.</p>
</article></body></html>"""
LATIN = "L’accord prévoit un prêt de 3 millions d’euros à Nouméa – et des études géologiques pour les entreprises."


class Site:
    """What is at each path, with its content type, and which paths were asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[bytes, str]] = {"/talks/berths": (PAGE.encode(), "text/html; charset=utf-8")}
        self.moved: dict[str, str] = {}
        self.asked: list[str] = []


@pytest.fixture
def site() -> Iterator[tuple[Site, str]]:
    state = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            if self.path in state.moved:
                self.send_response(302)
                self.send_header("Location", state.moved[self.path])
                self.end_headers()
                return
            if self.path not in state.pages:
                self.send_error(404)
                return
            body, kind = state.pages[self.path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_address_is_downloaded_once_and_the_copy_read_after_that(site, tmp_path):
    state, at = site
    first = workspace.document(f"{at}/talks/berths#top", kept=tmp_path)
    assert first.source.address == f"{at}/talks/berths"
    assert len(first.source.retrieved) == 10
    assert first.source.published == "2031-05-02"
    assert "tellurium smelter" in first.text
    again = workspace.document(f"{at}/talks/berths", kept=tmp_path)
    assert (again, state.asked) == (first, ["/talks/berths"])
    [copy] = tmp_path.glob("*-berths.html")
    assert copy.read_bytes() == PAGE.encode()
    assert first.source.sha256.startswith(copy.name[:12])


def test_refresh_asks_again_and_keeps_the_old_copy(site, tmp_path):
    state, at = site
    page(f"{at}/talks/berths", tmp_path)
    state.pages["/talks/berths"] = (PAGE.replace("40 million", "45 million").encode(), "text/html")
    assert not page(f"{at}/talks/berths", tmp_path).changed
    fresh = page(f"{at}/talks/berths", tmp_path, refresh=True)
    assert fresh.changed
    assert "45 million" in workspace.document(f"{at}/talks/berths", kept=tmp_path).text
    assert len(list(tmp_path.glob("*-berths.html"))) == 2


def test_a_copy_that_was_touched_is_fetched_again(site, tmp_path):
    state, at = site
    kept = page(f"{at}/talks/berths", tmp_path)
    (tmp_path / kept.file).write_bytes(b"something else")
    assert page(f"{at}/talks/berths", tmp_path).sha256 == kept.sha256
    assert (tmp_path / kept.file).read_bytes() == PAGE.encode()
    assert len(state.asked) == 2


def test_offline_says_so_with_the_remedy_and_what_is_kept_is_read(tmp_path):
    gone = "http://127.0.0.1:9/statement.html"  # the discard port: nobody listens
    with pytest.raises(BadInput, match=r"cannot reach 127\.0\.0\.1 .*save the page and give the file$") as said:
        page(gone, tmp_path)
    assert "\n" not in str(said.value)


def test_refresh_offline_leaves_the_copy_and_names_it(site, tmp_path, monkeypatch):
    state, at = site
    kept = page(f"{at}/talks/berths", tmp_path)
    del state.pages["/talks/berths"]
    with pytest.raises(BadInput, match=f"answers 404.*without --refresh the copy of {kept.retrieved} is read"):
        page(f"{at}/talks/berths", tmp_path, refresh=True)
    assert page(f"{at}/talks/berths", tmp_path) == kept


def test_where_it_was_found_in_the_end_and_the_servers_word_on_letters(site, tmp_path):
    state, at = site
    state.moved["/old"] = "/new/accord"
    state.pages["/new/accord"] = (LATIN.encode("cp1252"), "text/plain; charset=ISO-8859-1")
    doc = workspace.document(f"{at}/old", kept=tmp_path)
    assert doc.source.address == f"{at}/new/accord"
    assert (doc.text, doc.source.encoding) == (LATIN, "cp1252 (said by the server)")
    assert doc.source.file.endswith("-accord.txt")


@pytest.mark.parametrize(
    ("address", "says"),
    [("https://?q=1", "no server"), ("https://me:secret@host.invalid/a", "a name or password")],
)
def test_addresses_that_are_refused(address, says, tmp_path):
    with pytest.raises(BadInput, match=says) as said:
        page(address, tmp_path)
    assert "secret" not in str(said.value)
    assert not list(tmp_path.iterdir())


def test_more_than_a_text_can_be_is_refused_before_it_is_downloaded(site, tmp_path, monkeypatch):
    state, at = site
    monkeypatch.setattr("lodestone.connect.pages.MOST_BYTES", 1000)
    state.pages["/big"] = (b"word " * 1000, "text/plain")
    with pytest.raises(BadInput, match="is no text"):
        page(f"{at}/big", tmp_path)


def test_what_cannot_be_read_names_the_address_and_the_copy(site, tmp_path):
    state, at = site
    state.pages["/app"] = (b"<html><body><script>var words = 1</script></body></html>", "text/html")
    with pytest.raises(BadInput, match=r"/app: .*without text.*the copy is "):
        workspace.document(f"{at}/app", kept=tmp_path)


def test_file_names_are_no_addresses():
    assert [is_address(a) for a in ("HTTPS://a.b/c", "http:/a", "talks.html", r"C:\talks\a.txt", "https.txt")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_read_from_the_command_line(site, tmp_path, capsys, monkeypatch):
    _, at = site
    monkeypatch.chdir(tmp_path)
    assert main(["read", f"{at}/talks/berths", "--json"]) == 0
    source = json.loads(capsys.readouterr().out)["source"]
    assert source["address"] == f"{at}/talks/berths"
    assert source["retrieved"]
    assert (tmp_path / "lodestone-texts").is_dir()
    assert main(["read", f"{at}/talks/berths"]) == 0
    assert f"from {at}/talks/berths, retrieved" in capsys.readouterr().out
    assert main(["read", f"{at}/nothing"]) == 2
    assert Path.cwd() == tmp_path


def test_an_address_that_went_through_a_path_is_still_one(site, tmp_path):
    _, at = site
    assert workspace.document(Path(f"{at}/talks/berths"), kept=tmp_path).source.address == f"{at}/talks/berths"


def test_the_ledger_takes_an_address(site, tmp_path, capsys, monkeypatch):
    _, at = site
    monkeypatch.chdir(tmp_path)
    assert main(["ledger", "add", f"{at}/talks/berths", "--who", "desk", "--json"]) == 0
    [added] = json.loads(capsys.readouterr().out)["texts"]
    assert added["file"].endswith("-berths.html")
    assert added["claims"] >= 1
