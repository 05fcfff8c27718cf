"""Small tables of the atlas: entrepots, and classes of places for lead times."""
