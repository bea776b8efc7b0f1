"""Who left, or was asked why: they rest from surveys as whoever a survey asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from karn.apps.company.models import Company
from karn.apps.company.queries import current_company, local_day
from karn.apps.contracts.models import Departure, DepartureKind
from karn.apps.mailing.models import Mail, State
from karn.apps.surveys.models import Invitation
from karn.apps.surveys.queries.surveys import habits

LETTERS = ("exit_questions", "goodbye")
"""The templates of the mails that ask leavers how it was."""

_DAYS = ("notice_on", "contract_ends_on", "access_ends_on", "recognised_on")


def asked_as_leavers(digests: Collection[str]) -> dict[str, datetime]:
    """Return when a letter asked each of these keyed hashes how it was. One query."""
    its = Mail.objects.filter(digest__in=digests, template__in=LETTERS).exclude(
        state__in=(State.WITHHELD, State.FAILED)
    )
    return dict(its.order_by().values_list("digest").annotate(Max("queued_at")))


def left_lately(
    customers: Collection[int], *, days: int, at: datetime, company: Company
) -> dict[int, datetime]:
    """Return since when these customers (ids) are leaving or gone: the latest day of it within `days`.

    Not whose notice was taken back, nor whose term ended as agreed: they are asked how it was. One query.
    """
    on, zone = local_day(at, company), ZoneInfo(company.zone)
    since = on - timedelta(days=days)
    within = Q(*((f"{name}__range", (since, on)) for name in _DAYS), _connector=Q.OR)
    its = Departure.objects.filter(within, customer__in=customers, undone_on=None)
    known: dict[int, date] = {}
    for customer, *told in its.exclude(kind=DepartureKind.TERM_ENDED).values_list("customer", *_DAYS):
        past = [day for day in told if day is not None and day <= on]
        known[customer] = max([*past, known.get(customer, date.min)])
    return {customer: datetime.combine(day, time.min, zone) for customer, day in known.items()}


def is_leaving(asked: Invitation, at: datetime) -> bool:
    """Say whether whom a survey asked left, or was asked why, within the days of rest."""
    days, number = habits().cooldown_days, asked.customer_id
    told = asked_as_leavers([asked.digest]).get(asked.digest)
    if told is not None and at < told + timedelta(days=days):
        return True
    return number in left_lately([number], days=days, at=at, company=current_company())
