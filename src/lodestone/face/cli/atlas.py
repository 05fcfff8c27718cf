"""``lodestone atlas MINERAL``: who mines, refines and ships it; ``lodestone atlas build`` makes the packaged facts anew."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from lodestone.face.cli.atlas_check import check
from lodestone.face.cli.options import Export, Facts

HELP = "Who mines, refines and ships a mineral, with sources and their disagreement"
SHOWN = 30  # partners in the table for people

app = App(name="atlas", help=HELP, help_format="plaintext")
app.command(check)


@app.default
def atlas(
    mineral: str,
    *,
    stage: Annotated[str | None, Parameter(help="mine, refine, metal, intermediate, product or recycle")] = None,
    year: Annotated[int | None, Parameter(help="the latest figures up to this year (default: the latest there are)")] = None,
    imports: Annotated[str | None, Parameter(help="instead: imports of an economy or bloc by origin, gross customs mass")] = None,
    exports: Annotated[str | None, Parameter(help="instead: exports of an economy or bloc by destination")] = None,
    by_origin: Annotated[
        bool, Parameter(help="with --imports: what came through entrepots, given to where those had it from", negative="")
    ] = False,
    facts: Facts = None,
    export: Export = None,
    chart: Annotated[Path | None, Parameter(help="also draw shares and a map of flows: FILE.png, .svg or .html")] = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """Who mines, refines and ships a mineral, with sources and where they disagree.

    Parameters
    ----------
    mineral
        a mineral or group (gallium, rare_earths, dysprosium ...); with --imports also customs codes such as 2846,280530
    """
    if chart:
        from lodestone.face.cli.charts import check_name

        check_name(chart, plain=not (imports or exports))
    _compatible(mineral, stage, imports, exports, by_origin)
    if imports or exports:
        direction = "imports" if imports else "exports"
        return trade(
            mineral, imports or exports or "", direction, year or 2024, by_origin=by_origin, facts=facts, export=export, json=json
        )  # fmt: skip
    from lodestone import workspace
    from lodestone.atlas.supply_table import to_json
    from lodestone.face.cli.atlas_table import COLUMNS, notes_for_people, rows_for_people
    from lodestone.face.cli.output import check_export, print_json, print_table, write_sheet

    check_export(export)
    table = workspace.supply(mineral, stage=stage, year=year, facts=facts)
    told = workspace.supply_told(table, facts, stage=stage)
    mine = told.sentences(without="production")
    if export:
        from lodestone.face.cli.atlas_sheets import supply_sheet

        write_sheet(supply_sheet(table, facts, mine), export)
    if chart:
        from lodestone.face.cli.charts import network_or_none, supply_chart

        supply_chart(table, network_or_none(table.mineral, table.year), chart)
    if json:
        print_json(to_json(table) | told.document())
        return 0
    notes = [*(f"yours: {c}" for c in table.changes), *mine, *notes_for_people(table)]
    print_table(f"{table.mineral}, latest figures up to {table.year}", COLUMNS, rows_for_people(table), notes=notes)
    return 0


def _compatible(mineral: str, stage: str | None, imports: str | None, exports: str | None, by_origin: bool) -> None:
    """Refuse options that would be passed over in silence."""
    from lodestone.terms.errors import BadInput

    if imports and exports:
        raise BadInput("--imports and --exports are two questions: ask one at a time")
    if stage and (imports or exports):
        raise BadInput("--stage belongs to who makes it; customs codes tell the form of imports and exports: leave --stage out")
    if by_origin and not (imports or exports):
        raise BadInput("--by-origin belongs to --imports ECONOMY")
    if mineral[:1].isdigit() and not (imports or exports):
        raise BadInput(f"{mineral}: customs codes want --imports ECONOMY or --exports ECONOMY, for example --imports JPN")


def trade(
    what: str,
    economy: str,
    direction: str,
    year: int,
    *,
    by_origin: bool = False,
    facts: Path | None,
    export: Path | None,
    json: bool,
) -> int:
    """Print an economy's imports or exports of a mineral or of customs codes."""
    from lodestone import workspace
    from lodestone.atlas.trade import to_json
    from lodestone.face.cli.output import check_export, percent, print_json, print_table, write_sheet

    check_export(export)
    codes = [c.strip() for c in what.split(",")]
    goods_asked = codes if codes[0].isdigit() else what
    table = workspace.imports(goods_asked, economy, year=year, direction=direction, by_origin=by_origin, facts=facts)
    told = workspace.trade_told(table, what if isinstance(goods_asked, str) else None, facts)
    if export:
        from lodestone.face.cli.atlas_sheets import trade_sheet

        write_sheet(trade_sheet(table, facts, told.sentences()), export)
    if json:
        print_json(to_json(table) | told.document())
        return 0
    said = [("; ".join(filter(None, (r.doubt, r.entrepot)))) for r in table.rows[:SHOWN]]
    rows: list[tuple[object, ...]]
    if table.by_origin:
        columns: tuple[str, ...] = ("origin", "gross t", "share", "5–95 %", "as declared", "thousand USD", "note")
        bands = [f"{percent(r.low)}–{percent(r.high)}".replace(" %–", "–") for r in table.rows]
        rows = [
            (r.partner, r.gross_t, percent(r.share), sure, percent(r.declared_share), r.value_kusd, note)
            for r, sure, note in zip(table.rows, bands, said, strict=False)
        ]
    else:
        columns = ("partner", "gross t", "share", "thousand USD", "note")
        rows = [(r.partner, r.gross_t, percent(r.share), r.value_kusd, note) for r, note in zip(table.rows, said, strict=False)]
    goods = f"{table.edition} {', '.join(table.codes)}; {table.gross_t:,.0f} t gross product mass in all"
    title = f"{table.subject}: {direction} of {table.economy}, {table.year}"
    notes = [f"{goods}; source {', '.join(table.sources)}", *table.notes, *told.sentences()]
    print_table(title, columns, rows, notes=notes)
    return 0


