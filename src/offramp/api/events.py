"""Events of a case, and files of events in other layouts."""
