"""Credible moves as a Markov chain: outcomes, time, the window."""
