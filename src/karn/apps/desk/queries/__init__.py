"""Reads that look across all apps."""