@app.command
def build(
    *,
    raw: Annotated[Path, Parameter(help="folder of publishers' files")],
    out: Annotated[Path | None, Parameter(help="where to write (default: the packaged facts)")] = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """Build the packaged facts from a folder of publishers' files; all or nothing, the same rows every time."""
    from lodestone.connect.build import build as build_facts
    from lodestone.face.cli.output import print_json, print_table, progress
    from lodestone.store.facts import packaged

    with progress("facts") as step:
        report = build_facts(raw, out or packaged(), progress=lambda name, done, total: step(name, done / max(total, 1)))
    if json:
        written = {n: {"rows": report.rows[n], "sha256": report.hashes[n], "bytes": report.bytes[n]} for n in sorted(report.rows)}
        print_json({"publishers": written, "absent": list(report.absent)})
        return 0
    rows = [(name, report.rows[name], report.bytes[name], report.hashes[name][:16]) for name in sorted(report.rows)]
    notes = [f"no file of: {', '.join(report.absent)}"] if report.absent else []
    print_table("Facts written", ("publisher", "rows", "bytes", "hash of the rows"), rows, notes=notes)
    return 0


@app.command
def fetch(
    publisher: str,
    *,
    source: Annotated[Path | None, Parameter(name="--from", help="a file at hand instead of a download")] = None,
    to: Annotated[Path, Parameter(help="the raw folder, for: lodestone atlas build --raw")] = Path("raw"),
    sha256: Annotated[str | None, Parameter(help="the checksum the file must have")] = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """Bring a publisher's file into the raw folder, checked by its connector, with checksum and licence recorded beside it.

    Parameters
    ----------
    publisher
        usgs_mcs, eu_crm, baci, wgi, iea_cm, bgs_wms, wmd, wb_pink_sheet, fed_h10, wb_income or comext
    """
    from lodestone.connect.fetch import by_hand
    from lodestone.connect.fetch import fetch as fetch_files
    from lodestone.face.cli.output import print_json, print_table, progress
    from lodestone.store.facts import cards

    with progress(publisher) as step:

        def say(done: int, total: int | None) -> None:
            step(f"{publisher}: {done / 1e6:,.0f} MB", done / total if total else 0.0)

        found = fetch_files(publisher, to, cards(), source=source, checksum=sha256, progress=say)
    if json:
        print_json([{**{name: getattr(f, name) for name in f.__slots__}, "path": str(f.path)} for f in found])
        return 0
    rows = [(str(f.path), f.card, f.facts, f.bytes, f.sha256[:16], "replaced" if f.replaced else "new") for f in found]
    rest = [] if source else [f"not downloaded: {sentence}" for sentence in by_hand(publisher, cards())]
    notes = [*rest, f"build them with: lodestone atlas build --raw {to}"]
    print_table(f"Fetched from {publisher}", ("file", "card", "facts", "bytes", "sha256", ""), rows, notes=notes)
    return 0


@app.command
def sources(
    *, export: Export = None, json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False
) -> int:
    """Every publisher with title, version, licence and whether the licence was read again."""
    from dataclasses import asdict

    from lodestone.face.cli.output import print_json, print_table, write_sheet
    from lodestone.store.facts import cards

    if export:
        from lodestone.face.cli.atlas_sheets import sources_sheet

        write_sheet(sources_sheet(cards()), export)
    if json:
        print_json({id_: asdict(card) for id_, card in cards().items()})
        return 0
    checked = {True: "yes", False: "not yet"}
    rows = [(c.id, c.publisher, c.version, c.licence, checked[c.licence_checked], c.read) for c in cards().values()]
    print_table("Sources", ("card", "publisher", "version", "licence", "licence re-read", "read"), rows)
    return 0
