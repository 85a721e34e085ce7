"""Large feeds in a database: reading in, merging, counting, taking out."""
