"""Somebody asked something and got no answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from karn.apps.conversations.models import Conversation
from karn.apps.conversations.queries import unanswered, waiting_now
from karn.apps.threats.rules.finding import Finding, Look, rows
from karn.apps.threats.rules.thresholds import (
    FEWEST_ANSWERS,
    HABIT_DAYS,
    UNANSWERED_BACK_DAYS,
    unanswered_strength,
    usual,
    workdays,
)
from karn.apps.threats.signals.card import Card

# The company's own habit is read from this many of its latest answers: enough, and quick.
_LATEST_ANSWERS = 5_000


class Unanswered:
    """Calls, mails, chats and tickets from the customer that nobody answered."""

    code = "unanswered"
    card = Card(
        name=_("Unanswered"),
        question=_("Did somebody ask us something and get no answer?"),
        evidence=_("Calls, mails, chats and tickets from the customer, and anything personal we sent later."),
        threshold=_("Left longer than the workdays within which you mean to answer; up to 60 days back."),
        blind_to=_(
            "Answers given elsewhere and never recorded. Sources that record no answers are left out. "
            "A mail that asks nothing looks like a question."
        ),
    )

    def find(self, look: Look) -> Iterator[Finding]:
        """Return customers with a message left for more than `look.answer_days` workdays."""
        waiting: dict[int, list[Conversation]] = defaultdict(list)
        for conversation in _waiting(look).order_by("happened_at", "pk"):
            if conversation.customer_id in look.watched:
                waiting[conversation.customer_id].append(conversation)
        if not waiting:
            return
        own, company = _answer_times(look)
        for customer_id, conversations in waiting.items():
            habit = own.get(customer_id) or company
            finding = _finding(look, customer_id, conversations, habit)
            if finding is not None:
                yield finding


def _waiting(look: Look) -> QuerySet[Conversation]:
    back = look.until - timedelta(days=UNANSWERED_BACK_DAYS)
    if look.only is not None:
        return waiting_now(look.until).filter(happened_at__gt=back, customer=look.only)
    return unanswered(look.until).filter(happened_at__gt=back)


def _finding(look: Look, customer_id: int, waiting: list[Conversation], habit: int | None) -> Finding | None:
    zone = ZoneInfo(look.zone)
    late = [
        conversation
        for conversation in waiting
        if workdays(conversation.happened_at.astimezone(zone).date(), look.on) > look.answer_days
    ]
    if not late:
        return None
    oldest = late[0]
    day = oldest.happened_at.astimezone(zone).date()
    strength = unanswered_strength((look.on - day).days, look.answer_days, len(late))
    facts = {
        "channel": oldest.channel,
        "subject": oldest.subject,
        "day": day.isoformat(),
        "waiting": len(late),
        "limit": look.answer_days,
        "usual": habit,
    }
    evidence = rows("conversations.conversation", *(conversation.pk for conversation in late))
    return Finding(customer_id, day, strength, facts, evidence)


def _answer_times(look: Look) -> tuple[dict[int, int], int | None]:
    """Return the usual days to an answer per waiting customer with enough past, and the company's.

    A look at one customer leaves the company's out: it is read from everybody.
    """
    answered = Conversation.objects.filter(
        direction="in",
        bulk=False,
        answered_at__lte=look.until,
        happened_at__gt=look.until - timedelta(days=HABIT_DAYS),
    )
    company = None if look.only is not None else _usual_of_all(answered)
    times: dict[int, list[float]] = defaultdict(list)
    theirs = answered.filter(customer__in=_waiting(look).values("customer"))
    for customer_id, asked, given in theirs.values_list("customer_id", "happened_at", "answered_at"):
        if given:
            times[customer_id].append(_days(asked, given))
    own = {number: usual(days, FEWEST_ANSWERS) for number, days in times.items()}
    return {number: days for number, days in own.items() if days is not None}, company


def _usual_of_all(answered: QuerySet[Conversation]) -> int | None:
    latest = answered.order_by("-happened_at").values_list("happened_at", "answered_at")[:_LATEST_ANSWERS]
    return usual([_days(asked, given) for asked, given in latest if given], FEWEST_ANSWERS)


def _days(asked: datetime, given: datetime) -> float:
    return (given - asked).total_seconds() / 86_400
