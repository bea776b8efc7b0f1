"""Writes that go through several apps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import override

from karn.apps.company.queries import current_company
from karn.apps.contracts.actions.subscriptions import add_subscription
from karn.apps.contracts.models import Edit
from karn.apps.contracts.rules import Standing
from karn.apps.customers.actions.customers import empty_bin
from karn.apps.customers.models import Customer
from karn.apps.desk.models import HABITS, DayHabits, Listing, ListingsMade, WeeklyMeeting
from karn.apps.desk.queries.calendars import PURPOSE, audience_of
from karn.apps.desk.queries.day_digests import DAY_PAGE, TEMPLATE, headline_of, key_of, lines_of
from karn.apps.desk.queries.everybody import Place, places_of, places_on, state_of_the_data
from karn.apps.desk.queries.my_day import my_day
from karn.apps.desk.signals import refreshed
from karn.apps.fit.actions.decisions import Said, decide
from karn.apps.fit.models import Course
from karn.apps.fit.queries.decisions import is_refused
from karn.apps.mailing.actions.decisions import withhold_mails
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail
from karn.apps.measures.actions import Progress, refresh_measures
from karn.apps.measures.models import Refresh
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.kept_answers import forget_old_answers
from karn.apps.people.models import Person
from karn.apps.people.rules import Event
from karn.apps.personal.actions.erasures import finish_what_waits
from karn.apps.threats.actions import observe_signals
from karn.apps.threats.actions.cases import keep_cases
from karn.apps.threats.actions.lights import keep_lights
from karn.apps.threats.queries import open_signals
from karn.engine import open_lake
from karn.engine.signals.catalogue import SIGNALS
from karn.engine.signals.looking import tables_of
from karn.kernel.garbage import seldom_collected
from karn.kernel.points import point
from karn.kernel.text import plain
from karn.platform.databases import update_statistics
from karn.platform.days import day_words
from karn.platform.links import make_link, revoke_links
from karn.platform.prepared import prepared
from karn.platform.versions import refuse_unseen

LONGEST_NOTES = 10_000
"""Signs of what a weekly meeting writes down."""

_KEEP = """
    INSERT INTO desk_listing (customer_id, standing, mrr_cents, strength) VALUES (%s, %s, %s, %s)
    ON CONFLICT (customer_id) DO UPDATE
    SET standing = excluded.standing, mrr_cents = excluded.mrr_cents, strength = excluded.strength
"""


def sign_contract(
    *, customer: Customer, accepted_because: str, by: Person, on: date, at: datetime, **contract: Any
) -> Edit | None:
    """Store a new contract, `contract` as add_subscription takes it; a misfit is accepted on the way.

    Of a prospect who does not fit and whom nobody accepted, `by` accepts them for a reason, in the same
    transaction. Raises BadInput without one, and what add_subscription raises.
    """
    with transaction.atomic():
        if is_refused(customer):
            said = Said(Course.ACCEPT, decider=by, reason=accepted_because)
            decide(customer=customer, said=said, by=by, on=on, at=at)
        return add_subscription(customer=customer.pk, by=by, at=at, **contract)


@seldom_collected()
def refresh_everything(*, as_of: date, at: datetime, progress: Progress | None = None) -> Refresh:
    """Make everything the pages show anew, as of the day `as_of`: the figures, and who is at risk.

    Who is in the bin for long enough is gone for good first, and so is what programs were answered.
    Raises KarnError when another refresh runs, or when the data cannot be used.
    """
    empty_bin(at=at)
    forget_old_answers(at=at)
    finish_what_waits(at=at)
    update_statistics(connection)
    refresh = refresh_measures(as_of=as_of, at=at, progress=progress)
    lake = open_lake(settings.INSTALLATION.lake, only=tables_of(SIGNALS))
    observe_signals(on=as_of, at=at, tables=lake)
    point("refresh.signals_observed")
    keep_cases(on=as_of, at=at)
    keep_lights(on=as_of)
    keep_listings(on=as_of)
    refreshed.send_robust(sender=None, as_of=as_of)
    return refresh


def keep_listings(*, on: date) -> int:
    """Bring what the list of customers goes by in step with day `on` and the data; return how many changed.

    Quick where nothing happened since the last time, two queries more. Only what changed is written.
    """
    if _are_kept(on):
        return 0
    with transaction.atomic():
        if _are_kept(on):  # somebody else just did it
            return 0
        changed = _changed(places_on(on))
        with connection.cursor() as cursor:  # ten times as quick as rows made one by one
            cursor.executemany(_KEEP, changed)
        ListingsMade.objects.update_or_create(pk=1, defaults={"of": state_of_the_data(on)})
    return len(changed)


def keep_listing_of(*, customer_id: int) -> None:
    """Bring the strongest sign of one customer in step with what the rules see now."""
    strengths = open_signals().filter(customer=customer_id).aggregate(most=Max("strength"))
    watched = Listing.objects.filter(customer=customer_id, standing=Standing.ACTIVE)
    watched.update(strength=strengths["most"] or 0)


def keep_listings_of(*, customers: Collection[int], on: date) -> None:
    """Bring the list in step with what changed of these customers (ids); who is hidden leaves it."""
    places = places_of(customers, on)
    with transaction.atomic():
        Listing.objects.filter(customer__in=set(customers) - places.keys()).delete()
        with connection.cursor() as cursor:
            cursor.executemany(_KEEP, _changed(places, among=places))


def _are_kept(on: date) -> bool:
    return bool(_made(of=state_of_the_data(on)))


@prepared
def _made(of: str) -> QuerySet[ListingsMade, int]:
    return ListingsMade.objects.filter(of=of).values_list("pk", flat=True)[:1]


def _changed(
    places: dict[int, Place], among: Collection[int] | None = None
) -> list[tuple[int, str, int, int]]:
    listings = Listing.objects.all() if among is None else Listing.objects.filter(customer__in=among)
    rows = listings.values_list("customer", "standing", "mrr_cents", "strength")
    kept = {told[0]: told for told in rows.iterator()}
    now = ((pk, place.standing.value, place.mrr_cents, place.strength) for pk, place in places.items())
    return [told for told in now if kept.get(told[0]) != told]


CALENDAR_LASTS = timedelta(days=3650)
DIGESTS_KEPT = timedelta(days=30)
"""A morning's mail names customers, and proves nothing: longer it is of no use to anybody."""


