"""A reading as the JSON other programs rely on (``lodestone read FILE --json``)."""

from typing import Any

from lodestone.evidence.claim import SLOTS, Claim, ClaimAmount, ClaimDate, Conflict, Mention, Reading, Zone
from lodestone.terms.said import Said
from lodestone.terms.source import Source, Span


def to_json(reading: Reading) -> dict[str, Any]:
    """The reading as plain dictionaries, lists, strings and numbers; offsets are code points and every quote is verbatim."""
    return {
        "source": _source(reading.document.source),
        "claims": [_claim(c) for c in reading.claims],
        "mentions": [_mention(m) for m in reading.mentions],
        "zones": [_zone(z) for z in reading.zones],
        "conflicts": [_conflict(c) for c in reading.conflicts],
    }


_PRECISION = {4: "year", 7: "month", 10: "day"}


def _source(source: Source) -> dict[str, Any]:
    published = None
    if source.published:
        precision = _PRECISION.get(len(source.published), "minute")
        published = {"value": source.published, "precision": precision, "basis": source.published_basis}
    return {
        "file": source.file, "sha256": source.sha256, "chars": source.chars, "title": source.title,
        "publisher": source.publisher, "published": published, "language": source.language,
        "address": source.address, "retrieved": source.retrieved,
    }  # fmt: skip


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "quote": span.quote}


def _slot(slot: Said[str]) -> dict[str, Any]:
    out: dict[str, Any] = {"value": slot.value, **_span(slot.span), "hedge": None if slot.hedge == "asserted" else slot.hedge}
    if slot.hedge_span is not None:
        out["hedge_span"] = _span(slot.hedge_span)
    if slot.inferred:
        out["inferred"] = slot.inferred
    return out


def _amount(amount: ClaimAmount) -> dict[str, Any]:
    out = {"value": amount.value, "currency": amount.currency, "role": amount.role, **_span(amount.span)}
    if amount.unit:
        out["unit"] = amount.unit
    if amount.hedge != "asserted":
        out["hedge"] = amount.hedge
    return out


def _date(date: ClaimDate) -> dict[str, Any]:
    return {"value": date.value, "role": date.role, "precision": date.precision, **_span(date.span), "basis": date.basis}


def _claim(claim: Claim) -> dict[str, Any]:
    slots: dict[str, Any] = {name: [_slot(s) for s in claim.slots[name]] for name in SLOTS}
    slots["amounts"] = [_amount(a) for a in claim.amounts]
    slots["dates"] = [_date(d) for d in claim.dates]
    return {
        "id": claim.id, "kind": claim.kind, "family": claim.family,
        "labels": [{"family": label.family, "score": label.score} for label in claim.labels],
        "status": claim.status, "modality": claim.modality, "specificity": claim.specificity,
        "span": _span(claim.span), "slots": slots,
    }  # fmt: skip


def _mention(mention: Mention) -> dict[str, Any]:
    out: dict[str, Any] = {"type": mention.type, "value": mention.value}
    for name in ("currency", "unit", "op", "precision", "basis", "inferred"):
        value = getattr(mention, name)
        if value is not None:
            out[name] = value
    return {**out, **_span(mention.span)}


def _zone(zone: Zone) -> dict[str, Any]:
    return {"start": zone.start, "end": zone.end, "kind": zone.kind}


def _conflict(conflict: Conflict) -> dict[str, Any]:
    spans = [{"source": s.source, **_span(s)} for s in conflict.spans]
    return {"type": conflict.type, "message": conflict.message, "spans": spans, "claims": list(conflict.claims)}
