"""A client was asked again whether what they expect still holds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from karn.apps.care.actions.journal import store_row
from karn.apps.care.models.rounds import AskingRound
from karn.apps.care.queries.expectations import left_alone, to_ask_about
from karn.apps.care.rules.expectations import AGAIN_DAYS, BELIEVED_DAYS
from karn.apps.company.queries import current_company, local_day


def ask_sooner(*, on: date, at: datetime) -> None:
    """Ask soon about what was confirmed or voiced by a contact who left: it is only believed again.

    What somebody touched since the contact left keeps its day.
    """
    company = current_company()
    with transaction.atomic():
        for row in left_alone(on).select_for_update(of=("self",)).order_by("pk"):
            days = [one.ends_on for one in (row.contact, row.confirmed_by) if one and one.ends_on]
            gone = max(day for day in days if day <= on)
            soon = max(on, gone + timedelta(days=BELIEVED_DAYS))
            if local_day(row.changed_at, company) < gone and (row.ask_on is None or row.ask_on > soon):
                store_row(row, {"ask_on": soon}, by=None, at=at)


def settle_round(*, number: int, is_done: bool, on: date, at: datetime) -> None:
    """Note that a client was asked: what nobody confirmed is asked about once more. Or open it again."""
    with transaction.atomic():
        held = AskingRound.objects.select_for_update().filter(pk=number).first()
        if held is None or (held.closed_at is not None) == is_done:
            return
        if not is_done and AskingRound.objects.filter(customer=held.customer_id, closed_at=None).exists():
            return
        held.closed_at = at if is_done else None
        held.save(update_fields=["closed_at"])
        if is_done:
            for row in to_ask_about(on, [held.customer_id]).select_for_update(of=("self",)).order_by("pk"):
                store_row(row, {"ask_on": on + timedelta(days=AGAIN_DAYS)}, by=None, at=at)
