"""Checking one customer: what somebody answers, and what the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Final

from django.db import transaction

from karn.apps.customers.models import Customer
from karn.apps.fit.actions.asking import ask_for_tasks
from karn.apps.fit.actions.looking import checked as check_of
from karn.apps.fit.models import Answer, Check, Criterion, Occasion
from karn.apps.fit.queries.criteria import criteria_in_force
from karn.apps.fit.queries.judging import Judge
from karn.apps.fit.rules.judging import Met
from karn.apps.fit.signals import checked
from karn.apps.people.actions.audit import record
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.text import plain
from karn.platform.versions import ChangedMeanwhile

LONGEST_NOTE: Final = 500

Given = Mapping[int, tuple[Met, str]]
"""Per question (its id): what somebody answers, and a note."""


def check_customer(
    *, customer: Customer, given: Given, by: Person, on: date, at: datetime, seen: str | None = None
) -> Check:
    """Store what somebody answers about a customer, and what it comes to with the rules.

    Answers stay, newer ones count. `seen` is :func:`version_of_check` as the page showed it; None checks
    whatever stands there. Raises ChangedMeanwhile where somebody checked since, BadInput without criteria
    or for a note that is too long.
    """
    criteria = criteria_in_force()
    if not criteria:
        raise BadInput("There are no criteria yet: write them down first.")
    with transaction.atomic():
        held = Customer.everything.select_for_update().get(pk=customer.pk)
        _refuse_unseen(customer, seen)
        _keep_answers(held, criteria, given, by=by, on=on, at=at)
        check = _stored(held, criteria, by=by, on=on, at=at)
        record(by=by, deed=Event.FIT_CHECKED, about=held, at=at, detail=check.fit)
        transaction.on_commit(
            partial(checked.send_robust, sender=Check, customer_id=held.pk, fit=check.fit, at=at)
        )
    ask_for_tasks(on=on, at=at, among=[customer.pk])
    return check


def version_of_check(check: Check | None) -> str:
    """Name what a page about a customer showed."""
    return str(check.pk) if check else "0"


def _refuse_unseen(customer: Customer, seen: str | None) -> None:
    now = Check.objects.filter(customer=customer, until__isnull=True).first()
    if seen is not None and seen != version_of_check(now) and now is not None:
        raise ChangedMeanwhile(now)


def _keep_answers(
    customer: Customer, criteria: list[Criterion], given: Given, *, by: Person, on: date, at: datetime
) -> None:
    questions = {one.pk for one in criteria if not one.is_rule}
    told = {number: answer for number, answer in given.items() if number in questions}
    if any(len(note) > LONGEST_NOTE for _met, note in told.values()):
        raise BadInput("A note has at most %(most)s characters.", most=LONGEST_NOTE)
    before = Answer.objects.filter(customer=customer, criterion__in=told, replaced_at__isnull=True)
    before.update(replaced_at=at)
    Answer.objects.bulk_create(
        Answer(customer=customer, criterion_id=number, met=met.value, note=plain(note), by=by, on=on, at=at)
        for number, (met, note) in told.items()
    )


def _stored(customer: Customer, criteria: list[Criterion], *, by: Person, on: date, at: datetime) -> Check:
    found = Judge(criteria, on).found(low=customer.pk, high=customer.pk)
    if not found:
        raise BadInput("This customer is in the bin: bring it back first.")
    now = Check.objects.filter(customer=customer, until__isnull=True).first()
    begins = max(on, now.on) if now else on
    if now:
        now.until = begins
        now.save(update_fields=["until"])
    occasion = Occasion.SIGNING if customer.prospect else Occasion.CHECK
    check = check_of(found[0], on=begins, at=at, occasion=occasion, by=by)
    check.save()
    return check
