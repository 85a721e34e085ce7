"""Long random sweeps, compiled: the engine against the definitions."""
