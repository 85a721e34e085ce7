"""Events: one schema, the layouts it is read from, and what could not be read."""
