"""Writes of exit answers: links are given out, answers kept, released, added up and forgotten."""
