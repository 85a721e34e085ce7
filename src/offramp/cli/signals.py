"""Commands about the record: what is being said."""
