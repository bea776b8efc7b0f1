"""Reads of what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from karn.apps.conversations.models import Channel, Conversation, Direction

# A meeting is its own answer.
_WANTS_ANSWER = (Channel.CALL, Channel.MAIL, Channel.CHAT, Channel.WHATSAPP, Channel.TICKET)


def personal_contacts(until: datetime) -> QuerySet[Conversation]:
    """Return conversations with one customer in particular that took place by `until`.

    What we sent to many does not count, nor what the customer asked and nobody had answered by then.
    """
    took_place = Q(direction=Direction.OUT) | Q(channel=Channel.MEETING) | Q(answered_at__lte=until)
    return Conversation.objects.filter(took_place, bulk=False, happened_at__lte=until)


def unanswered(until: datetime) -> QuerySet[Conversation]:
    """Return calls, mails and the like from customers that nobody had answered by `until`.

    Anything personal we sent that customer later counts as an answer. Sources that record no answers
    at all (nothing answered, nothing sent) are left out: there, everything would look unanswered.
    """
    later = Conversation.objects.filter(
        customer=OuterRef("customer"),
        direction=Direction.OUT,
        bulk=False,
        happened_at__gt=OuterRef("happened_at"),
        happened_at__lte=until,
    )
    return Conversation.objects.filter(
        Q(answered_at__isnull=True) | Q(answered_at__gt=until),
        ~Exists(later),
        source__in=_answering_sources(),
        direction=Direction.IN,
        channel__in=_WANTS_ANSWER,
        bulk=False,
        happened_at__lte=until,
    )


def _answering_sources() -> QuerySet[Conversation, Any]:
    answers = Q(answered_at__isnull=False) | Q(direction=Direction.OUT, bulk=False)
    return Conversation.objects.filter(answers).values("source").distinct()
