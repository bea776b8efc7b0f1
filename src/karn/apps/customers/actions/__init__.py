"""Changing customers."""
