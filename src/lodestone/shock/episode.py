"""A past episode as a TOML file, schema ``lodestone-episode/1``: what was, what happened, what was observed."""

import datetime
import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import isfinite
from typing import Any, Literal, get_args

import msgspec

from lodestone.terms.errors import BadInput, UnknownTerm
from lodestone.terms.month import Month, months_since
from lodestone.terms.place import places
from lodestone.terms.tables import unknown

SCHEMA = "lodestone-episode/1"
EVERYONE = "*"  # as destination: every place but the origin
DEFAULT = "default"
Kind = Literal["export_ban", "export_licence", "export_quota", "tariff", "outage"]
Series = Literal["price", "export_volume", "import_volume", "user_cover"]
Path = tuple[tuple[str, float], ...]
WANTED = {"array": "a list in square brackets", "object": "a table", "str": "text in quotation marks", "int": "a whole number",
          "float": "a number"}  # fmt: skip
GOT = {
    "array": "a list",
    "object": "a table",
    "str": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
}
MOST = 1e12  # tonnes a month or months beyond which a number is a slip
REACHES_BACK = 0.5  # months by which effect may precede the announcement: decrees are published late
SHARES_SUM = 0.005  # most by which a place's supply shares may miss 1 (rounded figures)


class NetworkRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Who uses what from whom in a normal month; only ratios of use matter."""

    places: tuple[str, ...]
    use_t_per_month: dict[str, float]
    supply_share: dict[str, dict[str, float]]
    lead_months: dict[str, float]
    user_cover_months: dict[str, float] = {}


class EventRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """One measure or outage; ``openness`` (export measures) or ``capacity`` (outages) by month, and for later months."""

    kind: Kind
    origin: str
    destination: str = EVERYONE
    announced: str
    effective: str
    lifted: str | None = None
    openness: Path = ()
    openness_after: float | None = None
    capacity: Path = ()
    capacity_after: float | None = None

    @property
    def path(self) -> Path:
        """What was let through or could be made, by month."""
        return self.capacity if self.kind == "outage" else self.openness

    @property
    def path_after(self) -> float | None:
        """The same for months after the path."""
        return self.capacity_after if self.kind == "outage" else self.openness_after


class TargetRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """One observed figure: a log change for ``price``, a ratio to the normal month for volumes, months for ``user_cover``."""

    name: str
    series: Series
    group: str
    place: str
    month: str
    value: float
    source: str


class Episode(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """One past episode, checked."""

    schema: str
    id: str
    title: str
    commodity: str
    form: str
    first_month: str
    months: int
    network: NetworkRow
    events: tuple[EventRow, ...]
    targets: tuple[TargetRow, ...] = ()


def decode(text: str, name: str) -> Episode:
    """The episode in a TOML text; ``name`` is the file's name for messages.

    Raises ``BadInput`` in one sentence for broken TOML, an unknown or missing key, a wrong type, or an episode that cannot be.
    """
    try:
        found = msgspec.convert(_plain(tomllib.loads(text.removeprefix("\ufeff"))), Episode)
    except msgspec.ValidationError as error:
        raise BadInput(f"{name}: {_sentence(str(error))}") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not TOML: {error}") from None
    if found.schema != SCHEMA:
        raise BadInput(f'{name}: schema = "{found.schema}"; want schema = "{SCHEMA}"')
    try:
        _check(found)
    except (BadInput, UnknownTerm) as error:
        raise BadInput(f"{name}: {error}") from None
    return found


@cache
def names() -> tuple[str, ...]:
    """Ids of the packaged episodes, by date of their first event."""
    folder = files("lodestone.data") / "episodes"
    ids = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(ids, key=lambda id_: (episode(id_).events[0].announced, id_)))


@cache
def episode(id_: str) -> Episode:
    """The packaged episode called ``id_``; raises ``UnknownTerm`` with the nearest ids."""
    file = files("lodestone.data") / "episodes" / f"{id_}.toml"
    if not re.fullmatch(r"[\w-]+", id_) or not file.is_file():
        raise unknown(id_, "packaged episode", names())
    return decode(file.read_text("utf-8"), f"{id_}.toml")


def _plain(value: Any) -> Any:
    """The tree of a TOML file with bare dates as ISO text."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _sentence(message: str) -> str:
    """What msgspec found wrong, naming the key and where it stands."""
    place = re.search(r" - at `(?:key in )?\$\.?(.*)`", message)
    path = re.sub(r"\[(\d+)\]", lambda m: f" {int(m[1]) + 1}", place[1]).replace("[...]", "") if place else ""
    where = f" in {path}" if path else ""
    message = re.sub(r" - at `.*`", "", message)
    if odd := re.search(r"unknown field `(.*?)`", message):
        near = difflib.get_close_matches(odd[1], sorted(_keys() - {odd[1]}), n=1, cutoff=0.6)
        return f"unknown key {odd[1]!r}{where}; {f'did you mean {near[0]}?' if near else 'remove it'}"
    if missing := re.search(r"missing required field `(.*?)`", message):
        return f"the key {missing[1]!r} is missing{where}; add it"
    if enum := re.search(r"Invalid enum value '(.*?)'", message):
        known = get_args(Kind if path.endswith("kind") else Series)
        return f"{enum[1]!r}{where} is unknown; known are {', '.join(known)}"
    if wrong := re.fullmatch(r"Expected `(\w+).*`, got `(.*)`", message):
        return f"want {WANTED.get(wrong[1], wrong[1])}{where}, got {GOT.get(wrong[2], wrong[2])}"
    return f"{message[0].lower()}{message[1:].replace('`', '')}{where}"


