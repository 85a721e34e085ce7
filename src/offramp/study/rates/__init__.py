"""How much hangs on rates, and on words of probability."""
