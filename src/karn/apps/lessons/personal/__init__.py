"""What is kept of persons in lessons, one file per noun."""
