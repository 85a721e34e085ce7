"""How long the window stays open."""
