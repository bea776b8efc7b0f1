"""What is done for many at once: for now, who may be asked to come back."""
