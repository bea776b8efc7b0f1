"""What counts as a threat, and how it is said. Pure functions of values and dates."""
