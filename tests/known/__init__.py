"""Published and constructed conflicts with their known answers."""
