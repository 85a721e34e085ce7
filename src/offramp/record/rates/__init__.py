"""Rates and hazards from the record, with their doubt."""
