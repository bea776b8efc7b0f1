"""Reads of exit answers: what a link opens, answers to be read, totals, themes."""
