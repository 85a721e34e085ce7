"""Studies over many worlds."""
