"""One document in, everything read out of it."""

from dataclasses import replace

from lodestone.evidence.claim import Document, Reading
from lodestone.evidence.claims import claims
from lodestone.evidence.conflicts import conflicts
from lodestone.evidence.mentions import mentions
from lodestone.evidence.sentences import sentences
from lodestone.evidence.zones import zones


def read(document: Document) -> Reading:
    """The zones, named things, claims and inner contradictions of ``document``; the same document, the same reading."""
    found_zones = zones(document)
    found_mentions = mentions(document, found_zones)
    found_claims = claims(document, found_zones, sentences(document, found_zones), found_mentions)
    reading = Reading(document=document, claims=found_claims, mentions=found_mentions, zones=found_zones)
    return replace(reading, conflicts=conflicts([reading]))
