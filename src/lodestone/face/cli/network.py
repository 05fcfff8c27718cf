"""``lodestone network MINERAL``: the balanced supply network."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lodestone.face.cli.options import Export, Facts

SHOWN = 25  # arcs in the table for people; --json gives all


def network(
    mineral: str,
    *,
    year: Annotated[int, Parameter(help="calendar year")] = 2024,
    steady: Annotated[bool, Parameter(help="the steady state a simulation starts from: no stock changes", negative="")] = False,
    facts: Facts = None,
    export: Export = None,
    chart: Annotated[Path | None, Parameter(help="also draw who ships to whom into this .png, .svg or .html file")] = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """The balanced supply network of a mineral, in tonnes contained.

    Parameters
    ----------
    mineral
        a mineral with a chain of its own: gallium, lithium, copper, rare_earths_light, platinum_group, lng ...
    """
    from lodestone import workspace
    from lodestone.atlas.network_json import to_json
    from lodestone.face.cli.charts import check_name, network_chart
    from lodestone.face.cli.output import band, check_export, percent, print_json, print_table, progress, write_sheet

    check_export(export)
    if chart is not None:
        check_name(chart)
    with progress(f"{mineral} {year}"):
        found = workspace.network(mineral, year=year, steady=steady, facts=facts)
        told = workspace.network_told(found, facts)
        document = to_json(found) | told.document()
        if chart is not None:
            network_chart(found, chart)
    if export is not None:
        from lodestone.face.cli.sheets import network_sheet

        write_sheet(network_sheet(document, facts, told.sentences()), export)
    if json:
        print_json(document)
        return 0
    kinds = ("moved_share", "observed", "estimated", "carried", "imputed")
    accounts = [
        (s["form"], s["stage"], s["throughput_t"], s["traded_t"], *(percent(s[k]) for k in kinds)) for s in document["stages"]
    ]
    title = f"{mineral} {year} ({document['kind']}): what the balance rests on, tonnes {document['element']} contained"
    print_table(title, ("form", "stage", "throughput t", "traded t", "moved", *kinds[1:]), accounts)
    largest = sorted(document["arcs"], key=lambda a: -a["t_per_year"])[:SHOWN]
    arcs = [
        (
            a["form"],
            a["origin"],
            a["destination"],
            a["t_per_year"],
            band(a["low"], a["high"]),
            a["status"],
            ", ".join(a["sources"]),
        )
        for a in largest
    ]
    residual = f"largest imbalance {document['balance_residual']:.1e} of a form's throughput"
    notes = [
        f"{len(document['arcs'])} arcs, {len(document['nodes'])} nodes; {residual}",
        "moved: tonnes the balance shifted away from the published figures, over throughput; imputed: no figure exists",
        f"the {len(arcs)} largest arcs; --json gives all",
        *told.sentences(),
    ]
    print_table("", ("form", "from", "to", "t/year", "5–95 %", "status", "sources"), arcs, notes=notes)
    return 0
