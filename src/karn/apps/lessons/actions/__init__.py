"""Writes of lessons, one file per noun."""
