"""Every publisher: its card's addresses lead to a file the build reads (from a server of our own); the rest say what to do."""

import csv
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from test_baci_zip import YEAR_2024, packed

from lodestone.connect import pink_sheet
from lodestone.connect.fetch import by_hand, fetch
from lodestone.connect.publishers import PUBLISHERS
from lodestone.store.facts import cards
from lodestone.terms.errors import BadInput

DOWNLOADED = sorted(name for name, parts in PUBLISHERS.items() if any(cards()[part.card].downloads for part in parts))
BY_HAND = sorted(set(PUBLISHERS) - set(DOWNLOADED))


def typed(text: str) -> object:
    return float(text) if text.lstrip("-").replace(".", "", 1).isdigit() else text


def workbook(sheet: Path, out: Path) -> Path:
    """The sample as the publisher's workbook: the same table on its first sheet."""
    book = openpyxl.Workbook()
    for row in csv.reader(sheet.read_text(encoding="utf-8").splitlines()):
        book.active.append([typed(c) for c in row])
    book.save(out)
    return out


def pink_workbook(sheet: Path, out: Path) -> Path:
    """The sample as the World Bank lays it out: titles, a row of names, a row of units, months; one name with asterisks."""
    head, *months = csv.reader(sheet.read_text(encoding="utf-8").splitlines())
    book = openpyxl.Workbook()
    book.active.title = "AFOSHEET"
    prices = book.create_sheet("Monthly Prices")
    prices.append(["World Bank Commodity Price Data (invented)"])
    prices.append([])
    prices.append([None, *(f"{name.rsplit(' (', 1)[0]}{' **' if n == 0 else ''}" for n, name in enumerate(head[1:]))])
    prices.append([None, *(f"({name.rsplit(' (', 1)[1]}" for name in head[1:])])
    for month, *values in months:
        prices.append([month, *(typed(v) for v in values)])
    book.save(out)
    return out


@pytest.fixture
def files(raw: Path, tmp_path: Path) -> dict[str, bytes]:
    """What each address serves, by the name it ends in."""
    made = tmp_path / "made"
    made.mkdir()
    zips = [packed(made, {f"BACI_{hs}_Y2024_V202601.csv": text}, f"BACI_{hs}_V202601.zip") for hs, text in (
        ("HS92", YEAR_2024), ("HS17", "t,i,j,k,v,q\n2024,156,392,850511,9.0,1.0\n"),
    )]  # fmt: skip
    return {path.name: path.read_bytes() for path in zips} | {
        "MCS2026_Commodities_Data.csv": (raw / "usgs_mcs2026_commodities.csv").read_bytes(),
        "fact_GlobalSupplyShares%26t.csv": (raw / "fact_GlobalSupplyShares_t.csv").read_bytes(),
        "fact_EUSupplyShares%26t.csv": (raw / "fact_EUSupplyShares_t.csv").read_bytes(),
        "annual.csv": (raw / "fx_annual_fed.csv").read_bytes(),
        "monthly.csv": (raw / "fx_monthly_fed.csv").read_bytes(),
        "wgidataset.xlsx": workbook(raw / "wgi_1996_2023_six_dimensions.csv", made / "wgi.xlsx").read_bytes(),
        "CLASS.xlsx": workbook(raw / "wb_income_class_fy2026.csv", made / "class.xlsx").read_bytes(),
        "CMO-Historical-Data-Monthly.xlsx": pink_workbook(raw / "wb_pinksheet_monthly_sample.csv", made / "p.xlsx").read_bytes(),
    }


