"""Several analysts: their mixture, where they disagree, and whether it matters."""
