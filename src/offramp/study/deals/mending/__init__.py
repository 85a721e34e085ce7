"""What would mend a deal: other preferences, additions, another scope."""
