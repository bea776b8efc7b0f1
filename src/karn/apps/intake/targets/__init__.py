"""What the door can take in: one target per kind of file, and how its rows are stored."""
