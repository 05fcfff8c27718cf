"""``lodestone read FILE``: the claims of one text."""

from typing import Annotated

from cyclopts import Parameter

from lodestone.face.cli.options import Kept, Refresh
from lodestone.face.cli.own_figure import Figure, OnDay


def read(
    file: str,
    *,
    published: Annotated[str | None, Parameter(help="date of the text (YYYY-MM-DD or YYYY-MM), where it states none")] = None,
    all_labels: Annotated[bool, Parameter(help="show up to three ranked families a claim", negative="")] = False,
    figure: Figure = None,
    on: OnDay = None,
    refresh: Refresh = False,
    kept: Kept = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """Claims, amounts, dates and hedges of one text, each with its exact words.

    Parameters
    ----------
    file
        a .txt, .html, .pdf or .docx file, or an address (https://...), which is downloaded once and kept
    """
    from lodestone import workspace
    from lodestone.evidence import contract
    from lodestone.evidence.measures import measures
    from lodestone.face.cli.output import print_json, print_table, progress
    from lodestone.face.cli.own_figure import day, own_figure
    from lodestone.scenario.record_link import links
    from lodestone.store.labeller_file import read_kept
    from lodestone.workspace.texts import KEPT

    figures = [own_figure(figure, "the reader")] if figure else []
    with progress("read") as step:
        reading = workspace.read(
            file, published=published, refresh=refresh, kept=kept or KEPT, folder=".", figures=figures, on=day(on), progress=step
        )
    trained = read_kept(".")
    linked = links(measures(reading))
    document = contract.to_json(reading) | ({"labeller": trained.sha256} if trained else {})
    document |= {"on_record": [link.as_json(day(on)) for link in linked]} if linked else {}
    if json:
        print_json(document)
        return 0
    rows = []
    for claim in reading.claims:
        families = " / ".join(f"{s.family} {s.score:.2f}" for s in claim.labels) if all_labels else claim.family
        who = ", ".join(s.value for s in claim.slots.get("actors", ()))
        what = ", ".join(s.value + (f" ({s.hedge})" if s.hedge != "asserted" else "") for s in claim.slots.get("minerals", ()))
        rows.append(
            (claim.span.start, families, claim.status or "–", who or "–", what or "–", " ".join(claim.span.quote.split()))
        )
    source = reading.document.source
    dated = f"{source.published} ({source.published_basis})" if source.published else "no date stated"
    notes = [
        f"{source.file}: {source.chars:,} characters, {source.language}, {dated}, sha256 {source.sha256[:12]}",
        *((f"from {source.address}, retrieved {source.retrieved}",) if source.address else ()),
        f"{len(reading.claims)} claims, {len(reading.mentions)} mentions, {len(reading.zones)} passages skipped as boiler-plate",
        *((trained.sentence(),) if trained else ()),
        *(f"{link.name()}: {link.sentence(day(on))}" for link in linked),
        *(f"{c.type}: {c.message}" for c in reading.conflicts),
    ]
    print_table(source.file, ("at", "family", "status", "who", "mineral", "words"), rows, notes=notes)
    return 0
