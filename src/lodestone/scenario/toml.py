"""A scenario as a TOML file, schema ``lodestone-scenario/1``: decoded with errors in sentences, encoded to read back."""

import datetime
import difflib
import re
import tomllib
from dataclasses import fields
from math import isfinite
from typing import Any

import msgspec

from lodestone.scenario.check import check
from lodestone.scenario.rows import BasisRow, EstimateRow, InterventionRow, PactRow, ScenarioFile, ShockRow
from lodestone.scenario.scenario import Scenario, Shock
from lodestone.scenario.ways import completed, completed_pact, completed_stock
from lodestone.terms.errors import BadInput, UnknownTerm
from lodestone.terms.estimate import Estimate
from lodestone.terms.measure import Intervention, Pact
from lodestone.terms.month import Month
from lodestone.terms.prior import prior
from lodestone.terms.source import FactRef, Span

SCHEMA = "lodestone-scenario/1"
STATED = "stated"  # card of a source that a scenario file names in words
QUANTITY = {
    "exposed": "exposed_share",
    "floor": "cover_share",
    "trigger": "cover_share",
    "rate": "release_rate",
    "tonnes": "stock",
    "compliance": "share",
}  # fields whose quantity has another name
WANTED = {  # what msgspec expected -> what a writer of the file should write
    "array": "a list in square brackets",
    "object": 'a table such as { low = 0.1, mode = 0.2, high = 0.4, note = "why" } or { prior = "ban.leak" }',
    "str": "text in quotation marks",
    "int": "a whole number",
    "float": "a number",
}
_ESTIMATES = ("duration_months", "openness", "delay_months", "ramp_months", "exposed", "severity", "duty", "use_factor",
              "odds", "extra_months", "hub_share", "hub_cost", "compliance", "tonnes", "months_of_use")  # fmt: skip


def decode(text: str, name: str) -> Scenario:
    """The scenario in a TOML text; ``name`` is the file's name for messages.

    Raises ``BadInput`` in one sentence for a broken or unknown key, a wrong type, or a scenario that ``check`` refuses.
    """
    try:
        file = msgspec.convert(_dates_as_text(tomllib.loads(text.removeprefix("\ufeff"))), ScenarioFile)
    except msgspec.ValidationError as error:
        raise BadInput(f"{name}: {_sentence(str(error))}") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not TOML: {error}") from None
    if file.schema != SCHEMA:
        raise BadInput(f'{name}: schema = "{file.schema}"; want schema = "{SCHEMA}"')
    try:
        return check(_scenario(file))
    except (BadInput, UnknownTerm) as error:
        raise BadInput(f"{name}: {error}") from None


def _scenario(file: ScenarioFile) -> Scenario:
    shocks = []
    for row in file.shocks:
        words = {field: getattr(row, field) for field in row.__struct_fields__ if field not in _ESTIMATES}
        numbers = {field: _estimate(getattr(row, field), QUANTITY.get(field, field), f"shock {row.id}") for field in _ESTIMATES}
        if row.origin is None and not row.origins:
            raise BadInput(f"shock {row.id}: the key 'origin' is missing; add it")
        words |= {"origin": row.origin or row.origins[0], "commodity": row.commodity or file.commodity}
        shocks.append(completed(Shock(**{**words, **numbers, "basis": _basis(row.basis, row.id)})))
    promises = []
    for i, promise in enumerate(file.interventions):
        where = f"intervention {i}"
        quantity = "stock" if promise.kind == "stock" else promise.kind
        tonnes = _estimate(promise.tonnes, quantity, where)
        assert tonnes is not None
        words = {f: getattr(promise, f) for f in ("kind", "commodity", "form", "place", "from_date", "buyer")}
        numbers = {f: _estimate(getattr(promise, f), QUANTITY.get(f, f), where) for f in ("odds", "trigger", "rate")}
        promises.append(
            completed_stock(Intervention(**words, **numbers, tonnes=tonnes, basis=_basis(promise.basis, where)))  # type: ignore[arg-type]
        )
    return Scenario(
        id=file.id,
        title=file.title,
        commodity=file.commodity,
        start=_start(file.start),
        months=file.months,
        shocks=tuple(shocks),
        reading=file.reading,
        step=file.step,
        interventions=tuple(promises),
        pacts=tuple(completed_pact(_pact(row)) for row in file.pacts),
        notes=file.notes,
    )


def _pact(row: PactRow) -> Pact:
    numbers = ("floor", "trigger", "lead_months", "odds")
    words = {field: getattr(row, field) for field in row.__struct_fields__ if field not in numbers}
    found = {f: _estimate(getattr(row, f), QUANTITY.get(f, f), f"pact {row.id}") for f in numbers}
    return Pact(**{**words, **found, "basis": _basis(row.basis, f"pact {row.id}")})


def _start(date: str) -> Month:
    try:
        return Month.of(date)
    except BadInput as error:
        raise BadInput(f"start: {error}") from None


