"""The analysis as of each month, against what followed."""