@pytest.fixture
def host(files: dict[str, bytes]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            body = files[asked.query.removeprefix("name=") or asked.path.rsplit("/", 1)[-1]]
            start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").rstrip("-"))
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            self.send_header("Content-Length", str(len(body) - start))
            self.send_header("ETag", '"one"')
            self.end_headers()
            self.wfile.write(body[start:])

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def at(host: str) -> dict:
    """The packaged cards with every download at ``host``, its path, query and fragment kept."""
    moved = {}
    for id_, card in cards().items():
        there = tuple(host + url.removeprefix("https://" + urlsplit(url).netloc) for url in card.downloads)
        moved[id_] = replace(card, downloads=there)
    return moved


@pytest.mark.parametrize("name", DOWNLOADED)
def test_every_address_on_a_card_is_fetched_checked_and_recorded(name: str, host: str, tmp_path: Path) -> None:
    steps: list[tuple[int, int | None]] = []
    got = fetch(name, tmp_path / "to", at(host), progress=lambda *step: steps.append(step))
    assert len(got) == len({url for part in PUBLISHERS[name] for url in cards()[part.card].downloads})
    assert steps
    for one in got:
        assert one.facts > 0
        assert any(part.find(tmp_path / "to") == one.path for part in PUBLISHERS[name])  # the build will look for this name
        record = tomllib.loads(one.path.with_name(f"source-{one.path.name}.toml").read_text(encoding="utf-8"))
        assert (record["card"], record["sha256"], record["bytes"]) == (one.card, one.sha256, one.path.stat().st_size)
        assert record["origin"].startswith(host)


def test_ctrl_c_keeps_what_came_and_the_next_attempt_goes_on(host: str, files: dict[str, bytes], tmp_path: Path) -> None:
    from lodestone.connect import download

    def cancel(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(download, "CHUNK_BYTES", 50)
        with pytest.raises(KeyboardInterrupt):
            fetch("fed_h10", tmp_path / "to", at(host), progress=cancel)
    part = tmp_path / "to" / ".fx_annual_fed.csv.part"
    assert part.read_bytes() == files["annual.csv"][:50]
    assert not (tmp_path / "to" / "fx_annual_fed.csv").exists()
    annual, _ = fetch("fed_h10", tmp_path / "to", at(host))
    assert (annual.resumed_at, annual.path.read_bytes()) == (50, files["annual.csv"])
    assert not list((tmp_path / "to").glob(".*"))


@pytest.mark.parametrize("name", BY_HAND)
def test_a_publisher_without_an_address_says_where_to_go_in_a_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as said:
        fetch(name, tmp_path / "to", cards())
    assert str(said.value).startswith(f"{name}: ")
    assert "https://" in str(said.value) or cards()[PUBLISHERS[name][0].card].publisher == "Eurostat"
    assert str(said.value).endswith("then give it with --from FILE")
    assert "\n" not in str(said.value)


@pytest.mark.parametrize("name", ["comtrade", "gta"])
def test_rows_that_stay_with_the_user_are_not_called_unknown(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=rf"^{name}: .*(key|keeps)"):
        fetch(name, tmp_path / "to", cards())


def test_what_is_left_of_a_publisher_is_said() -> None:
    (rest,) = by_hand("usgs_mcs", cards())
    assert "10.5066/P13XCP3R" in rest
    assert by_hand("baci", cards()) == ()


def test_the_publishers_own_layout_of_prices_gives_the_same_facts(raw: Path, tmp_path: Path) -> None:
    sheet = raw / "wb_pinksheet_monthly_sample.csv"
    book = pink_workbook(sheet, tmp_path / "CMO-Historical-Data-Monthly.xlsx")
    ours, theirs = ([replace(f, row="") for f in pink_sheet.read(path)] for path in (sheet, book))
    assert ours == theirs
    whole = openpyxl.load_workbook(book)
    names = whole["Monthly Prices"][3]
    next(cell for cell in names if cell.value == "Copper").value = "Something else"
    whole.save(book)
    with pytest.raises(BadInput, match=r"CMO-Historical-Data-Monthly\.xlsx, row 5: wrong release or changed columns: lacks "):
        list(pink_sheet.read(book))
    whole["Monthly Prices"].title = "Prices"
    whole.save(book)
    with pytest.raises(BadInput, match='lacks the sheet "Monthly Prices"; has AFOSHEET, Prices'):
        list(pink_sheet.read(book))
    book.write_bytes(book.read_bytes()[:500])
    with pytest.raises(BadInput, match="not a whole Excel workbook"):
        list(pink_sheet.read(book))


def test_every_card_is_complete_and_a_checked_licence_says_where_and_when() -> None:
    for card in cards().values():
        for word in (card.publisher, card.title, card.version, card.licence, card.address, card.read):
            assert word.strip(), card.id
        assert card.address.startswith("https://"), card.id
        assert len(card.read) == 10, card.id
        assert bool(card.terms) == bool(card.terms_read) == card.licence_checked, card.id


def test_a_licence_is_not_called_checked_without_its_address(tmp_path: Path) -> None:
    from lodestone.store.cards import read_card

    words = ("id", "publisher", "title", "version", "licence", "address", "read")
    path = tmp_path / "x.toml"
    path.write_text("".join(f'{k} = "x"\n' for k in words) + "licence_checked = true\n", encoding="utf-8")
    with pytest.raises(BadInput, match="licence_checked needs the address where the terms were read"):
        read_card(path)
