"""Somebody answered a survey and is unhappy, and nobody has come back to them yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from karn.apps.surveys.models import Response
from karn.apps.surveys.queries.answers import unhappy_between
from karn.apps.tasks.queries import done_by
from karn.apps.threats.rules.finding import Finding, Look, rows
from karn.apps.threats.rules.thresholds import UNHAPPY_BACK_DAYS, unhappy_strength
from karn.apps.threats.signals.card import Card


class UnhappyAnswer:
    """An unhappy answer to a survey, until somebody came back to it."""

    code = "unhappy_answer"
    card = Card(
        name=_("Unhappy answer"),
        question=_("Did they answer a survey unhappily, and nobody has come back to them yet?"),
        evidence=_("Each survey says itself which answers are unhappy; a customer's newest one counts."),
        threshold=_("Answered in the last 90 days, and the task to come back to it is not done."),
        blind_to=_("Answers without a name, and those who do not answer."),
    )

    def find(self, look: Look) -> Iterator[Finding]:
        """Return the watched customers with an unhappy answer nobody came back to. Two queries."""
        since = look.until - timedelta(days=UNHAPPY_BACK_DAYS + 1)  # the whole of its first day
        unhappy = unhappy_between(since, look.until)
        if look.only is not None:
            unhappy = unhappy.filter(customer=look.only)
        answers = [one for one in unhappy if one.customer_id in look.watched]
        closed = done_by("survey", [one.pk for one in answers], until=look.until)
        found: dict[int, Finding] = {}
        for one in answers:
            if one.pk not in closed and one.customer_id is not None:
                found.setdefault(one.customer_id, _finding(look, one))
        yield from found.values()


def _finding(look: Look, answer: Response) -> Finding:
    day = answer.said_at.astimezone(ZoneInfo(look.zone)).date()
    strength = unhappy_strength((look.on - day).days)
    facts = {"day": day.isoformat(), "survey": answer.survey.name}
    return Finding(answer.customer_id or 0, day, strength, facts, rows("surveys.response", answer.pk))
