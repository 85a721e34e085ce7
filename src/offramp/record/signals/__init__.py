"""Statements: who says what, on which condition, and how that moves; announcements and acts; sentences of a text."""
