"""``lodestone network MINERAL``: the balanced supply network."""

from typing import Annotated

from cyclopts import Parameter


def network(
    mineral: str,
    *,
    year: Annotated[int, Parameter(help="calendar year")] = 2024,
    steady: Annotated[bool, Parameter(help="the steady state a simulation starts from, without stock changes", negative="")] = False,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """The balanced supply network of a mineral, in tonnes contained.

    Parameters
    ----------
    mineral
        gallium, cobalt, lithium, rare_earths_light or rare_earths_heavy
    """
    from lodestone import workspace
    from lodestone.atlas import views
    from lodestone.face.cli.output import percent, print_json, print_table, progress

    with progress(f"{mineral} {year}") as step:
        net = workspace.network(mineral, year=year, steady=steady, progress=step)
    if json:
        print_json(views.network_json(net))
        return 0
    accounts = [
        (a.form, a.stage, a.throughput_t, a.traded_t, percent(a.moved_t / a.throughput_t if a.throughput_t else 0.0), percent(a.observed), percent(a.estimated), percent(a.carried), percent(a.imputed))
        for a in net.stage_accounts
    ]  # fmt: skip
    print_table(
        f"{mineral} {year} ({net.kind}): what the balance rests on, tonnes {net.element} contained",
        ("form", "stage", "throughput t", "traded t", "moved", "observed", "estimated", "carried", "imputed"), accounts,
    )  # fmt: skip
    largest = sorted(range(len(net.flow_t)), key=lambda a: -net.flow_t[a])[:25]
    arcs = [
        (net.forms[net.arc_form[a]], net.places[net.arc_origin[a]], net.places[net.arc_destination[a]], float(net.flow_t[a]), f"{net.low_t[a]:,.0f}–{net.high_t[a]:,.0f}", str(net.arc_status[a]), ", ".join(net.arc_sources[a]))
        for a in largest
    ]  # fmt: skip
    notes = [
        f"{len(net.flow_t)} arcs, {len(net.node_form)} nodes; largest imbalance {net.balance_residual:.1e} of a form's throughput",
        "moved: tonnes the balance shifted away from the published figures, over throughput; imputed: no figure exists, filled in",
        "the 25 largest arcs; --json gives all",
    ]
    print_table("", ("form", "from", "to", "t/year", "5–95 %", "status", "sources"), arcs, notes=notes)
    return 0
