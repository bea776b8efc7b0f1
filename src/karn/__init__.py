"""Karn: the system with which a company keeps its customers."""
