"""What a segment is, read and checked. Pure functions of values and days."""
