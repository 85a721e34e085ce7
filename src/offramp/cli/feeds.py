"""Commands about the record: large feeds of events in a database."""
