"""Reads of the routine, one file per noun."""
