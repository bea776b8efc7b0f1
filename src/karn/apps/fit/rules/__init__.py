"""Criteria, judged: pure functions of answers and days."""
