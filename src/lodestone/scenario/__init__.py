"""What may happen: shocks, their readings and their uncertainty."""
