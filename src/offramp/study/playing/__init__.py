"""A case played in its worlds: boards, courses of play, policies in time."""
