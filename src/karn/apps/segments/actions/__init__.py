"""Writes of segments and saved views."""
