"""From facts to reconciled estimates, chains and balanced networks."""
