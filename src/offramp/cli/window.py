"""Commands about the record: how long the window stays open."""
