"""What is kept of persons in the routine, one file per noun."""
