"""Goodbyes and win-back in the demo: letters begun and given, who may be asked back, and what came of it."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karn.apps.contracts.models import Departure
    from karn.apps.customers.models import Customer
    from karn.apps.farewell.models.goodbyes import Goodbye
    from karn.apps.people.models import Person

SAID_IN_TIME = 4
"""So many of those who gave notice last had their goodbye when it was time, step by step."""

ALLOWED = 30
"""So many of those who left said yes to being asked back, or all where fewer left."""

CALLED_BACK = 2
"""So many of those who came back lately had been called before, with their yes."""

CALLED_BEFORE = timedelta(days=10)
"""So long before they came back they were called, or less where it was not decent yet."""

_CHANGED = {
    "nl": "We bellen nu binnen een dag terug, en je hebt één vast aanspreekpunt.",
    "sv": "Vi ringer nu tillbaka inom en dag, och du har en fast kontaktperson.",
    "en": "We now call back within a day, and you have one person to turn to.",
}


def say_goodbye_and_ask_back(on: date, *, at: datetime) -> None:
    """Begin the goodbyes, give some of them, and let some who left be asked back. Done once, it stays."""
    from karn.apps.farewell.actions.goodbyes import care_for_goodbyes  # noqa: PLC0415 (models exist only now)
    from karn.apps.people.models import Role  # noqa: PLC0415
    from karn.apps.people.queries import first_person  # noqa: PLC0415
    from karn.apps.plays.models import WinBackText  # noqa: PLC0415

    by = first_person(Role.MANAGER) or first_person(Role.ADMINISTRATOR)
    if by is None or WinBackText.objects.exists():
        return
    chance = random.Random(23)  # noqa: S311 (the same demo every time)
    _say_in_time(on, by)
    care_for_goodbyes(on=on, at=at)
    _give(by, at)
    _ask_back(on, chance, by, at)
    _recommend(by, at)


def _say_in_time(on: date, by: Person) -> None:
    """Let the goodbyes of the last year have begun the day after the notice, and what was due be done."""
    from karn.apps.contracts.models import Departure  # noqa: PLC0415 (models exist only now)
    from karn.apps.farewell.actions.goodbyes import care_for_goodbyes  # noqa: PLC0415
    from karn.apps.farewell.models.goodbyes import Goodbye, Whose  # noqa: PLC0415
    from karn.apps.farewell.queries.goodbyes import habits_of_goodbyes  # noqa: PLC0415

    its = Departure.objects.filter(
        undone_on__isnull=True, kind="voluntary", notice_on__gt=on - timedelta(days=365),
        notice_on__lt=on - timedelta(days=2),
    ).select_related("customer__owner")  # fmt: skip
    if habits_of_goodbyes().tasks_for != Whose.EVERYBODY:
        its = its.filter(notice_on__lt=on - timedelta(days=21))
    for one in its.order_by("-notice_on", "customer__source_id", "pk")[:SAID_IN_TIME]:
        begun = _noon(one, 1)
        care_for_goodbyes(on=begun.date(), at=begun, among=[one.customer_id])
        if (goodbye := Goodbye.objects.filter(departure=one).first()) is not None:
            _settle(goodbye, one, on, by)


def _settle(goodbye: Goodbye, departure: Departure, on: date, by: Person) -> None:
    """Hand the letter over on the fifth day, and do each step on its day; what is due yet stays open."""
    from karn.apps.contracts.rules.bills import BillState  # noqa: PLC0415 (models exist only now)
    from karn.apps.farewell.actions.checklists import mark_step  # noqa: PLC0415
    from karn.apps.farewell.actions.goodbyes import hand_over_goodbye, write_goodbye  # noqa: PLC0415
    from karn.apps.farewell.queries.goodbyes import ending_of, steps_of  # noqa: PLC0415
    from karn.apps.farewell.rules.checklists import BILLING  # noqa: PLC0415

    given = _noon(departure, 5)
    if goodbye.signer is None:  # whoever knew them went before: the manager signs
        goodbye = write_goodbye(
            goodbye=goodbye, words="", language=goodbye.language, signer=by, contact=goodbye.contact, by=by,
            at=_noon(departure, 2),
        )  # fmt: skip
    if given.date() <= on:
        hand_over_goodbye(goodbye=goodbye, by=goodbye.signer or by, at=given)
    ending = ending_of(goodbye, on=on)
    paid = ending.bill is None or ending.bill.state in (BillState.PAID, BillState.CREDITED)
    for step in steps_of(goodbye, ending):
        is_settled = step.row.code != BILLING or paid
        if step.due_on < on and step.row.done_at is None and is_settled:
            day = datetime.combine(step.due_on, time(12), UTC)
            mark_step(step=step.row, is_done=True, by=goodbye.signer or by, on=step.due_on, at=day)


def _noon(departure: Departure, after: int) -> datetime:
    assert departure.notice_on is not None  # noqa: S101 (asked for where it was read)
    return datetime.combine(departure.notice_on + timedelta(days=after), time(12), UTC)


def _give(by: Person, at: datetime) -> None:
    """Hand over every third letter that somebody signed and nobody gave yet."""
    from karn.apps.farewell.actions.goodbyes import hand_over_goodbye  # noqa: PLC0415 (models exist only now)
    from karn.apps.farewell.models.goodbyes import Goodbye  # noqa: PLC0415

    signed = Goodbye.objects.filter(signer__isnull=False, given_at__isnull=True).order_by("pk")
    for goodbye in list(signed[:30])[::3]:
        hand_over_goodbye(goodbye=goodbye, by=by, at=at)


def _ask_back(on: date, chance: random.Random, by: Person, at: datetime) -> None:
    """Let some have said yes, write a text, and ask the first few."""
    from karn.apps.plays.actions.win_back import ask_back, say_no, write_text  # noqa: PLC0415 (models now)
    from karn.apps.plays.queries.win_back import board_of  # noqa: PLC0415

    write_text(text=None, segment=None, words=_CHANGED, by=by, at=at)
    left = [one for one in board_of(None, on=on).others if one.why == "no_consent"]
    for one in chance.sample(left, min(ALLOWED, len(left))):
        _allow(one.customer, one.left_on - timedelta(days=30), calls=chance.random() < 0.4, by=by, at=at)
    _call_before_they_came_back(on, by, at)
    asked = [
        ask_back(customer=one.customer, way="mail", by=by, on=on, at=at)
        for one in board_of(by, on=on).may[:4]
    ]
    if asked:
        say_no(asking=asked[-1], no=True, by=by, on=on, at=at)


def _call_before_they_came_back(on: date, by: Person, at: datetime) -> None:
    """Let a few of those who came back lately have been called before, when that was decent, and count it."""
    from karn.apps.farewell.queries.returns import returns_between  # noqa: PLC0415 (models exist only now)
    from karn.apps.plays.actions.win_back import ask_back, follow_win_back, mark_called  # noqa: PLC0415
    from karn.apps.plays.queries.win_back import board_of, win_back_habits  # noqa: PLC0415

    decent, called = timedelta(days=win_back_habits().after_days), 0
    for one in returns_between(on - timedelta(days=150), on):
        day = max(one.back_on - CALLED_BEFORE, one.left_on + decent)
        if day >= one.back_on:
            continue
        at_noon = datetime.combine(day, time(12), UTC)
        _allow(one.customer, one.left_on - timedelta(days=30), calls=True, by=by, at=at)
        may = board_of(by, on=day, among=[one.customer.pk]).may
        if may and may[0].may_call:
            asking = ask_back(customer=one.customer, way="call", by=by, on=day, at=at_noon)
            mark_called(number=asking.pk, is_done=True, at=at_noon)
            called += 1
        if called == CALLED_BACK:
            break
    follow_win_back(on=on, at=at)


def _allow(customer: Customer, on: date, *, calls: bool, by: Person, at: datetime) -> None:
    from karn.apps.mailing.actions.consents import record_consent  # noqa: PLC0415 (models exist only now)
    from karn.apps.mailing.models import Basis, Purpose  # noqa: PLC0415
    from karn.apps.mailing.rules.addresses import usable_address  # noqa: PLC0415

    contact = None if customer.email else customer.contacts.exclude(email="").order_by("pk").first()
    about = contact or customer
    if usable_address(about.email) is None:
        return
    for purpose in (Purpose.WIN_BACK, *([Purpose.CALLS] if calls else [])):
        record_consent(
            address=about.email, about=about, purpose=purpose, basis=Basis.CONSENT, given_on=on,
            shown="May we ask you back once? Yes.", by=by, at=at,
        )  # fmt: skip


def _recommend(by: Person, at: datetime) -> None:
    """Let the customer who came last have been sent by somebody who left."""
    from karn.apps.contracts.models import Departure  # noqa: PLC0415 (models exist only now)
    from karn.apps.customers.models import Customer  # noqa: PLC0415
    from karn.apps.farewell.actions.returns import note_referral  # noqa: PLC0415

    former = Departure.objects.filter(undone_on__isnull=True, customer__deleted_at__isnull=True)
    left = former.select_related("customer").order_by("notice_on", "pk").first()
    came = (
        Customer.objects.filter(joined_on__isnull=False, prospect=False).order_by("-joined_on", "pk").first()
    )
    if left is not None and came is not None and left.customer_id != came.pk:
        note_referral(customer=came, recommended_by=left.customer, by=by, at=at)
