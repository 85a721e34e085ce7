"""What the analysis would have said, against what followed."""