def _keys() -> set[str]:
    return {f for struct in (Episode, NetworkRow, EventRow, TargetRow) for f in struct.__struct_fields__}


def _check(episode: Episode) -> None:
    if not episode.id:
        raise BadInput("the episode has no id; give it a short name")
    if not 1 <= episode.months <= 600:
        raise BadInput(f"months = {episode.months}; want 1 to 600")
    if not episode.events:
        raise BadInput("no [[events]]: say what happened")
    start = Month.of(episode.first_month)
    _check_network(episode.network)
    for i, event in enumerate(episode.events):
        _check_event(event, episode, start, f"event {i + 1} ({event.kind})")
    for target in episode.targets:
        where = f"target {target.name!r}"
        _known(target.place, episode.network.places, where)
        if not 0 <= Month.of(target.month) - start < episode.months:
            raise BadInput(f"{where}: {target.month} lies outside the run, {start} to {start + (episode.months - 1)}")
        if not isfinite(target.value) or (target.series != "price" and target.value < 0):
            raise BadInput(f"{where}: value = {target.value}; want a finite number, 0 or more unless it is a price change")


def _check_network(network: NetworkRow) -> None:
    listed = network.places
    if len(set(listed)) != len(listed) or not listed:
        raise BadInput(f"network.places must name every place once, got {', '.join(listed) or 'none'}")
    for code in listed:
        if code not in places():
            raise unknown(code, "place code", places())
    _numbers(network.use_t_per_month, listed, "network.use_t_per_month")
    _numbers({k: v for k, v in network.user_cover_months.items() if k != DEFAULT}, listed, "network.user_cover_months")
    if not sum(network.use_t_per_month.values()) > 0:
        raise BadInput("network.use_t_per_month: somebody must use the commodity")
    if not 0 <= network.user_cover_months.get(DEFAULT, 0) <= MOST:
        raise BadInput(f"network.user_cover_months.{DEFAULT} = {network.user_cover_months[DEFAULT]}; want months, 0 or more")
    for user, shares in network.supply_share.items():
        _known(user, listed, "network.supply_share")
        _numbers(shares, listed, f"network.supply_share.{user}")
        if abs(sum(shares.values()) - 1) > SHARES_SUM:
            raise BadInput(f"network.supply_share.{user} adds up to {sum(shares.values()):g}; want 1")
    for user, tonnes in network.use_t_per_month.items():
        if tonnes > 0 and user not in network.supply_share:
            raise BadInput(f"{user} uses the commodity but network.supply_share.{user} is missing; say where it comes from")
    if DEFAULT not in network.lead_months:
        raise BadInput('network.lead_months needs "default": the months from shipment to arrival')
    for arc, months in network.lead_months.items():
        if arc != DEFAULT:
            ends = arc.split(">")
            if len(ends) != 2:
                raise BadInput(f'network.lead_months: {arc!r} is not an arc; write "CHN>JPN" or "{DEFAULT}"')
            for end in ends:
                _known(end, listed, "network.lead_months")
        if not (isfinite(months) and 0 <= months <= 24):
            raise BadInput(f"network.lead_months.{arc} = {months}; want 0 to 24 months")


