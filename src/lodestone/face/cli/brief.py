"""``lodestone brief TEXT...``: the main job, from official texts to a page worth reading."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lodestone.face.cli.options import Facts, Kept, Refresh
from lodestone.face.cli.own_figure import Figure


def brief(
    texts: list[str] | None = None,
    *,
    for_: Annotated[str, Parameter(name=["--for"], help="whose security of supply: a country or bloc")] = "JPN",
    out: Annotated[Path, Parameter(help="folder for brief.html, claims.json, numbers.json and run.json")] = Path("out"),
    year: Annotated[int, Parameter(help="year of the supply networks")] = 2024,
    months: Annotated[int, Parameter(help="months simulated")] = 24,
    runs: Annotated[int, Parameter(help="draws of the uncertain numbers")] = 400,
    seed: Annotated[int, Parameter(help="seed of the draws; the same seed gives the same page")] = 1,
    published: Annotated[str | None, Parameter(help="date of the texts (YYYY-MM-DD or YYYY-MM), where they state none")] = None,
    facts: Facts = None,
    ledger: Annotated[Path | None, Parameter(help="a ledger: brief on the claims people accepted in it, not on files")] = None,
    provisional: Annotated[bool, Parameter(help="with --ledger: also claims nobody has judged, marked so", negative="")] = False,
    who: Annotated[str | None, Parameter(help="with --ledger: your name in its record (default: your login)")] = None,
    figure: Figure = None,
    refresh: Refresh = False,
    kept: Kept = None,
    repeat: Annotated[Path | None, Parameter(help="a run.json: write the same page again from the inputs it holds")] = None,
    json: Annotated[bool, Parameter(help="one JSON document on stdout: files written and the answer", negative="")] = False,
) -> int:
    """Read official texts and write a brief: what they promise, how dependent we are, what breaks, what would change.

    Parameters
    ----------
    texts
        .txt, .html, .pdf or .docx files, or addresses (https://...), which are downloaded once and kept; with --ledger names or
        ids of its texts (none: all)
    """
    from lodestone import workspace
    from lodestone.face.cli.ledger import person
    from lodestone.face.cli.output import print_json, progress
    from lodestone.face.cli.own_figure import own_figure
    from lodestone.store.files import write_files
    from lodestone.terms.errors import BadInput
    from lodestone.workspace.briefs import brief_of_ledger
    from lodestone.workspace.ledgers import note_result

    if ledger is not None and repeat:
        raise BadInput("--repeat takes the claims from run.json; leave --ledger out")
    if provisional and ledger is None:
        raise BadInput("--provisional goes with --ledger FILE; a brief on files always rests on claims nobody has judged")
    if ledger is None and bool(texts) == bool(repeat):
        raise BadInput("name the texts to read, for example: lodestone brief a.txt b.html --for JPN; or one --repeat run.json")
    if facts and repeat:
        raise BadInput("--repeat takes your own figures from run.json; leave --facts out")
    figures = [own_figure(figure, "the reader")] if figure else []
    with progress("brief") as step:
        if repeat:
            found = workspace.repeat_brief(repeat, progress=step)
        elif ledger is not None:
            found = brief_of_ledger(
                ledger, texts or [], provisional=provisional, economy=for_, year=year, months=months, runs=runs, seed=seed,
                facts=facts, figures=figures, progress=step,
            )  # fmt: skip
        else:
            found = workspace.brief(
                texts or [], economy=for_, year=year, months=months, runs=runs, seed=seed, published=published, facts=facts,
                refresh=refresh, kept=kept, folder=".", figures=figures, progress=step,
            )  # fmt: skip
        files = workspace.brief_files(found)
        step("writing", 0.99)
        written = write_files(out, files)
        if ledger is not None:
            note_result(ledger, files["run.json"], who=person(who))
    answer = workspace.brief_answer(found)
    if json:
        print_json(
            {"files": [str(path) for path in written], "answer": answer, "claims": sum(len(r.claims) for r in found.readings)}
        )
        return 0
    print("\n\n".join(answer))
    print(f"\nWritten: {', '.join(str(path) for path in written)}")
    return 0
