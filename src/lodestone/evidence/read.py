"""One document in, everything read out of it."""

from collections.abc import Sequence
from dataclasses import replace

from lodestone.evidence.claim import Document, Reading
from lodestone.evidence.claims import claims
from lodestone.evidence.conflicts import KnownAmount, conflicts
from lodestone.evidence.exchange import Rates
from lodestone.evidence.labeller import Labeller
from lodestone.evidence.mentions import mentions
from lodestone.evidence.sentences import sentences
from lodestone.evidence.zones import zones


def read(
    document: Document,
    *,
    labeller: Labeller | None = None,
    rates: Rates | None = None,
    known_amounts: Sequence[KnownAmount] = (),
    on: str | None = None,
) -> Reading:
    """The zones, named things, claims and inner contradictions of ``document``; the same arguments, the same reading.

    ``labeller`` ranks families instead of the packaged one; ``rates``, ``known_amounts`` and ``on`` as of ``conflicts``.
    """
    found_zones = zones(document)
    found_mentions = mentions(document, found_zones)
    found_claims = claims(document, found_zones, sentences(document, found_zones), found_mentions, labeller)
    reading = Reading(document=document, claims=found_claims, mentions=found_mentions, zones=found_zones)
    return replace(reading, conflicts=conflicts([reading], known_amounts=known_amounts, rates=rates, on=on))
