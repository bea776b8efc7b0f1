"""Writes: declarations received, verified and taken back; one file per noun."""
