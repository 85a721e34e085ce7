"""The dated record: events, statements, rates, and whether commitments are kept."""
