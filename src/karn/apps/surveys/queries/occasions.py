"""Whom the occasions of surveys ask for: after a delivery, half-way through a term, in a segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from karn.apps.contracts.models import Order, Subscription
from karn.apps.contracts.queries import price_states_on
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import contacts_on
from karn.apps.mailing.models import Mail, State
from karn.apps.segments.queries import customers_in
from karn.apps.surveys.models import Invitation, Occasion, Survey
from karn.apps.surveys.rules.asking import half_term
from karn.kernel.errors import BadInput

LATE_DAYS = 14
"""Later than so many days after it was due nobody is asked about an occasion any more."""

SHORTEST_TERM_MONTHS = 3
"""Shorter terms have no middle worth asking in."""


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody to ask, and the key of what about."""

    customer: Customer
    key: str


def surveys_that_ask() -> QuerySet[Survey]:
    """Return the surveys that ask by themselves."""
    its = Survey.objects.filter(closed_at__isnull=True, removed_at__isnull=True)
    return its.exclude(occasion=Occasion.HAND).select_related("segment", "closer").order_by("pk")


def due_on(survey: Survey, on: date) -> list[Due]:
    """Return whom this survey asks for on this day; who was asked about the same thing is left out.

    A segment that cannot be read asks for nobody.
    """
    found = list(_FINDERS[Occasion(survey.occasion)](survey, on))
    members = _members(survey, on)
    if members is not None:
        inside = set(members.values_list("pk", flat=True))
        found = [due for due in found if due.customer.pk in inside]
    keys = [due.key for due in found]
    known: set[str] = set()
    for start in range(0, len(keys), 500):
        batch = keys[start : start + 500]
        asked = Invitation.objects.filter(survey=survey, key__in=batch)
        known.update(asked.values_list("key", flat=True))
    return [due for due in found if due.key not in known]


def _members(survey: Survey, on: date) -> QuerySet[Customer] | None:
    if survey.segment is None:
        return None
    try:
        return customers_in(survey.segment, person=None, on=on)
    except BadInput:
        return Customer.objects.none()


def _in_segment(survey: Survey, on: date) -> Iterator[Due]:
    """Yield every member, once in so many days: the key names the stretch of days."""
    members = _members(survey, on)
    if members is None or survey.since is None or on < survey.since:
        return
    stretch = _stretch(survey, survey.since, on)
    for customer in members.order_by("pk"):
        yield Due(customer, f"member:{customer.pk}:{survey.since:%Y%m%d}:{stretch}")


def _stretch(survey: Survey, since: date, on: date) -> int:
    return (on - since).days // survey.days if survey.days else 0


def since_anew(survey: Survey, on: date) -> date | None:
    """Return since when a survey asks that may have asked elsewhere until `on`: about nothing of before.

    Members of a segment are asked in the next stretch of days, so that nobody is within the one that runs;
    whoever is asked but once stays as it was, since a new beginning would ask everybody again.
    """
    if survey.occasion != Occasion.SEGMENT:
        return on
    if survey.since is None or not survey.days or on < survey.since:
        return survey.since
    return survey.since + timedelta(days=(_stretch(survey, survey.since, on) + 1) * survey.days)


def _after_delivery(survey: Survey, on: date) -> Iterator[Due]:
    """Yield who got something so many days ago: the latest of each, where they got several things."""
    last = on - timedelta(days=survey.days)
    first = max(last - timedelta(days=LATE_DAYS), survey.since or last)
    its = Order.objects.filter(ordered_on__gte=first, ordered_on__lte=last).select_related("customer")
    latest: dict[int, Due] = {}
    for order in its.order_by("ordered_on", "pk"):
        if order.customer.is_present:
            latest[order.customer_id] = Due(order.customer, f"order:{order.pk}")
    yield from latest.values()


def _half_way(survey: Survey, on: date) -> Iterator[Due]:
    """Yield whose running contract had its half-term in the last days."""
    its = Subscription.objects.filter(
        contract_ends_on__gt=on,
        term_months__gte=SHORTEST_TERM_MONTHS,
        pk__in=price_states_on(on).values("subscription"),
    ).select_related("customer")
    for subscription in its.order_by("pk"):
        ends_on, months = subscription.contract_ends_on, subscription.term_months
        if ends_on is None or months is None or not subscription.customer.is_present:
            continue
        try:
            middle = half_term(months_before(ends_on, months), ends_on)
        except ValueError:
            continue  # longer than there are years: no such term
        if max(on - timedelta(days=LATE_DAYS), survey.since or on) <= middle <= on:
            yield Due(subscription.customer, f"half-term:{subscription.pk}:{ends_on:%Y%m%d}")


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier, the month's last day where it has no such one.

    Raises ValueError before the year 1.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError("There is no such month.")


_FINDERS = {
    Occasion.SEGMENT: _in_segment,
    Occasion.DELIVERY: _after_delivery,
    Occasion.HALF_TERM: _half_way,
}


INVITING, REMINDING = "survey_invitation", "survey_reminder"
"""The templates of the mails; with the invitation's number they are the mails' keys."""


def unreminded(survey_days: int, *, on: date, at: datetime) -> QuerySet[Invitation]:
    """Return who was asked by mail so many days ago, has not answered, and was not reminded yet.

    Only whom the invitation reached, as far as we know, and who is still at that customer on `on`.
    """
    went = Mail.objects.filter(key=_key(INVITING, OuterRef("pk")), state__in=(State.SENT, State.UNKNOWN))
    its = Invitation.objects.filter(
        Q(contact=None) | Q(contact__in=contacts_on(on)), Exists(went),
        way="mail", reminded_at=None, asked_at__lte=at - timedelta(days=survey_days), expires_at__gt=at,
        response=None, survey__closed_at=None, survey__removed_at=None,
        customer__deleted_at=None, customer__merged_into=None,
    )  # fmt: skip
    return its.select_related("survey", "version", "customer", "contact").order_by("asked_at", "pk")


def to_be_reminded(at: datetime) -> QuerySet[Invitation]:
    """Return who was asked by mail and may yet be reminded, some day."""
    return Invitation.objects.filter(way="mail", reminded_at=None, expires_at__gt=at, response=None)


def keys_of_mails(survey: Survey, template: str) -> QuerySet[Invitation, str]:
    """Return the keys of the mails of this template to whom the survey asked by mail."""
    its = Invitation.objects.filter(survey=survey, way="mail").annotate(mail=_key(template, F("pk")))
    return its.values_list("mail", flat=True)


def _key(template: str, number: F | OuterRef) -> Concat:
    return Concat(Value(f"{template}:"), Cast(number, CharField()), output_field=CharField())
