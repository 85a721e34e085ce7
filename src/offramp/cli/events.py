"""Commands about the record: events of a case, and files of events in other layouts."""
