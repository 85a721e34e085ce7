"""Many worlds at once: policies, misreadings, evidence, deals, and what holds."""
