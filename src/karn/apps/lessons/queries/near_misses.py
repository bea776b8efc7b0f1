"""Reads of near misses: clients who nearly left, and at whom nobody looked back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from karn.apps.contracts.models import Departure
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import is_visible_to
from karn.apps.lessons.models.post_mortems import OPEN_LOOK, PostMortem
from karn.apps.lessons.queries.post_mortems import worth_keeping
from karn.apps.people.models import Person
from karn.apps.threats.models import Case
from karn.apps.threats.rules.cases import Outcome, State
from karn.apps.threats.rules.finding import TODAY

DAYS: Final = 90
"""So long after it somebody is asked whether to look back."""

SAID_SO: Final = frozenset({"asked_notice", "named_competitor"})
"""Signs with which a client says himself that he may leave."""

MOST: Final = 50

_THERE = Q(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Somebody who nearly left: a notice that was taken back, or a threat that was solved."""

    customer: Customer
    happened_on: date
    case: Case | None = None
    departure: Departure | None = None

    @property
    def code(self) -> str:
        """How a form names it."""
        return f"case-{self.case.pk}" if self.case else f"notice-{self.departure.pk if self.departure else 0}"


def near_misses(person: Person, *, on: date) -> list[NearMiss]:
    """Return who nearly left lately, of the customers this person may see, the latest first.

    A notice taken back; or a case that ended well, in which one had to act the same day, or in which the
    client asked about notice or named a competitor. Not those somebody looks or looked back at, or passed
    over with a reason.
    """
    found = sorted(
        [*_taken_back(person, on), *_solved(person, on)],
        key=lambda one: (one.happened_on, one.customer.pk),
        reverse=True,
    )
    wanted = worth_keeping([one.customer.pk for one in found], on)
    return [one for one in found if one.customer.pk in wanted][:MOST]


def near_miss_named(person: Person, code: str, *, on: date) -> NearMiss | None:
    """Return the near miss of this code, or None."""
    return next((one for one in near_misses(person, on=on) if one.code == code), None)


def _taken_back(person: Person, on: date) -> list[NearMiss]:
    looked = PostMortem.objects.filter(departure=OuterRef("pk"))
    its = Departure.objects.filter(
        ~Exists(looked), ~Exists(_busy()), _THERE, is_visible_to(person, "customer"),
        undone_on__gt=on - timedelta(days=DAYS), undone_on__lte=on,
    )  # fmt: skip
    rows = its.select_related("customer__owner").order_by("-undone_on", "-pk")[:MOST]
    return [NearMiss(row.customer, row.undone_on, departure=row) for row in rows if row.undone_on]


def _solved(person: Person, on: date) -> list[NearMiss]:
    looked = PostMortem.objects.filter(case=OuterRef("pk"))
    its = Case.objects.filter(
        ~Exists(looked), ~Exists(_busy()), _THERE, is_visible_to(person, "customer"),
        state=State.CLOSED, closed_on__gt=on - timedelta(days=DAYS), closed_on__lte=on,
        outcome__in=(Outcome.CLIENT_STAYS, Outcome.WE_BELIEVE),
    )  # fmt: skip
    rows = its.select_related("customer__owner").order_by("-closed_on", "-pk")[: 4 * MOST]
    return [
        NearMiss(row.customer, row.closed_on, case=row) for row in rows if row.closed_on and _was_near(row)
    ]


def _was_near(case: Case) -> bool:
    return case.strength >= TODAY or any(sign["rule"] in SAID_SO for sign in case.signs)


def _busy() -> QuerySet[PostMortem]:
    return PostMortem.objects.filter(OPEN_LOOK, customer=OuterRef("customer"))
