"""Large feeds of events in a database."""
