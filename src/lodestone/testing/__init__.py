"""Proofs a plug-in calls on itself: one call says everything that is wrong."""

from lodestone.testing.chain import ChainProof, check_chain
from lodestone.testing.connector import ConnectorProof, check_connector

__all__ = ["ChainProof", "ConnectorProof", "check_chain", "check_connector"]
