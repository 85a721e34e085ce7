"""Signals: what is being said, how it compares with what was said before, and whether the act follows."""
