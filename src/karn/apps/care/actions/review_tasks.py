"""Writes: what reviews ask people to do, and the calendar of who is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from karn.apps.care.models.reviews import OPEN_REVIEW, Cause, Review
from karn.apps.care.queries.reviews import changed_lately, new_contacts, yearly_ahead
from karn.apps.care.rules.review_tasks import REVIEW, TEAM_VIEW
from karn.apps.care.rules.reviews import AHEAD_DAYS, NEW_CONTACT_DAYS
from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.tasks.actions.asked import Asked, keep_tasks


def care_for_reviews(*, on: date, at: datetime) -> int:
    """Plan whom the calendar and new contacts ask for, and keep the tasks; return how many were planned.

    Cheap however many customers there are: it looks at key clients alone. Safe to repeat.
    """
    planned = 0
    if current_company().has(Station.REVIEWS):
        planned = _plan_yearly(on, at) + _plan_for_changes(on, at)
    keep_review_tasks(on=on, at=at)
    return planned


def keep_review_tasks(*, on: date, at: datetime, among: Collection[int] | None = None) -> None:
    """Keep the tasks of reviews in step; `among` narrows it to these customers (ids)."""
    due = Review.objects.filter(OPEN_REVIEW, due_on__lte=on + timedelta(days=AHEAD_DAYS))
    there = due.filter(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)
    due = there.select_related("customer").order_by("pk")
    if among is not None:
        due = due.filter(customer__in=among)
    is_on = current_company().has(Station.REVIEWS)
    reviews = list(due) if is_on else []
    held = [_holding(one) for one in reviews if one.client_at is None]
    viewed = [_viewing(one) for one in reviews if one.team_at is None]
    keep_tasks(kind=REVIEW.code, asked=held, at=at, among=among)
    keep_tasks(kind=TEAM_VIEW.code, asked=viewed, at=at, among=among)


def _holding(review: Review) -> Asked:
    who = "colleague" if review.reviewer_id else "guest" if review.guest else "nobody"
    owner = review.reviewer_id or review.customer.owner_id
    facts = {"cause": review.cause, "who": who}
    return Asked(review.pk, review.due_on, review.customer_id, owner, facts)


def _viewing(review: Review) -> Asked:
    return Asked(
        review.pk, review.due_on, review.customer_id, review.customer.owner_id, {"cause": review.cause}
    )


def _plan_yearly(on: date, at: datetime) -> int:
    """Give every key client without a planned review its next one."""
    due = [
        Review(customer_id=one.customer, cause=Cause.YEARLY, due_on=one.due_on, made_at=at, changed_at=at)
        for one in yearly_ahead(on=on)
    ]
    return len(Review.objects.bulk_create(due, batch_size=500))


def _plan_for_changes(on: date, at: datetime) -> int:
    """Bring the review of a client forward who has a new contact, or of whom somebody noticed a change.

    Once for each time somebody is new, or something was noticed.
    """
    since = on - timedelta(days=NEW_CONTACT_DAYS)
    new = set(new_contacts(since=since, on=on))
    noticed = set(changed_lately(since=at - timedelta(days=NEW_CONTACT_DAYS)))
    forward = _brought_forward(noticed, Cause.MERGER, on, at)
    return forward + _brought_forward(new - noticed, Cause.NEW_CONTACT, on, at)


def _brought_forward(numbers: set[int], cause: Cause, on: date, at: datetime) -> int:
    due_on, lately = on + timedelta(days=AHEAD_DAYS), at - timedelta(days=NEW_CONTACT_DAYS)
    done = Review.objects.filter(Q(made_at__gt=lately) | Q(changed_at__gt=lately), cause=cause)
    others = numbers - set(done.values_list("customer", flat=True))
    with transaction.atomic():
        its = Review.objects.select_for_update().filter(OPEN_REVIEW, customer__in=others, due_on__gt=due_on)
        forward = list(its.order_by("pk"))
        for review in forward:
            review.cause, review.due_on, review.changed_at = cause, due_on, at
        Review.objects.bulk_update(forward, ["cause", "due_on", "changed_at"], batch_size=500)
    return len(forward)
