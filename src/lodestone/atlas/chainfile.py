"""Reads chain files: TOML in, a checked ``Chain`` out, or one sentence that names file, table, key and remedy."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, get_args, get_origin

import msgspec

from lodestone.atlas.chain import Chain
from lodestone.atlas.chainvalue import Row
from lodestone.atlas.editions import mixed_up
from lodestone.atlas.slack import DEFAULT
from lodestone.terms.errors import BadInput, NothingToAnswer, UnknownTerm
from lodestone.terms.place import place

_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>[^`]+)`(?: - at `\$(?P<path>[^`]*)`)?")


@cache
def chain_ids() -> tuple[str, ...]:
    """Ids of the packaged chains, sorted."""
    folder = files("lodestone.data") / "chains"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def load_chain(id_: str) -> Chain:
    """The packaged chain called ``id_``; raises ``NothingToAnswer`` when there is none."""
    if id_ not in chain_ids():
        near = difflib.get_close_matches(id_, chain_ids(), 1)
        raise NothingToAnswer(
            f'no chain file for "{id_}"' + (f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(chain_ids())}")
        )
    return read_chain((files("lodestone.data") / "chains" / f"{id_}.toml").read_text("utf-8"), f"{id_}.toml")


def read_chain(text: str, name: str = "chain file") -> Chain:
    """The chain that ``text`` (TOML) describes; ``name`` is what errors call the file. Raises ``BadInput``."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name}: not valid TOML: {error}") from None
    hints = {f.encode_name: f.type for f in msgspec.structs.fields(Chain)}
    for key in tree:
        if key not in hints:
            raise BadInput(f'{name}: unknown key "{key}"{_near(key, hints)}')
    for key, value in tree.items():
        for label, part, kind in _parts(key, value, hints[key]):
            _convert(part, kind, f"{name}: {label}")
    chain: Chain = _convert(tree, Chain, name)
    _cross_check(chain, name)
    return chain


def _parts(key: str, value: Any, hint: Any) -> Iterable[tuple[str, Any, Any]]:
    """A top-level table as it stands, or each entry of an array of tables with a label a reader can find."""
    inner = get_args(hint)
    if (
        get_origin(hint) is list
        and isinstance(value, list)
        and inner
        and isinstance(inner[0], type)
        and issubclass(inner[0], Row)
    ):
        for number, entry in enumerate(value, 1):
            yield f"[[{key}]] {number}{_called(entry)}", entry, inner[0]
    else:
        yield key, value, hint


