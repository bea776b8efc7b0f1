"""Lists that clients were asked to confirm: what a link opens, and what came back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, QuerySet

from karn.apps.care.models.confirmations import Confirmation, Correction, Decided
from karn.apps.care.models.expectations import Expectation
from karn.apps.care.queries.expectations import LARGEST, open_expectations_of
from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.people.models import Person
from karn.platform.facts import ERASED_SOURCE
from karn.platform.links import NoSuchLink, open_link

PURPOSE = "care.expectations"
LANGUAGES = ("nl", "sv", "en")
MOST_LISTS = 10


@dataclass(frozen=True, slots=True)
class OpenedList:
    """The list as its reader meets it."""

    confirmation: Confirmation
    lines: list[Expectation]

    @property
    def is_answered(self) -> bool:
        """Whether the reader sent it back already."""
        return self.confirmation.answered_at is not None


def opened_list(token: str, *, at: datetime) -> OpenedList:
    """Return the list a link opens. Raises NoSuchLink, the same for whatever opens nothing."""
    link = open_link(token, purpose=PURPOSE, at=at)
    its = Confirmation.objects.filter(pk=int(link.audience.removeprefix("confirmation:")))
    found = its.select_related("customer", "contact").first()
    if found is None or not found.opens_at(at) or not _is_there(found.customer):
        raise NoSuchLink
    if has_left(found.contact, at=at) or not current_company().has(Station.EXPECTATIONS):
        raise NoSuchLink
    lines = [] if found.answered_at else list(open_expectations_of(found.customer_id))
    return OpenedList(found, lines)


def has_left(contact: Contact | None, *, at: datetime) -> bool:
    """Say whether who was asked has left by that moment, or was thrown away: what they say counts no more."""
    if contact is None:
        return False
    gone_on = contact.ends_on
    left = gone_on is not None and gone_on <= local_day(at, current_company())
    return left or contact.deleted_at is not None


def _is_there(customer: Customer) -> bool:
    return customer.is_present and customer.source != ERASED_SOURCE


def language_for(customer: Customer, contact: Contact | None = None) -> str:  # noqa: ARG001 (contacts have none yet)
    """Return the language in which this client reads."""
    told = customer.language[:2].lower()
    return told if told in LANGUAGES else current_company().language[:2]


def address_of(secret: str) -> str:
    """Return the whole address of a list's link, as a mail has it."""
    site = settings.INSTALLATION.site
    return f"{site}/e/{secret}"


def lists_of(customer: Customer) -> list[Confirmation]:
    """Return the lists this customer was asked to confirm, the newest first. One query."""
    its = Confirmation.objects.filter(customer=customer).select_related("contact", "asked_by")
    return list(its.order_by("-asked_at", "-pk")[:MOST_LISTS])


def list_for(person: Person, number: int) -> Confirmation | None:
    """Return a list that a customer of this person was asked to confirm, or None."""
    if number > LARGEST:
        return None
    its = Confirmation.objects.filter(is_visible_to(person, "customer"), pk=number)
    return its.select_related("customer", "contact", "asked_by").first()


def corrections_of(confirmation: Confirmation) -> list[Correction]:
    """Return what the client would have otherwise, in the order of the list. One query."""
    its = confirmation.corrections.select_related("expectation", "decided_by")
    return list(its.order_by("pk"))


def waiting_corrections(among: Collection[int] | None = None) -> QuerySet[Correction]:
    """Return what clients suggested that nobody decided yet, of present customers or `among` these."""
    its = Correction.objects.filter(
        decided=Decided.WAITING, customer__deleted_at__isnull=True, customer__merged_into__isnull=True
    )
    return its if among is None else its.filter(customer__in=among)


def lists_that_wait(among: Collection[int] | None = None) -> list[tuple[Confirmation, int]]:
    """Return the answered lists of which lines wait to be decided, each with how many. Two queries."""
    counted = waiting_corrections(among).order_by().values_list("confirmation").annotate(many=Count("pk"))
    many = dict(counted)
    its = Confirmation.objects.filter(pk__in=many).select_related("customer", "contact")
    return [(one, many[one.pk]) for one in its.order_by("pk")]
