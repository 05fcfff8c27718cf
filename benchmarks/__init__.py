"""Timings of the main steps; not part of the package."""
