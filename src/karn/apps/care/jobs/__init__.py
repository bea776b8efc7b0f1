"""What the routine does in the background, one file per noun."""
