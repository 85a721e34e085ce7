"""Commands about the record: where the record stood, and a case as of another day."""
