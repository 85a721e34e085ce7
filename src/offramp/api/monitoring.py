"""Whether commitments are kept."""
