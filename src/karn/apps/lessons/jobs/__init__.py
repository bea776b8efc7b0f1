"""What is done in the night for lessons."""
