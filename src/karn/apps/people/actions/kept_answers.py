"""Doing once what a program asks for twice."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from karn.apps.people.models import ApiToken, KeptAnswer
from karn.kernel.errors import BadInput
from karn.kernel.points import point

KEPT_FOR = timedelta(days=2)
"""So long an answer is said again; programs are promised a day."""


class AskedOtherwise(BadInput):
    """The key was used before, for another question."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was done: the answer as JSON holds it, whom it speaks of (a customer's id), if anybody."""

    body: dict[str, Any]
    customer: int | None = None
    again: bool = False
    """It was done before, and is only said again."""


def answer_once(
    *, token: ApiToken, key: str, asked: str, at: datetime, answer: Callable[[], Answered]
) -> Answered:
    """Do what `answer` does, unless this token asked for it under this key before: then say that again.

    `asked` names the question (a hash of it); the deed and its answer are stored together. Of two that
    ask at once the second waits for the first. What raises is not kept: nothing was done. Raises
    AskedOtherwise when the key stands for another question.
    """
    forget_old_answers(at=at)
    with transaction.atomic():
        # The unique row makes a second one wait here until the first is stored, or was taken back.
        row, made = KeptAnswer.objects.get_or_create(
            token=token, key=key, defaults={"asked": asked, "made_at": at}
        )
        if not made:
            if row.asked != asked:
                raise AskedOtherwise("This key was used before, for something else. Take a new one.")
            return Answered(row.body, row.customer, again=True)
        done = answer()
        point("answer.done")
        row.body, row.customer = done.body, done.customer
        row.save(update_fields=["body", "customer"])
    point("answer.kept")
    return done


def forget_old_answers(*, at: datetime) -> int:
    """Forget the answers kept for longer than KEPT_FOR; return how many."""
    return KeptAnswer.objects.filter(made_at__lt=at - KEPT_FOR).delete()[0]


def forget_answers_about(customers: Collection[int]) -> int:
    """Forget every kept answer that speaks of one of these customers (ids); return how many."""
    return KeptAnswer.objects.filter(customer__in=customers).delete()[0]
