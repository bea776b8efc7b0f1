"""What departures taught, and who of those still here it may happen to."""
