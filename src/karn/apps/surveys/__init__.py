"""Asking customers, and what they answered."""
