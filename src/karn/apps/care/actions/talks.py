"""Writes: a conversation is logged together with what was promised in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from karn.apps.care.actions.promises import Promised, make_promise
from karn.apps.care.models.promises import Given
from karn.apps.conversations.actions import Said, log_conversation
from karn.apps.conversations.models import Conversation
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person


def log_talk(
    *,
    customer: Customer,
    said: Said,
    hints: Iterable[str] = (),
    promise: str = "",
    promise_until: date | None = None,
    by: Person,
    on: date,
    at: datetime,
) -> Conversation:
    """Log a conversation, and what we promised in it by when, both or neither. Raises as both do."""
    with transaction.atomic():
        logged = log_conversation(customer=customer, said=said, hints=hints, by=by, at=at)
        if promise.strip():
            promised = Promised(
                promise, promise_until, logged.contact, by, source=Given.TALK, conversation=logged
            )
            make_promise(customer=customer, promised=promised, by=by, on=on, at=at)
    return logged
