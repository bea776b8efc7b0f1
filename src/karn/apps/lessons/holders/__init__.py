"""What moves when two customers turn out to be one, one file per noun."""
