"""The dashboard’s first figure: the engine’s number, by name, and an invitation without criteria."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from karn.apps.company.models import Company
from karn.apps.desk.queries.dashboard import dashboard
from karn.apps.fit.models import Check, Criterion
from karn.apps.measures.actions import refresh_measures
from karn.apps.measures.queries import last_answers

AS_OF = date(2026, 4, 20)
NOON = datetime(2026, 4, 20, 12, tzinfo=UTC)


@pytest.fixture
def refreshed(world, golden):
    world.company()
    return golden


def check(customer, on: date, fit: str, until: date | None = None) -> None:
    Check.objects.create(
        customer=customer, on=on, until=until, fit=fit, answers=" ", occasion="check", at=NOON
    )


def test_right_ones_are_counted_by_what_was_known_at_the_notice_and_named(refreshed, world):
    check(refreshed[2], date(2026, 2, 1), "right", date(2026, 3, 3))
    check(refreshed[2], date(2026, 3, 3), "not_right")  # after the notice
    world.departure(refreshed[2], notice_on=date(2026, 3, 2), contract_ends_on=date(2026, 3, 15))
    check(refreshed[1], date(2026, 2, 1), "right")
    check(refreshed[4], date(2026, 2, 1), "not_right")
    refresh_measures(as_of=AS_OF, at=NOON)
    card = dashboard(AS_OF).right_clients
    right, not_right, unchecked = card.last.right, card.last.not_right, card.last.unchecked
    assert (right.numerator, right.denominator, not_right.numerator, not_right.denominator) == (1, 2, 0, 1)
    assert (unchecked.numerator, unchecked.denominator, card.last.opening) == (0, 3, 6)
    assert [one.name for one in card.last.lost.named] == ["Golden 2"]
    churn = last_answers().first("customer_churn.last_month")
    assert (card.last.opening, 1) == (churn["denominator"], churn["numerator"])


def test_without_criteria_it_invites_and_with_new_ones_it_waits(refreshed):  # noqa: ARG001
    refresh_measures(as_of=AS_OF, at=NOON)
    assert dashboard(AS_OF).right_clients.lacks == "criteria"
    Criterion.objects.create(
        name="Fits", question="Fits?", kind="question", place=1, made_at=NOON, known_at=NOON
    )
    assert dashboard(AS_OF).right_clients.lacks == "figures"
    Company.objects.update(stations=["contracts"])
    assert dashboard(AS_OF).right_clients is None
