"""Commands about the record: what the analysis would have said, against what followed."""
