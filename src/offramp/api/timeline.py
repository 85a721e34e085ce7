"""Where the record stood, and a case as of another day."""
