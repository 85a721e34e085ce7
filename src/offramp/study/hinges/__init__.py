"""What the answer hangs on: unknowns and their shares, what knowing is worth, where the ranking turns."""
