"""offramp."""
