"""Queueing mails, sending them, and keeping who wants none."""
