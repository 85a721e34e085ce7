"""Very many worlds: drawn in blocks, spread over workers, kept in a run folder, put together."""
