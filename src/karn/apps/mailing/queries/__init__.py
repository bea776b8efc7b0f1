"""Reads of what may be sent, and of what was."""