def change_day_habits(
    *, person: Person, facts: Mapping[str, Any], at: datetime, seen: str | None = None
) -> DayHabits:
    """Store how somebody's day comes to them. Raises ChangedMeanwhile for another version than `seen`."""
    with transaction.atomic():
        stored = _held_habits(person.pk)
        refuse_unseen(stored, seen)
        for name in HABITS:
            setattr(stored, name, facts.get(name, getattr(stored, name)))
        stored.save()
        record(by=person, deed=Event.PERSON_CHANGED, about=person, at=at, detail="my day")
    return stored


def make_calendar(*, person: Person, at: datetime) -> str:
    """Make the address of somebody's calendar anew; return its secret, which is kept nowhere.

    The one before opens nothing any more.
    """
    with transaction.atomic():
        stored = _held_habits(person.pk)
        _forget_calendar(stored, at)
        stored.calendar_at = at
        stored.save(update_fields=["calendar_at"])
        record(by=person, deed=Event.PERSON_CHANGED, about=person, at=at, detail="calendar made")
        return make_link(
            purpose=PURPOSE, audience=audience_of(person.pk), expires_at=at + CALENDAR_LASTS, at=at
        )


def drop_calendar(*, person: Person, at: datetime) -> None:
    """Let the address of somebody's calendar open nothing any more."""
    with transaction.atomic():
        stored = _held_habits(person.pk)
        _forget_calendar(stored, at)
        record(by=person, deed=Event.PERSON_CHANGED, about=person, at=at, detail="calendar dropped")


def lock_calendar(*, person: Person, at: datetime) -> None:
    """Let the address of somebody who is switched off open nothing any more, also once they are back."""
    revoke_links(purpose=PURPOSE, audience=audience_of(person.pk), at=at)
    DayHabits.objects.filter(person=person.pk).update(calendar_at=None)


def send_digest(*, person: int, day: date, at: datetime) -> bool:
    """Queue the mail of one day to a person (id), once; say whether there is one.

    Where nothing is to be done there is none, unless the person wants that, too. One of an earlier day that
    still waits stays behind.
    """
    with transaction.atomic():
        habits = _held_habits(person)
        if habits.digested_on is not None and habits.digested_on >= day:
            return False
        habits.digested_on = day
        habits.save(update_fields=["digested_on"])
        reader = habits.person
        mine = my_day(reader, on=day)
        if not (mine.is_due or habits.when_empty):
            return False
        waiting = Mail.objects.filter(key__startswith=key_of(person), state="queued")
        withhold_mails(keys=list(waiting.values_list("key", flat=True)), at=at)
        Mail.objects.filter(key__startswith=key_of(person), settled_at__lt=at - DIGESTS_KEPT).delete()
        language = reader.language or current_company().language
        with override(language):
            values = {
                "name": reader.name, "day": day_words(day), "matter": headline_of(mine),
                "lines": lines_of(mine), "link": DAY_PAGE.format(site=settings.INSTALLATION.site),
            }  # fmt: skip
        queue_mail(
            to=reader.email, key=key_of(person, day), template=TEMPLATE, language=language, values=values,
            by=None, at=at,
        )  # fmt: skip
    return True


def _held_habits(person: int) -> DayHabits:
    """Return how a person's day comes to them, stored, locked until the transaction ends."""
    DayHabits.objects.get_or_create(person_id=person)
    return DayHabits.objects.select_for_update(of=("self",)).select_related("person").get(person_id=person)


def _forget_calendar(habits: DayHabits, at: datetime) -> None:
    revoke_links(purpose=PURPOSE, audience=audience_of(habits.person_id), at=at)
    habits.calendar_at = None
    habits.save(update_fields=["calendar_at"])


def forget_meeting(*, meeting: int, by: Person, at: datetime) -> None:
    """Take back that a weekly meeting was held: the page begins where it did before."""
    with transaction.atomic():
        held = WeeklyMeeting.objects.filter(pk=meeting).first()
        if held is not None:
            record(by=by, deed=Event.MEETING_HELD, about=held, at=at, detail="taken back")
            held.delete()


def hold_weekly_meeting(*, words: str, by: Person, on: date, at: datetime) -> WeeklyMeeting:
    """Remember that the weekly meeting was held, and what was decided; names in it go with an erasure."""
    with transaction.atomic():
        held = WeeklyMeeting.objects.create(on=on, at=at, by=by, words=plain(words).strip()[:LONGEST_NOTES])
        record(by=by, deed=Event.MEETING_HELD, about=held, at=at, detail="")
    return held
