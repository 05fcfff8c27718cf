"""Joins claims, dependence and shocks into a note worth reading."""
