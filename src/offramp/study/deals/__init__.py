"""Deals: targets, what holds, what it is worth, and the order of the steps."""
