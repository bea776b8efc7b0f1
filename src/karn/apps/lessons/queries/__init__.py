"""Reads of lessons, one file per noun."""
