"""Commands about the record: whether commitments are kept."""
