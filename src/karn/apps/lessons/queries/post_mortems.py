"""Reads of looks back: which there are, whom a link is for, who is to be looked back at."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from karn.apps.care.models.start_ups import StartUp
from karn.apps.contracts.models import Departure, DepartureKind
from karn.apps.contracts.queries import standings_of
from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import is_visible_to
from karn.apps.customers.queries.key_clients import FEW, cared_for
from karn.apps.fit.models import Fit
from karn.apps.fit.queries import fits_on
from karn.apps.lessons.models.post_mortems import OPEN_LOOK, Cause, PostMortem, PostMortemVoice
from karn.apps.lessons.rules.post_mortems import still_due_since
from karn.apps.people.models import Person
from karn.platform.links import NoSuchLink, open_link

PURPOSE: Final = "lessons.post_mortem"
PAGE: Final = 100
"""Looks back on one page."""

CAME_DAYS: Final = 90
"""Who came from a competitor is asked how it was there, if it became known so soon after."""

NOTICED: Final = Coalesce("notice_on", "recognised_on", "contract_ends_on", "access_ends_on")
"""The first day on which a departure was known."""

_LARGEST = 2**63 - 1
_THERE = Q(customer__deleted_at__isnull=True, customer__merged_into__isnull=True)


def audience_of(look: PostMortem) -> str:
    """Return whom a link to this look back is for."""
    return f"look:{look.pk}"


def address_of_link(secret: str) -> str:
    """Return the whole address of an outsider's link."""
    return f"{settings.INSTALLATION.site}/p/{secret}"


def looks_visible_to(person: Person) -> QuerySet[PostMortem]:
    """Return the looks back at customers this person may see, and those this person holds.

    `sees_customer` says whether it is the first.
    """
    its = PostMortem.objects.filter(_THERE, removed_at__isnull=True)
    seen = its.annotate(sees_customer=is_visible_to(person, "customer"))
    seen = seen.filter(Q(sees_customer=True) | Q(auditor=person))
    return seen.select_related("customer__owner", "auditor", "excepted_by", "closed_by")


def look_for(person: Person, number: int, *, removed: bool = False) -> PostMortem | None:
    """Return a look back this person may see, or None; `removed`: one that was thrown away, too."""
    if number > _LARGEST:
        return None
    if removed:
        its = PostMortem.objects.filter(is_visible_to(person, "customer")).select_related("customer__owner")
        return its.filter(pk=number).first()
    return looks_visible_to(person).filter(pk=number).first()


def all_looks(person: Person, *, state: str = "open") -> QuerySet[PostMortem]:
    """Return the looks back this person may see: open ones by day, or closed ones, the latest first."""
    its = looks_visible_to(person)
    if state == "done":
        return its.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
    return its.filter(OPEN_LOOK).order_by("due_on", "pk")


def looks_of(customer: Customer) -> list[PostMortem]:
    """Return every look back at the customer, the open one first, then the latest. One query."""
    its = PostMortem.objects.filter(customer=customer, removed_at__isnull=True)
    its = its.select_related("auditor").prefetch_related("lessons")
    return list(its.order_by(F("closed_at").desc(nulls_first=True), "-pk"))


def looks_in_bin(person: Person) -> QuerySet[PostMortem]:
    """Return the looks back this person may bring back, the latest thrown away first."""
    thrown = PostMortem.objects.filter(is_visible_to(person, "customer"), removed_at__isnull=False)
    return thrown.select_related("customer").order_by("-removed_at", "pk")


def voices_of(look: PostMortem) -> list[PostMortemVoice]:
    """Return what was said, in the order in which it was asked. One query."""
    its = PostMortemVoice.objects.filter(post_mortem=look).select_related("contact", "by")
    return list(its.order_by("at", "pk"))


def opened_by_link(token: str, *, at: datetime) -> PostMortem:
    """Return the look back an outsider's link opens. Raises NoSuchLink, the same whatever is wrong."""
    link = open_link(token, purpose=PURPOSE, at=at)
    its = PostMortem.objects.select_related("customer").filter(_THERE, pk=int(link.audience.split(":")[1]))
    look = its.filter(removed_at__isnull=True).first()
    if look is None or not look.guest or look.expires_at is None or look.expires_at <= at:
        raise NoSuchLink
    return look


def open_looks(among: Collection[int] | None = None) -> QuerySet[PostMortem]:
    """Return the looks back that are still to be held or closed, of these customers (ids) or of all."""
    its = PostMortem.objects.filter(OPEN_LOOK, _THERE).select_related("customer").order_by("pk")
    return its if among is None else its.filter(customer__in=among)


def worth_keeping(customers: Collection[int], on: date) -> set[int]:
    """Return which of these customers (ids) the company wanted to keep, as far as it knew on `on`.

    The key clients, and in a company of few (:data:`FEW`) the right clients too; everybody there where
    nobody is marked as key. Never who was found to be no right client. Four quick queries.
    """
    cared = set(cared_for().filter(pk__in=customers, prospect=False).values_list("pk", flat=True))
    fits = fits_on(on, customers)
    if are_few():
        cared |= {number for number in customers if fits.get(number) == Fit.RIGHT}
    return {number for number in cared if fits.get(number) != Fit.NOT_RIGHT}


def are_few() -> bool:
    """Say whether there are so few customers that each right one who leaves is looked back at."""
    return not Customer.objects.order_by("pk").values("pk")[FEW:].exists()


def departures_to_look_back_at(on: date) -> list[Departure]:
    """Return the departures of clients worth keeping that nobody looks back at yet, the oldest first.

    Those whose look back is not due before today: an import of the past asks for nothing. Who withdrew at
    once, or goes on with another contract, did not leave. A fixed number of queries.
    """
    done = PostMortem.objects.filter(departure=OuterRef("pk"))
    busy = PostMortem.objects.filter(OPEN_LOOK, customer=OuterRef("customer"))
    new = Departure.objects.alias(day=NOTICED).filter(
        ~Exists(done), ~Exists(busy), _THERE, day__gt=still_due_since(on), day__lte=on,
        undone_on__isnull=True,
    )  # fmt: skip
    its = new.exclude(kind=DepartureKind.WITHDRAWAL)
    rows = list(its.select_related("customer").order_by("day", "pk"))
    wanted = worth_keeping([row.customer_id for row in rows], on)
    standings = standings_of([row.customer_id for row in rows if row.subscription_id], on)
    gone = (Standing.LEAVING, Standing.LEFT)
    return [
        row
        for row in rows
        if row.customer_id in wanted and (row.subscription_id is None or standings[row.customer_id] in gone)
    ]


def came_from_elsewhere(on: date) -> list[StartUp]:
    """Return the start-ups of clients who came from a competitor, of whom nobody asked how it was there."""
    asked = PostMortem.objects.filter(customer=OuterRef("customer"), cause=Cause.TAKEN_OVER)
    busy = PostMortem.objects.filter(OPEN_LOOK, customer=OuterRef("customer"))
    its = StartUp.objects.filter(
        ~Exists(asked), ~Exists(busy), _THERE, begun_on__gt=on - timedelta(days=CAME_DAYS), begun_on__lte=on,
        removed_at__isnull=True,
    )  # fmt: skip
    return list(its.exclude(came_from="").select_related("customer").order_by("begun_on", "pk"))
