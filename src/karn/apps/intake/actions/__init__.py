"""What is done with a file at the door: receive, check, load."""
