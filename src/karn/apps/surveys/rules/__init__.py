"""What a survey asks, whom it may ask when, and what its answers say. Pure functions and values."""
