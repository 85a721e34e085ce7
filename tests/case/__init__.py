"""The case language: what it takes, and what it says about what it does not take."""
