"""Reads of surveys, of whom they asked, and of what was answered."""
