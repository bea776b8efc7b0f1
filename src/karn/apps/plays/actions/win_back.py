"""Asking those who left to come back, one by one, within what the law, decency and the week allow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Contact, Customer
from karn.apps.farewell.queries.goodbyes import language_of
from karn.apps.farewell.rules.checklists import months_after
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail
from karn.apps.mailing.queries.permission import may_be_scored, may_call
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import BIN, CHANGED, MADE, RESTORE, keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.plays.models.win_back import Asking, AskWay, WinBackHabits, WinBackText
from karn.apps.plays.queries.win_back import (
    Former,
    board_of,
    came_back,
    touches_due,
    win_back_habits,
    words_for,
)
from karn.apps.plays.rules.win_back import CALL, TOUCH, WHY_NAMES
from karn.apps.segments.models import Segment
from karn.apps.tasks.actions.asked import Asked, keep_tasks
from karn.apps.tasks.queries import done_by
from karn.kernel.errors import BadInput
from karn.kernel.points import point
from karn.kernel.text import plain
from karn.platform.facts import next_version
from karn.platform.versions import refuse_unseen

LETTER = "win_back"
LONGEST = 4000
CALL_DAYS = 7
LATELY = timedelta(days=90)
"""Who was spoken with since then needs no further word."""


def ask_back(*, customer: Customer, way: str, by: Person, on: date, at: datetime) -> Asking:
    """Ask somebody who left to come back: by a mail from the outbox, or by a call that somebody makes.

    Everything is asked anew: what they allowed, whether they objected, the decent interval, the last day, the
    week. Raises BadInput where anything stands against it, without words, and for a call without their yes.
    """
    with transaction.atomic():
        # One row for all who ask: two at once do not exceed the week.
        WinBackHabits.objects.get_or_create(pk=1)
        WinBackHabits.objects.select_for_update().get(pk=1)
        Customer.everything.select_for_update().get(pk=customer.pk)
        former, room = _former(customer, by, on)
        if room < 1:
            raise BadInput("This week's number is reached: go on next week.")
        words = words_for(former.text, customer) if former.text else ""
        if way == AskWay.MAIL and not words:
            raise BadInput("Write first what you tell them.")
        if way == AskWay.CALL:
            _refuse_call(former, on)
        asking = _asking(former, AskWay(way), words)
        asking.asked_on, asking.asked_at, asking.asked_by = on, at, by
        asking.save()
        if asking.way == AskWay.MAIL:
            asking.mail = _mail(asking, former, by, at)
            asking.save(update_fields=["mail"])
        record(by=by, deed=Event.WIN_BACK_CHANGED, about=customer, at=at, detail=f"asked {asking.way}")
        keep_call_tasks(at=at, among=[customer.pk])
        point("plays.asked_back")
    return asking


def _former(customer: Customer, by: Person, on: date) -> tuple[Former, int]:
    if not may_be_scored(customer):
        raise BadInput("They want no such mail.")
    board = board_of(by, on=on, among=[customer.pk])
    former = next((one for one in board.may if one.customer.pk == customer.pk), None)
    if former is None:
        other = next((one for one in board.others if one.customer.pk == customer.pk), None)
        why = str(WHY_NAMES[other.why]) if other and other.why else ""
        raise BadInput("%(name)s cannot be asked. %(why)s", name=customer.name, why=why)
    return former, board.room


def _refuse_call(former: Former, on: date) -> None:
    address = former.about.email if former.about else ""
    if not former.may_call or not may_call(address, on=on, customer=former.customer).allowed:
        raise BadInput("Nobody may call them to sell something: they did not say yes to that.")


def _asking(former: Former, way: AskWay, words: str) -> Asking:
    segment = former.text.segment if former.text else None
    return Asking(
        customer=former.customer, contact=former.about if isinstance(former.about, Contact) else None,
        departure_id=former.departure, way=way, left_on=former.left_on,
        words=words if way == AskWay.MAIL else "", segment_name=segment.name if segment else "",
    )  # fmt: skip


def _mail(asking: Asking, former: Former, by: Person, at: datetime) -> Mail:
    about = former.about or former.customer
    return queue_mail(
        to=about.email, key=f"{LETTER}:{asking.pk}", template=LETTER,
        language=language_of(former.customer), values={"lines": asking.words}, about=about, by=by, at=at,
    )  # fmt: skip


def say_no(*, asking: Asking, no: bool, by: Person, on: date, at: datetime) -> None:
    """Remember that they said no: they are not asked again; or take that back."""
    with transaction.atomic():
        Asking.objects.filter(pk=asking.pk).update(said_no_on=on if no else None)
        what = "said no" if no else "said nothing"
        record(by=by, deed=Event.WIN_BACK_CHANGED, about=asking.customer, at=at, detail=what)
        keep_call_tasks(at=at, among=[asking.customer_id])


def drop_call(*, asking: Asking, dropped: bool, by: Person, at: datetime) -> None:
    """Take back that somebody is called, or bring it back. Raises BadInput for what was done."""
    if asking.way != AskWay.CALL or asking.called_at is not None:
        raise BadInput("This was done: it stays.")
    with transaction.atomic():
        Asking.objects.filter(pk=asking.pk).update(removed_at=at if dropped else None)
        what = "call dropped" if dropped else "call asked"
        record(by=by, deed=Event.WIN_BACK_CHANGED, about=asking.customer, at=at, detail=what)
        keep_call_tasks(at=at, among=[asking.customer_id])


def mark_called(*, number: int, is_done: bool, at: datetime) -> None:
    """Follow the task of a call (its asking's id): made, or open again."""
    its = Asking.objects.filter(pk=number, way=AskWay.CALL, called_at__isnull=is_done)
    its.update(called_at=at if is_done else None)


def change_win_back_habits(
    *, facts: Mapping[str, int], by: Person, at: datetime, seen: str | None = None
) -> WinBackHabits:
    """Store when and how many are asked. Raises ChangedMeanwhile."""
    with transaction.atomic():
        stored = win_back_habits()
        refuse_unseen(stored, seen)
        before = stored.facts
        for name in before:
            setattr(stored, name, facts[name])
        stored.save()
        keep_change(stored, before, stored.facts, by=by, at=at)
        record(by=by, deed=Event.WIN_BACK_CHANGED, about=stored, at=at, detail="habits")
    return stored


def write_text(
    *, text: WinBackText | None, segment: Segment | None, words: Mapping[str, str], by: Person, at: datetime,
    seen: str | None = None,
) -> WinBackText:  # fmt: skip
    """Store what a segment is told, by language. Raises ChangedMeanwhile, BadInput without any words."""
    tidy = {language: told for language, one in words.items() if (told := plain(one)[:LONGEST])}
    if not tidy:
        raise BadInput("Say what changed since they left, in at least one language.")
    with transaction.atomic():
        stored = WinBackText.objects.select_for_update(of=("self",)).get(pk=text.pk) if text else None
        if stored is not None:
            refuse_unseen(stored, seen)
        others = WinBackText.objects.filter(segment=segment, removed_at__isnull=True)
        if (others.exclude(pk=stored.pk) if stored else others).exists():
            raise BadInput("There is a text for them already: change that one.")
        before = stored.facts if stored else {}
        how = CHANGED if stored else MADE
        stored = stored or WinBackText(place=WinBackText.objects.count(), changed_at=at)
        stored.segment, stored.words, stored.changed_by = segment, tidy, by
        stored.changed_at = next_version(stored.changed_at, at) if stored.pk else at
        stored.save()
        keep_change(stored, before, stored.facts, by=by, at=at, how=how)
        record(by=by, deed=Event.WIN_BACK_CHANGED, about=stored, at=at, detail="text")
    return stored


def remove_text(*, text: WinBackText, removed: bool, by: Person, at: datetime) -> None:
    """Throw a text away, or bring it back."""
    with transaction.atomic():
        WinBackText.objects.filter(pk=text.pk).update(removed_at=at if removed else None)
        keep_change(text, {}, {}, by=by, at=at, how=BIN if removed else RESTORE)
        what = "text removed" if removed else "text restored"
        record(by=by, deed=Event.WIN_BACK_CHANGED, about=text, at=at, detail=what)


def follow_win_back(*, on: date, at: datetime) -> int:
    """See who came back, and keep the tasks of calls and of keeping in touch; return how many came back."""
    back = _note_returns(on, at)
    keep_call_tasks(at=at)
    keep_touch_tasks(on=on, at=at)
    return back


def _note_returns(on: date, at: datetime) -> int:
    months = win_back_habits().back_months
    since = months_after(on, -months)
    waiting = list(Asking.objects.filter(back_on__isnull=True, removed_at__isnull=True, asked_on__gte=since))
    found = came_back(waiting, until=on)
    for one in waiting:
        if (day := found.get(one.pk)) and day <= months_after(one.asked_on, months):
            Asking.objects.filter(pk=one.pk).update(back_on=day)
            record(by=None, deed=Event.WIN_BACK_CHANGED, about=one.customer, at=at, detail="came back")
    return len(found)


def keep_call_tasks(*, at: datetime, among: Collection[int] | None = None) -> None:
    """Keep the tasks of calls in step."""
    its = Asking.objects.filter(
        way=AskWay.CALL, called_at__isnull=True, said_no_on__isnull=True, back_on__isnull=True,
        removed_at__isnull=True, customer__deleted_at__isnull=True, customer__merged_into__isnull=True,
    ).select_related("customer").order_by("pk")  # fmt: skip
    its = its if among is None else its.filter(customer__in=among)
    rows = list(its) if current_company().has(Station.WIN_BACK) else []
    keep_tasks(kind=CALL.code, asked=[_call(one) for one in rows if _may_call(one, at)], at=at, among=among)


def _may_call(one: Asking, at: datetime) -> bool:
    """Say whether they may still be called: a yes can be taken back while the call waits."""
    about = one.contact or one.customer
    return may_call(about.email, on=local_day(at, current_company()), customer=one.customer).allowed


def _call(one: Asking) -> Asked:
    about = one.contact or one.customer
    verdict = may_call(about.email, on=one.asked_on, customer=one.customer)
    allowed = verdict.consent.given_on.isoformat() if verdict.consent else ""
    facts = {"left_on": one.left_on.isoformat(), "allowed_on": allowed}
    due = one.asked_on + timedelta(days=CALL_DAYS)
    return Asked(one.pk, due, one.customer_id, one.customer.owner_id or one.asked_by_id, facts)


def keep_touch_tasks(*, on: date, at: datetime) -> None:
    """Ask for a word to each former customer who allowed it, every half year; each round once."""
    company = current_company()
    since = datetime.combine(on, time(), ZoneInfo(company.zone)) - LATELY
    due = touches_due(on=on, zone_start=since) if company.has(Station.WIN_BACK) else []
    done = done_by(TOUCH.code, [one.number for one in due], until=at)
    asked = [
        Asked(one.number, one.due_on, one.customer.pk, one.customer.owner_id, {"left_on": f"{one.left_on}"})
        for one in due
        if one.number not in done
    ]
    keep_tasks(kind=TOUCH.code, asked=asked, at=at)
