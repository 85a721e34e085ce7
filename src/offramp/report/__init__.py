"""Renderers: what the studies found, in words, in tables and on one HTML page. Nothing is computed here."""
