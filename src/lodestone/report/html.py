"""A note as one self-contained HTML page: inline style and drawings, no script, no network."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from lodestone.report import look
from lodestone.report.note import Note, Quote, Run

if TYPE_CHECKING:
    import jinja2


@cache
def _environment() -> "jinja2.Environment":
    """The templates of this room; every value is escaped unless it is a drawing of our own."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("lodestone.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["kind"] = lambda block: type(block).__name__.lower()
    environment.filters["pieces"] = pieces
    environment.tests["run"] = lambda value: isinstance(value, Run)
    return environment


@cache
def style() -> str:
    """The whole style sheet: colours of the look, then page.css."""
    sheet = (files("lodestone.report.templates") / "page.css").read_text("utf-8").replace("\r\n", "\n")
    light, dark = look.variables(dark=False), look.variables(dark=True)
    themes = f":root{{color-scheme:light;{light}}}\n"
    themes += f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}\n"
    return themes + sheet + "\n" + look.chart_rules() + "\n"


def _policy(sheet: str) -> str:
    """A content security policy that allows this very style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(sheet.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def pieces(quote: Quote) -> list[tuple[str, str]]:
    """The clause of a quote cut at its hedges: (text, hedge) with an empty hedge for plain words.

    ``quote.hedges`` are (start, end, words) in code points of the clause; overlapping ones are ignored.
    """
    cut: list[tuple[str, str]] = []
    at = 0
    for start, end, why in sorted(quote.hedges):
        if start < at or end > len(quote.clause) or start >= end:
            continue
        if start > at:
            cut.append((quote.clause[at:start], ""))
        cut.append((quote.clause[start:end], why))
        at = end
    if at < len(quote.clause):
        cut.append((quote.clause[at:], ""))
    return cut


def page(note: Note) -> str:
    """The HTML text of a note. Texts may hold anything: everything but our own drawings is escaped."""
    from markupsafe import Markup

    sheet = style()
    template = _environment().get_template("page.html.j2")
    context: dict[str, Any] = {"note": note, "style": Markup(sheet), "policy": _policy(sheet), "drawing": Markup}
    return template.render(context)
