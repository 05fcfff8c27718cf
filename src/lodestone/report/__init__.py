"""Figures, tables and notes, and the writers that print them."""
