"""What holds for lessons, without a database."""
