"""What a scenario file (``lodestone-scenario/1``) may hold, table by table."""

from typing import Literal

import msgspec


class BasisRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A fact (``card``, ``label``) or words of a text (``source``, ``start``, ``end``, ``quote``)."""

    card: str | None = None
    label: str | None = None
    source: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None


class EstimateRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One of: ``prior``; ``value``; ``low``, ``mode``, ``high``. The latter two with ``source``, ``basis`` or ``note``."""

    low: float | None = None
    mode: float | None = None
    high: float | None = None
    value: float | None = None
    prior: str | None = None
    note: str = ""
    source: str | None = None
    basis: tuple[BasisRow, ...] = ()


class ShockRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One event of the file: the words of ``Shock``; ``commodity`` is that of the scenario where it is left out."""

    id: str
    kind: str
    announced: str
    effective: str
    origin: str | None = None
    commodity: str | None = None
    destinations: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    lifted: str | None = None
    duration_months: EstimateRow | None = None
    openness: EstimateRow | None = None
    delay_months: EstimateRow | None = None
    ramp_months: EstimateRow | None = None
    exposed: EstimateRow | None = None
    severity: EstimateRow | None = None
    duty: EstimateRow | None = None
    use_factor: EstimateRow | None = None
    host: str | None = None
    odds: EstimateRow | None = None
    path: tuple[tuple[str, float], ...] = ()
    path_after: float | None = None
    origins: tuple[str, ...] = ()
    extra_months: EstimateRow | None = None
    hubs: tuple[str, ...] = ()
    hub_share: EstimateRow | None = None
    hub_cost: EstimateRow | None = None
    re_export: bool = False
    compliance: EstimateRow | None = None
    priority: tuple[str, ...] = ()
    allocation: Literal["past trade", "first come"] | None = None
    tonnes: EstimateRow | None = None
    months_of_use: EstimateRow | None = None
    basis: tuple[BasisRow, ...] = ()
    note: str = ""


class InterventionRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One promise simulated as kept: the words of ``Intervention``."""

    kind: Literal["production", "secondary", "stock"]
    commodity: str
    form: str
    place: str
    tonnes: EstimateRow
    from_date: str
    buyer: str | None = None
    odds: EstimateRow | None = None
    trigger: EstimateRow | None = None
    rate: EstimateRow | None = None
    basis: tuple[BasisRow, ...] = ()


class PactRow(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One promise to share stock: the words of ``Pact``."""

    id: str
    members: tuple[str, ...]
    from_date: str
    until: str | None = None
    forms: tuple[str, ...] = ()
    floor: EstimateRow | None = None
    trigger: EstimateRow | None = None
    lead_months: EstimateRow | None = None
    rule: Literal["equal cover", "pro rata", "given"] = "equal cover"
    weights: tuple[tuple[str, float], ...] = ()
    priority: bool = False
    odds: EstimateRow | None = None
    basis: tuple[BasisRow, ...] = ()
    note: str = ""


class ScenarioFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The whole file; the fields are those of ``Scenario``."""

    schema: str
    id: str
    title: str
    commodity: str
    start: str
    months: int
    reading: str = "as stated"
    step: Literal["month", "week"] = "month"
    notes: tuple[str, ...] = ()
    shocks: tuple[ShockRow, ...] = ()
    interventions: tuple[InterventionRow, ...] = ()
    pacts: tuple[PactRow, ...] = ()
