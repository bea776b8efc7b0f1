"""Whom to remind of a renewal, who was, and who may leave at once because nobody did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Party, PriceState, Subscription, TermKind
from karn.apps.contracts.queries.law import law_of
from karn.apps.contracts.queries.standing import departures_in_effect, price_states_on
from karn.apps.customers.models import Customer, Kind
from karn.apps.customers.queries import customers_visible_to
from karn.apps.farewell.models import RenewalReminder
from karn.apps.farewell.rules.packs import pack_of
from karn.apps.farewell.rules.renewal_reminders import (
    ReminderState,
    Reminding,
    countries_without,
    reminding_of,
)
from karn.apps.people.models import Person

PAST = timedelta(days=400)
"""So long after a renewal its reminder is listed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One contract of which a consumer is to be reminded, and when."""

    subscription: Subscription
    country: str
    reminding: Reminding


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """One reminder in the list, and how it stands."""

    reminder: RenewalReminder
    state: ReminderState


def due_candidates(on: date) -> Iterator[Candidate]:
    """Yield the contracts whose consumer is to be reminded on `on` and was not yet.

    Only contracts with a term, with a private person, in a country whose pack asks for it; read a few at a
    time, by the few queries of one walk.
    """
    done = set(RenewalReminder.objects.filter(renews_on__gt=on).values_list("subscription_id", "renews_on"))
    for one in _renewing(on).iterator(chunk_size=2_000):
        law = law_of(one, began_on=one.began_on)
        rule = pack_of(law.country).reminder
        found = reminding_of(law.terms, rule, on) if rule and law.is_consumer else None
        if found and found.opens_on <= on and (one.pk, found.renews_on) not in done:
            yield Candidate(one, law.country.upper(), found)


def _renewing(on: date) -> QuerySet[Subscription, Any]:
    """Return the contracts with private persons that run, renew themselves and may need a reminder."""
    without = countries_without()
    ours = current_company().country
    elsewhere = Q(customer__country="") if ours not in without else Q(pk__in=())
    lands = ~Q(customer__country__in=("", *without)) | elsewhere
    going = departures_in_effect(on).filter(
        Q(subscription=OuterRef("pk")) | Q(subscription__isnull=True), customer=OuterRef("customer")
    )
    open_ended = PriceState.objects.filter(subscription=OuterRef("pk"), ends_on__isnull=True)
    return (
        Subscription.objects.filter(
            Q(party=Party.CONSUMER) | Q(party="", customer__kind=Kind.PERSON),
            (~Q(law_country="") & ~Q(law_country__in=without)) | (Q(law_country="") & lands),
            Exists(price_states_on(on).filter(subscription=OuterRef("pk"))),
            Exists(open_ended),
            ~Exists(going),
            term_months__gt=0,
            customer__deleted_at=None,
            customer__merged_into=None,
        )
        .exclude(term_kind__in=(TermKind.OPEN, TermKind.FIXED))
        .select_related("customer")
        .annotate(began_on=Min("price_states__starts_on"))
        .order_by("pk")
    )


def reminder_rows(person: Person, *, on: date, state: str = "") -> list[ReminderRow]:
    """Return the reminders this person may see, of renewals ahead and of the last year; the next first.

    `state` narrows to one. One query.
    """
    its = RenewalReminder.objects.filter(
        customer__in=customers_visible_to(person), renews_on__gt=on - PAST
    ).select_related("customer", "subscription", "mail", "told_by")
    ahead, past = its.filter(renews_on__gt=on), its.filter(renews_on__lte=on)
    found = [*ahead.order_by("renews_on", "pk"), *past.order_by("-renews_on", "pk")]
    zone = current_company().zone
    rows = [ReminderRow(one, one.state(on, zone)) for one in found]
    return [row for row in rows if not state or row.state == state]


def failing_reminders(on: date) -> list[RenewalReminder]:
    """Return the reminders that could not be sent while there is time left. One query."""
    its = RenewalReminder.objects.filter(
        due_by__gte=on, renews_on__gt=on, told_on=None, customer__in=Customer.objects.all()
    )
    found = its.select_related("customer", "mail").order_by("renews_on", "pk")
    zone = current_company().zone
    return [one for one in found if one.state(on, zone) == ReminderState.FAILED]


def unreminded_renewal(subscription: int, *, on: date) -> date | None:
    """Return the first day of the term for which a contract's consumer was not reminded in time.

    The term that runs on `on`, else the next one; None where each was told of, or no reminder was due. What
    :func:`karn.apps.farewell.rules.notice.end_of_contract` takes as `unreminded`. One query.
    """
    its = RenewalReminder.objects.filter(subscription=subscription).select_related("mail")
    known, zone = list(its.order_by("renews_on")), current_company().zone
    running = [one for one in known if one.renews_on <= on]
    ahead = [one for one in known if one.renews_on > on]
    for one in (*running[-1:], *ahead[:1]):
        if one.state(on, zone) == ReminderState.MISSED:
            return one.renews_on
    return None