def _dates_as_text(value: Any) -> Any:
    """The tree of a TOML file with its bare dates as ISO text: both ways of writing a date are welcome."""
    if isinstance(value, dict):
        return {key: _dates_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_dates_as_text(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _estimate(row: EstimateRow | None, quantity: str, where: str) -> Estimate | None:
    """The estimate behind a table of the file; ``BadInput`` when it says too little, too much or nonsense."""
    if row is None:
        return None
    points = (row.low, row.mode, row.high)
    given = [v for v in (*points, row.value) if v is not None]
    if not all(map(isfinite, given)):
        raise BadInput(f"{where}: {quantity} must be made of finite numbers, got {', '.join(map(str, given))}")
    if row.prior is not None and points == (None, None, None) and row.value is None:
        found = prior(row.prior)
        if found.quantity != quantity:
            raise BadInput(
                f"{where}: prior {row.prior} is of {found.quantity.replace('_', ' ')}, not {quantity.replace('_', ' ')}"
            )
        return found.estimate()
    if row.value is not None and points == (None, None, None):
        points = (row.value, row.value, row.value)
    low, mode, high = points
    if low is None or mode is None or high is None or (row.value is not None and low != row.value):
        raise BadInput(f'{where}: {quantity} wants low, mode and high together, or value, or prior = "an id of the priors table"')
    basis = _basis(row.basis, where) + ((FactRef(STATED, row.source),) if row.source else ())
    if row.prior is not None:
        prior(row.prior)  # its shape is used: refuse an unknown one
    try:
        return Estimate(quantity, low, mode, high, basis=basis, note=row.note, prior=row.prior)
    except ValueError as error:
        raise BadInput(f"{where}: {error}") from None


def _basis(rows: tuple[BasisRow, ...], where: str) -> tuple[Span | FactRef, ...]:
    found: list[Span | FactRef] = []
    for row in rows:
        if row.card is not None and row.label is not None and row.source is None:
            found.append(FactRef(row.card, row.label))
        elif (
            row.source is not None
            and row.start is not None
            and row.end is not None
            and row.quote is not None
            and row.card is None
        ):
            try:
                found.append(Span(row.source, row.start, row.end, row.quote))
            except ValueError as error:
                raise BadInput(f"{where}: {error}") from None
        else:
            raise BadInput(f"{where}: a basis is a fact (card, label) or words of a text (source, start, end, quote)")
    return tuple(found)


def _sentence(message: str) -> str:
    """What msgspec found wrong, naming the key, its place and the nearest known key."""
    place = re.search(r" - at `\$\.?(.*)`", message)
    path = re.sub(r"\[(\d+)\]", lambda m: f" {int(m[1]) + 1}", place[1]) if place else ""
    where = f" in {path}" if path else ""
    message = re.sub(r" - at `.*`", "", message)
    unknown = re.search(r"unknown field `(.*?)`", message)
    if unknown:
        near = difflib.get_close_matches(unknown[1], sorted(_keys()), n=1, cutoff=0.6)
        remedy = f"did you mean {near[0]}?" if near else "remove it"
        return f"unknown key {unknown[1]!r}{where}; {remedy}"
    missing = re.search(r"missing required field `(.*?)`", message)
    if missing:
        return f"the key {missing[1]!r} is missing{where}; add it"
    wrong = re.fullmatch(r"Expected `(\w+).*`, got `(.*)`", message)
    if wrong and wrong[1] in WANTED:
        return f"want {WANTED[wrong[1]]}{where}, got {wrong[2]}"
    return f"{message[0].lower()}{message[1:].replace('`', '')}{where}"


def _keys() -> set[str]:
    return {
        f
        for struct in (ScenarioFile, ShockRow, InterventionRow, PactRow, EstimateRow, BasisRow)
        for f in struct.__struct_fields__
    }


def encode(scenario: Scenario) -> str:
    """The TOML text of a scenario; ``decode`` gives the same scenario back."""
    head = {
        "schema": SCHEMA,
        "id": scenario.id,
        "title": scenario.title,
        "commodity": scenario.commodity,
        "start": str(scenario.start),
    }
    rest: dict[str, Any] = {
        "months": scenario.months,
        "reading": scenario.reading,
        "step": scenario.step,
        "notes": scenario.notes,
    }
    lines = _lines(head | rest)
    for title, items in _lists(scenario):
        for item in items:
            lines += ["", f"[[{title}]]", *_lines({f.name: getattr(item, f.name) for f in fields(item)})]
    return "\n".join(lines) + "\n"


def _lists(scenario: Scenario) -> tuple[tuple[str, tuple[Shock | Intervention | Pact, ...]], ...]:
    return ("shocks", scenario.shocks), ("interventions", scenario.interventions), ("pacts", scenario.pacts)


def _lines(table: dict[str, Any]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items() if value not in (None, (), "") and value is not False]


def _value(value: Any) -> str:
    """A TOML value: strings, numbers, lists, and inline tables for estimates, spans and facts."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Estimate):
        table = {
            "low": value.low,
            "mode": value.mode,
            "high": value.high,
            "prior": value.prior,
            "note": value.note,
            "basis": value.basis,
        }
    else:
        table = {f.name: getattr(value, f.name) for f in fields(value)}
    return "{ " + ", ".join(_lines(table)) + " }"


def _string(value: str) -> str:
    """A basic TOML string: quotes, backslashes and control characters escaped, everything else as it is."""
    body = "".join(
        {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(c)
        or (f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c)
        for c in value
    )
    return f'"{body}"'
