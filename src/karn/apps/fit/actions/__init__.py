"""Writes: criteria, checks and decisions."""
