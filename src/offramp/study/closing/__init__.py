"""How long the window stays open, and what is done before it closes."""
