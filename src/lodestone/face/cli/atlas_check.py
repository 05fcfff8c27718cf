"""``lodestone atlas check``: whether the networks obey their laws, and where their data are weak."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from lodestone.face.cli.options import Export

if TYPE_CHECKING:
    from lodestone.atlas.check import ChainCheck


def check(
    *minerals: Annotated[str, Parameter(help="chains to check (default: all)")],
    year: Annotated[int | None, Parameter(help="calendar year (default: each chain's own)")] = None,
    quick: Annotated[bool, Parameter(help="leave out the recovery test", negative="")] = False,
    markdown: Annotated[Path | None, Parameter(help="also write the whole check as a page of Markdown to this file")] = None,
    export: Export = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout", negative="")] = False,
) -> int:
    """Check every chain: balance, sources, tonnes moved, what was observed, how well hidden cells come back.

    Exit 1 when a law is broken (a balance, a cell without a source, a customs row without a rule, a chain that cannot be built).
    """
    from lodestone.atlas.chainfile import chain_ids, load_chain
    from lodestone.atlas.check import check as check_chain
    from lodestone.atlas.check import to_json
    from lodestone.atlas.customs import in_reach
    from lodestone.atlas.recovery import SEEDS
    from lodestone.face.cli.output import check_export, percent, print_json, print_table, progress, write_sheet
    from lodestone.store.facts import load
    from lodestone.terms.errors import NothingToAnswer

    check_export(export)
    names = tuple(dict.fromkeys(_chains(minerals))) if minerals else chain_ids()
    found, silent = [], []
    with progress("checking") as step:
        for done, name in enumerate(names):
            step(name, done / len(names))
            chain = load_chain(name)
            try:
                if year is not None:
                    in_reach(chain, year)
                found.append(check_chain(load(commodities=chain.commodities), chain, year=year, seeds=() if quick else SEEDS))
            except NothingToAnswer as error:
                silent.append(str(error))
    if not found:
        raise NothingToAnswer(silent[0] + (f"; {len(silent) - 1} more chains do not either" if len(silent) > 1 else ""))
    if markdown:
        _write_page(found, markdown)
    if export is not None:
        from lodestone.face.cli.sheets import check_sheet

        write_sheet(check_sheet(to_json(found), [f"no answer: {sentence}" for sentence in silent]), export)
    if json:
        print_json(to_json(found))
        return 1 if any(c.failures for c in found) else 0
    rows = [
        (
            s.chain, s.form, s.stage, s.throughput_t, percent(s.moved), percent(s.observed), percent(s.estimated),
            percent(s.carried), percent(s.imputed), s.recovery_error, s.recovery_error_totals, percent(s.top_origin_error),
            s.verdict or "good",
        )
        for c in found for s in c.stages
    ]  # fmt: skip
    notes = [f"{c.chain} {c.year}: FAILS: {failure}" for c in found for failure in c.failures]
    notes += [f"no answer: {sentence}" for sentence in silent]
    notes += [f"{s.chain} {s.form}: {'; '.join(s.doubts)}" for c in found for s in c.stages if s.doubts]
    notes += [f"{c.chain}: {doubt}" for c in found for doubt in c.doubts]
    notes += [f"{c.chain}: inputs without a sufficient visible source, none invented: {len(c.gaps)}" for c in found if c.gaps]
    notes.append("had the balance kept proportions (entropy), shipped tonnes would differ by: " + _each(found, "method_moved"))
    notes.append("the steady baseline ships otherwise than the year did by: " + _each(found, "baseline_moved"))
    notes.append("moved: tonnes the balance shifted over throughput; observed to imputed: shares of traded tonnes")
    notes.append("hidden: a fifth of all pairs hidden and filled again, tonnes missed over tonnes hidden; totals: with every")
    notes.append("country's exports and imports known; largest: error of the share of an importer's largest origin")
    columns = (
        "chain", "form", "stage", "throughput t", "moved", "observed", "estimated", "carried", "imputed", "hidden", "totals",
        "largest", "verdict",
    )  # fmt: skip
    print_table("Networks: what they rest on", columns, rows, notes=notes)
    return 1 if any(c.failures for c in found) else 0


def _write_page(found: "list[ChainCheck]", path: Path) -> None:
    """The check as a page of Markdown."""
    from lodestone.atlas.check_page import markdown
    from lodestone.store.files import write_files
    from lodestone.terms.errors import BadInput

    try:
        write_files(path.parent, {path.name: markdown(found).encode("utf-8")})
    except BadInput as error:
        raise BadInput(str(error).replace("--out", "--markdown")) from None


def _each(checks: "list[ChainCheck]", name: str) -> str:
    """One figure of every chain in a line; a chain whose figure does not exist says so."""
    shares = [(c.chain, getattr(c, name)) for c in checks if not c.failures]
    return ", ".join(f"{chain} {'not converged' if share is None else f'{share:.1%}'}" for chain, share in shares)


def _chains(minerals: tuple[str, ...]) -> list[str]:
    """Chains of the minerals named; a group stands for its chains."""
    from lodestone.terms.commodity import chains_of
    from lodestone.terms.errors import NothingToAnswer

    found: list[str] = []
    for mineral in minerals:
        chains = chains_of(mineral)
        if not chains:
            raise NothingToAnswer(f'no chain file for "{mineral}"; run the check without a name to see every chain')
        found += chains
    return found
