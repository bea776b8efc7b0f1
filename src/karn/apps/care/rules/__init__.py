"""What the routine goes by: pure functions, and the ready plans."""