def _called(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return ""
    words = [str(entry[k]) for k in ("id", "code", "process", "form", "place", "origin", "destination") if k in entry]
    return f" ({' '.join(words)})" if words else ""


def _convert(value: Any, kind: Any, where: str) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise BadInput(f"{where}: {_remedy(str(error), kind)}") from None


def _remedy(message: str, kind: Any) -> str:
    """The decoder's message in a user's words, with the nearest known key for a misspelt one."""
    match = _UNKNOWN.search(message)
    if not match:
        return message.replace(" - at `$.", ", at `").replace("`$`", "this table")
    known = _keys_at(kind, match["path"] or "")
    at = f" in {match['path'].lstrip('.')}" if match["path"] else ""
    return f'unknown key "{match["key"]}"{at}{_near(match["key"], known)}'


def _keys_at(kind: Any, path: str) -> list[str]:
    """Keys of the table found by following a decoder's path (``.content``, ``.at[...]``) from ``kind``."""
    for step in re.findall(r"\.(\w+)", path):
        fields = {f.encode_name: f.type for f in msgspec.structs.fields(kind)}
        kind = next((k for k in (fields[step], *_leaves(fields[step])) if isinstance(k, type) and issubclass(k, Row)), None)
        if kind is None:
            return []
    return [f.encode_name for f in msgspec.structs.fields(kind)] if isinstance(kind, type) and issubclass(kind, Row) else []


def _leaves(hint: Any) -> tuple[Any, ...]:
    return tuple(leaf for arg in get_args(hint) for leaf in (arg, *_leaves(arg)))


def _near(word: str, known: Iterable[str]) -> str:
    known = list(known)
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; known: {', '.join(known)}" if known else ""


def _cross_check(chain: Chain, name: str) -> None:
    """Every name a table mentions must be defined: forms, processes, factors, groups, places."""
    forms = [f.id for f in chain.form]
    processes = [p.id for p in chain.process]
    factors = [f.id for f in chain.factor]

    def want(word: str, known: list[str], what: str, where: str) -> None:
        if word not in known:
            raise BadInput(f'{name}: {where}: "{word}" is not a {what} of this file{_near(word, known)}')

    for what, ids in (("form", forms), ("process", processes), ("factor", factors)):
        doubled = [i for i in ids if ids.count(i) > 1]
        if doubled:
            raise BadInput(f'{name}: {what} "{doubled[0]}" is defined twice')
    for p in chain.process:
        for form in (*p.inputs, p.output):
            want(form, forms, "form", f"[[process]] {p.id}")
        if p.inputs and p.yield_ is None:
            raise BadInput(f"{name}: [[process]] {p.id}: a process with inputs needs a yield")
    for number, rule in enumerate(chain.trade, 1):
        where = f"[[trade]] {number} ({rule.code})"
        if wrong := mixed_up(rule.code, rule.edition):
            raise BadInput(f"{name}: {where}: {wrong}")
        if rule.form:
            want(rule.form, forms, "form", where)
        for factor in rule.times:
            want(factor, factors, "factor", where)
        for word in (*rule.exporters, *rule.importers, *rule.except_exporters):
            if word.startswith("@"):
                want(word[1:], list(chain.groups), "group", where)
    for made in chain.production:
        want(made.process, processes, "process", "[[production]]")
        if made.same_as:
            want(made.same_as, processes, "process", f"[[production]] {made.process}")
        if made.of:
            want(made.of, processes, "process", f"[[production]] {made.process}")
        for factor in made.times:
            want(factor, factors, "factor", f"[[production]] {made.process}")
    for anchor in chain.anchor:
        for term in anchor.terms:
            known = processes if term.item in ("production", "input") else forms
            want(term.of, known, "process" if known is processes else "form", f"[[anchor]] {anchor.id}")
        for factor in anchor.times:
            want(factor, factors, "factor", f"[[anchor]] {anchor.id}")
    for form in (
        *(s.form for s in chain.secondary),
        *(a.form for a in chain.arc),
        *(leg.form for leg in chain.land_leg),
        *(h.of for h in chain.host),
    ):
        want(form, forms, "form", "[[secondary]], [[arc]], [[land_leg]] or [[host]]")
    for split in chain.split:
        for form in (split.form, *split.forms.values()):
            want(form, forms, "form", f"[[split]] {split.importer}")
    for arc in (*chain.arc, *(a for w in chain.wiring for a in w.arc)):
        want(arc.form, forms, "form", f"[[arc]] {arc.origin} {arc.destination}")
        for factor in arc.times:
            want(factor, factors, "factor", f"[[arc]] {arc.origin} {arc.destination}")
        if arc.of_process:
            want(arc.of_process, processes, "process", f"[[arc]] {arc.origin} {arc.destination}")
    stand_ins = [
        *(("[[carry]]", c.code, c.edition) for c in chain.carry),
        *(("[[by_value]]", v.code, v.edition) for v in chain.by_value),
    ]
    for what, code, edition in stand_ins:
        want(code, [c for c, e in chain.codes() if e == edition], "code", what)
    for slack in chain.slack:
        want(slack.form, forms, "form", f"[[slack]] {slack.quantity}")
    stated = [(s.quantity, s.form, s.place) for s in chain.slack]
    doubled = [" ".join(key) for key in stated if stated.count(key) > 1]
    if doubled:
        raise BadInput(f"{name}: [[slack]] {doubled[0]} is given twice")
    for wiring in chain.wiring:
        for gap in wiring.gap:
            want(gap.process, processes, "process", f"[[wiring]] {wiring.id}")
    _check_places(chain, name)


def _check_places(chain: Chain, name: str) -> None:
    """Every place is an ISO 3166-1 alpha-3 code of the places table."""
    mentions: list[tuple[str, Iterable[str]]] = [
        ("keep", chain.keep),
        ("price_trade", chain.price_trade.exporters if chain.price_trade else []),
        *((f"groups.{key}", group) for key, group in chain.groups.items()),
        *((f"[[factor]] {f.id}", [a.place for a in f.at]) for f in chain.factor),
        *(
            (f"[[trade]] {r.code}", [w for w in (*r.exporters, *r.importers, *r.except_exporters) if not w.startswith("@")])
            for r in chain.trade
        ),
        *((f"[[production]] {p.process}", [*([p.place] if p.place else []), *p.except_places]) for p in chain.production),
        *((f"[[form]] {f.id}", [*f.stock.at, *(f.use.at if f.use else ())]) for f in chain.form),
        ("[[secondary]]", [s.place for s in chain.secondary]),
        ("[[anchor]]", [a.place for a in chain.anchor if a.place not in ("*", "each")]),
        ("[[arc]]", [w for a in (*chain.arc, *(a for x in chain.wiring for a in x.arc)) for w in (a.origin, a.destination)]),
        ("[[split]]", [w for x in chain.split for w in (x.importer, *x.forms)]),
        (
            "[[cover]] or [[slack]]",
            [p for p in [*(c.place for c in chain.cover), *(s.place for s in chain.slack)] if p != DEFAULT],
        ),
        ("[[land_leg]]", [w for leg in chain.land_leg for w in (leg.place, leg.origin)]),
        *((f"[[process]] {p.id} gap", [w for g in p.gap for w in (g.place, *g.origins)]) for p in chain.process),
        *((f"[[wiring]] {w.id} gap", [x for g in w.gap for x in (g.place, *g.origins)]) for w in chain.wiring),
    ]
    for where, words in mentions:
        for word in words:
            _check_place(word, f"{name}: {where}")


def _check_place(word: str, where: str) -> None:
    try:
        found = place(word)
    except UnknownTerm as error:
        raise BadInput(f"{where}: {error}") from None
    if found.iso3 != word or found.members:
        raise BadInput(
            f'{where}: write one economy by its code: "{found.iso3}" for "{word}"'
            if not found.members
            else f'{where}: "{word}" is a bloc'
        )
