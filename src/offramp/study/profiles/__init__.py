"""What holds in all, some and no preference profiles."""
