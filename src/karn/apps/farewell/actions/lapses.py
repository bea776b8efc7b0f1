"""Asking, once, who left without a word."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Customer
from karn.apps.exits.actions.invitations import exit_link
from karn.apps.farewell.models.lapses import Lapse
from karn.apps.farewell.queries.lapses import recognised_departures
from karn.apps.farewell.rules.lapses import Recognised
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.surveys.models import Survey
from karn.apps.surveys.queries.people import Receiver, receivers, weigh
from karn.apps.surveys.rules.asking import Verdict
from karn.kernel.points import point

TEMPLATE = "exit_questions"


def ask_who_lapsed(*, at: datetime) -> int:
    """Send the questions to who left without a word; return to how many. Safe to repeat.

    Each in a transaction of its own: remembered and in the outbox, or neither. Whom a survey asked lately
    is asked once the days of rest are over; who objected or has no address is remembered, and never asked.
    """
    company = current_company()
    if not company.has(Station.GOODBYE):
        return 0
    on = local_day(at, company)
    found = {one.customer_id: one for one in recognised_departures(on)}
    customers = list(Customer.objects.filter(pk__in=found).select_related("owner").order_by("pk"))
    # Of no survey: what it would weigh of one of its own is not asked.
    weighed = weigh(Survey(), receivers(customers, on=on), at=at, leavers=True)
    return sum(
        _ask(found[one.receiver.customer.pk], one.receiver, one.verdict, at)
        for one in weighed
        if one.verdict != Verdict.COOLING
    )


def set_lapses_aside(*, at: datetime) -> int:
    """Let a restored copy ask nobody who left without a word until now: the original may have.

    Return how many these are.
    """
    company = current_company()
    if not company.has(Station.GOODBYE):
        return 0
    found = recognised_departures(local_day(at, company))
    rows = [
        Lapse(customer_id=one.customer_id, left_on=one.left_on, sign=one.sign, asked=False, noticed_at=at)
        for one in found
    ]
    Lapse.objects.bulk_create(rows)
    return len(rows)


def _ask(lapse: Recognised, receiver: Receiver, verdict: Verdict, at: datetime) -> int:
    asks = verdict == Verdict.ASK
    try:
        with transaction.atomic():
            kept = Lapse.objects.create(
                customer=receiver.customer, left_on=lapse.left_on, sign=lapse.sign, asked=asks, noticed_at=at
            )
            if asks:
                _mail(kept, receiver, at)
            point("lapse.asked")
    except IntegrityError:
        return 0  # by another worker, just now
    return int(asks)


def _mail(lapse: Lapse, receiver: Receiver, at: datetime) -> None:
    path = exit_link(customer_id=lapse.customer_id, left_on=lapse.left_on, language=receiver.language, at=at)
    queue_mail(
        to=receiver.address,
        key=f"{TEMPLATE}:{lapse.pk}",
        by=None,
        at=at,
        template=TEMPLATE,
        language=receiver.language,
        values={"link": settings.INSTALLATION.site + path},
        about=receiver.contact or receiver.customer,
    )
