"""Writes: surveys are made and changed, customers are asked, answers are kept."""
