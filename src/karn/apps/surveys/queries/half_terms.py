"""Would they sign again today? What customers said last, to be read beside the renewal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from karn.apps.customers.queries.selections import batches
from karn.apps.surveys.models import Response, Survey

READY, QUESTION = "half_term", "again"


@dataclass(frozen=True, slots=True)
class SignsAgain:
    """What one customer said last: "yes", "unsure" or "no", when, and the number of the answer."""

    answer: str
    said_at: datetime
    response: int


def signs_again(customers: Collection[int]) -> dict[int, SignsAgain]:
    """Return what these customers (ids) said last to the half-term question, by id. One query per 500."""
    found: dict[int, SignsAgain] = {}
    for batch in batches(list(customers)):
        its = Response.objects.filter(survey__ready=READY, customer__in=batch, removed_at__isnull=True)
        rows = its.order_by("said_at", "pk").values_list("customer", "answers", "said_at", "pk")
        for customer, answers, said_at, number in rows:
            if customer is not None and (answer := answers.get(QUESTION)):
                found[customer] = SignsAgain(str(answer), said_at, number)
    return found


def half_term_survey() -> int | None:
    """Return the number of the newest survey that asks it and takes answers; None where there is none."""
    its = Survey.objects.filter(ready=READY, closed_at__isnull=True, removed_at__isnull=True)
    return its.order_by("-pk").values_list("pk", flat=True).first()
