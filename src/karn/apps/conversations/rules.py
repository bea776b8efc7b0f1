"""What an answer is. Pure functions."""

from __future__ import annotations

# A meeting is its own answer.
ASKING = ("call", "mail", "chat", "whatsapp", "ticket")
# Who picks up, or chats, answers in the same breath; the others are answered later.
_AT_ONCE = ("call", "chat")


def can_wait(channel: str, direction: str) -> bool:
    """Say whether such a conversation can still need an answer: the customer asked, and not in a meeting."""
    return direction == "in" and channel in ASKING


def is_answered_at_once(channel: str) -> bool:
    """Say whether an answer on this channel is given in the same breath."""
    return channel in _AT_ONCE
