"""Backups: one sealed file that holds everything Karn keeps, and the way back from it."""
