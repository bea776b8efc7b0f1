"""What is kept of persons, one file per noun."""