def _check_event(event: EventRow, episode: Episode, start: Month, where: str) -> None:
    _known(event.origin, episode.network.places, f"{where}: origin")
    if event.destination != EVERYONE:
        _known(event.destination, episode.network.places, f"{where}: destination")
        if event.destination == event.origin and event.kind != "outage":
            raise BadInput(f'{where}: {event.origin} is both origin and destination; write destination = "*" for everyone else')
    wrong = event.openness if event.kind == "outage" else event.capacity
    if wrong or (event.openness_after if event.kind == "outage" else event.capacity_after) is not None:
        want, got = ("capacity", "openness") if event.kind == "outage" else ("openness", "capacity")
        raise BadInput(f"{where}: has {got}; {event.kind} is described by {want}")
    if not event.path and event.path_after is None:
        raise BadInput(f"{where}: nothing says how much went on; give {'capacity' if event.kind == 'outage' else 'openness'}")
    months = [Month.of(m) for m, _ in event.path]
    if any(b <= a for a, b in pairwise(months)):
        raise BadInput(f"{where}: the months of its path must rise and not repeat")
    values = [v for _, v in event.path] + ([] if event.path_after is None else [event.path_after])
    for value in values:
        if not (isfinite(value) and 0 <= value <= 1.5):
            raise BadInput(f"{where}: {value} in its path; want 0 to 1.5 of the normal month")
    last = start + (episode.months - 1)
    for name in ("announced", "effective"):
        date = getattr(event, name)
        months_since(start, date)
        if not 0 <= Month.of(date) - start < episode.months:
            raise BadInput(f"{where}: {name} {date} lies outside the run, {start} to {last}")
    announced, effective = dates(event)
    if months_since(start, effective) < months_since(start, announced):
        raise BadInput(f"{where}: effective {event.effective} lies before announced {event.announced}; mend the dates")
    if event.lifted is not None and months_since(start, event.lifted) <= months_since(start, event.effective):
        raise BadInput(f"{where}: lifted {event.lifted} is not after effective {event.effective}; mend the dates or leave it out")


def dates(event: EventRow) -> tuple[str, str]:
    """Announcement and effect as they are simulated.

    Both on the day of the news where only one of two dates in a month is known to the day, and for a measure that reached back
    a few days: nobody could act on it sooner.
    """
    month = Month.of(event.announced)
    back = months_since(month, event.announced) - months_since(month, event.effective)
    same = month == Month.of(event.effective) and 7 in (len(event.announced.strip()), len(event.effective.strip()))
    return (event.announced, event.announced) if same or 0 < back <= REACHES_BACK else (event.announced, event.effective)


def _known(code: str, listed: Iterable[str], where: str) -> None:
    if code not in listed:
        raise BadInput(f"{where}: {code!r} is not in network.places ({', '.join(listed)})")


def _numbers(values: Mapping[str, float], listed: Iterable[str], where: str) -> None:
    for code, value in values.items():
        _known(code, listed, where)
        if not 0 <= value <= MOST:
            raise BadInput(f"{where}.{code} = {value}; want a finite number, 0 or more")
