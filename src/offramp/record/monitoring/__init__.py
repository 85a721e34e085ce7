"""Whether commitments are kept: clauses over events and time."""
