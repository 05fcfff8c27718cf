"""European Commission, Study on the Critical Raw Materials for the EU 2023: supply shares, 2016-2020 mean."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from lodestone.atlas.fact import Fact
from lodestone.connect.country import iso3
from lodestone.connect.sheet import Reading, cell, checked, records
from lodestone.terms.errors import BadInput
from lodestone.terms.units import canonical_unit, from_unit

CARD = "eu_crm_2023"
COLUMNS = ("Material", "Stage", "Country", "Share", "t")
STAGES = {"E": "form_e", "P": "form_p"}  # extraction, processing
FIRST, LAST = 2016, 2020
ELSEWHERE = "-"  # a form of this name: the same shares stand under another material of the study


@cache
def _materials() -> dict[str, dict[str, str]]:
    text = (files("lodestone.connect") / "tables" / "eu_crm.csv").read_text("utf-8")
    return {r["material"]: r for r in csv.DictReader(text.splitlines())}


def read_global(path: Path) -> Iterator[Fact]:
    """World supply shares by country (quantity ``share``) with the trade parameter t of each supplier.

    Shares are fractions of the mean supply of 2016-2020; a share printed as below 0.1 % reads as the middle of its interval.
    Raises ``BadInput`` naming file and row.
    """
    yield from checked(path, _facts(path, "share", None))


def read_eu(path: Path) -> Iterator[Fact]:
    """What the EU sources, home output included, by country (quantity ``sourcing_share``, partner EUU)."""
    yield from checked(path, _facts(path, "sourcing_share", "EUU"))


def _facts(path: Path, quantity: str, partner: str | None) -> Iterator[tuple[int, Fact]]:
    for line, r in records(path, "cp1252", COLUMNS):
        material = _materials().get(r["Material"])
        if material is None:
            continue
        if r["Stage"] not in STAGES:
            raise BadInput(f'{path}, line {line}: stage "{r["Stage"]}", want E (extraction) or P (processing)')
        column = STAGES[r["Stage"]]
        place, form = iso3(r["Country"], path, line), material[column]
        stage = "mine" if column == "form_e" else material["stage_p"]
        if form == ELSEWHERE:
            continue
        if not form:
            raise BadInput(
                f"{path}, line {line}: {r['Material']} has no stage {r['Stage']} so far; name its form in tables/eu_crm.csv"
            )
        readings = [(quantity, _share(r["Share"], path, line))]
        if partner is None:
            readings.append(("trade_parameter", cell(r["t"], path, line)))
        for name, reading in readings:
            yield line, Fact(
                quantity=name, commodity=material["id"], form=form, stage=stage, place=place, partner=partner,
                period=FIRST, period_end=LAST, value=reading.value, low=reading.low, high=reading.high,
                unit=canonical_unit(name), flag=reading.flag, basis="none", card=CARD, row=f"line {line}", note=reading.sign,
            )  # fmt: skip


def _share(text: str, path: Path, line: int) -> Reading:
    if not text.endswith("%"):
        raise BadInput(f'{path}, line {line}: share "{text}" is not a percentage')
    reading = cell(text[:-1], path, line).scaled(from_unit(1.0, "%", "share"))
    if reading.value is not None and reading.value > 1:
        raise BadInput(f"{path}, line {line}: share {text} is above 100 %")
    return reading
