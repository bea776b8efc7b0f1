"""Goodbyes: who needs one, what it says, who may read it by its link."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, override

from karn.apps.company.models import Company, Trade
from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Departure, DepartureKind, Invoice
from karn.apps.contracts.queries.money import Bill, bill_of, with_collection
from karn.apps.contracts.queries.standing import standings_of
from karn.apps.contracts.rules import Standing
from karn.apps.contracts.rules.bills import BillState
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.farewell.models.goodbyes import IN_FORCE, Goodbye, GoodbyeHabits, GoodbyeStep, Whose
from karn.apps.farewell.rules.checklists import due_days, months_after
from karn.apps.farewell.rules.goodbyes import Parting, day_words, facts_told, ready_words
from karn.apps.mailing.models import State as MailState
from karn.apps.people.models import Person
from karn.platform.amounts import amount_words
from karn.platform.facts import ERASED_SOURCE
from karn.platform.links import NoSuchLink, open_link

PURPOSE, DATA_PURPOSE = "farewell.goodbye", "farewell.data"
LANGUAGES = ("nl", "sv", "en")

NEW_DAYS = 30
"""Who left longer ago gets no goodbye by itself: it would come out of the blue."""

PAGE = 100
"""Goodbyes on one page."""

LARGEST = 2**63 - 1
MANY = (Trade.SUBSCRIPTION, Trade.SHOP)
"""Trades with so many customers that a checklist for each of them would be nobody's day."""

END = Coalesce("contract_ends_on", "recognised_on", "access_ends_on")
"""The day on which it is over: that of the contract, else the one it counts on, else the access's."""


def habits_of_goodbyes() -> GoodbyeHabits:
    """Return how goodbyes are said here, or what this trade begins with (not stored)."""
    whose = Whose.KEY if current_company().trade in MANY else Whose.EVERYBODY
    return GoodbyeHabits.objects.first() or GoodbyeHabits(tasks_for=whose)


def end_of_departure(departure: Departure | None) -> date | None:
    """Return the day on which it is over, or None where nobody said one."""
    if departure is None:
        return None
    return departure.contract_ends_on or departure.recognised_on or departure.access_ends_on


def departures_without(on: date, among: Collection[int] | None = None) -> list[Departure]:
    """Return the departures of the last month that need a goodbye and have none: one for each customer.

    Not who withdrew in the cooling-off time (they get a receipt), nor who only gives up a part of what they
    buy and stays. Four queries.
    """
    since = on - timedelta(days=NEW_DAYS)
    begun = datetime.combine(since - timedelta(days=NEW_DAYS), time(), UTC)
    before = Goodbye.objects.filter(
        customer=OuterRef("customer"), made_at__gte=begun, departure__undone_on__isnull=True
    )
    its = Departure.objects.alias(end=END).filter(
        Q(notice_on__isnull=True) | Q(notice_on__lte=on),
        Q(end__gte=since) | Q(end__isnull=True, notice_on__gte=since),
        ~Exists(before),
        goodbye__isnull=True, undone_on__isnull=True, customer__deleted_at__isnull=True,
        customer__merged_into__isnull=True, customer__prospect=False,
    ).exclude(kind=DepartureKind.WITHDRAWAL).exclude(customer__source=ERASED_SOURCE)  # fmt: skip
    # Nobody gives notice by not paying: until the end is there, they can be kept.
    its = its.exclude(kind=DepartureKind.PAYMENT_FAILURE, end__gt=on)
    if among is not None:
        its = its.filter(customer__in=among)
    latest = {one.customer_id: one for one in its.select_related("customer__owner").order_by("end", "pk")}
    standings = standings_of(latest, on)
    return [one for number, one in latest.items() if standings[number] != Standing.ACTIVE]


def addressee_of(customer: Customer) -> Contact | None:
    """Return the contact a letter goes to where the customer has no address of its own."""
    if customer.email:
        return None
    there = Contact.objects.filter(customer=customer, ends_on__isnull=True).exclude(email="")
    return there.order_by("-champion", "pk").first()


def language_of(customer: Customer) -> str:
    """Return the language in which a customer reads."""
    told = customer.language[:2].lower()
    return told if told in LANGUAGES else current_company().language[:2]


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known of the end: the days, the last invoice, when the data go."""

    on: date
    known_on: date
    erase_on: date
    bill: Bill | None
    parting: Parting


def ending_of(goodbye: Goodbye, *, on: date) -> Ending:
    """Return what is known of the end as it stands on `on`. Three queries."""
    departure, company = goodbye.departure, current_company()
    known = (departure.notice_on if departure else None) or local_day(goodbye.made_at, company)
    end = end_of_departure(departure) or known
    erase = months_after(end, habits_of_goodbyes().keep_months)
    bill = last_bill(goodbye.customer_id, on=on)
    parting = Parting(
        kind=departure.kind if departure else "",
        since=goodbye.customer.joined_on,
        contract_ends_on=end_of_departure(departure),
        access_ends_on=departure.access_ends_on if departure else None,
        erase_on=erase,
        invoice=_bill_words(bill, goodbye.language) if bill else "",
    )
    return Ending(end, known, erase, bill, parting)


def last_bill(customer: int, *, on: date) -> Bill | None:
    """Return the last invoice of a customer and where it stands on `on`. One query."""
    known = Invoice.objects.filter(Q(invoiced_on__isnull=True) | Q(invoiced_on__lte=on), customer=customer)
    its = with_collection(known, on)
    found = its.order_by(F("invoiced_on").desc(nulls_last=True), "-pk").first()
    return bill_of(found, on) if found else None


def _bill_words(bill: Bill, language: str) -> str:
    with override(language):
        day = bill.invoice.invoiced_on or bill.invoice.due_on
        told = {
            "amount": amount_words(bill.invoice.amount, bill.invoice.currency),
            "day": day_words(day) if day else "",
        }
        if bill.state == BillState.PAID:
            return gettext("Your last invoice until now, of %(day)s: %(amount)s, paid.") % told
        if bill.state == BillState.CREDITED:
            return gettext("Your last invoice until now, of %(day)s: %(amount)s, credited.") % told
        return gettext("Your last invoice until now, of %(day)s: %(amount)s, still open.") % told


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says: its words, the facts under them, to whom, and who signs."""

    words: str
    facts: list[str]
    to: str
    by: str


def letter_of(goodbye: Goodbye, ending: Ending) -> Letter:
    """Return the letter: as it was given, else as it stands."""
    if goodbye.given_at is not None and not goodbye.is_open and goodbye.frozen:
        kept = goodbye.frozen
        return Letter(kept.get("words", ""), kept.get("facts", []), kept.get("to", ""), kept.get("by", ""))
    words = goodbye.words or ready_words(ending.parting, language=goodbye.language)
    to = goodbye.contact.name if goodbye.contact else goodbye.customer.name
    signer = goodbye.signer.name if goodbye.signer else ""
    return Letter(words, facts_told(ending.parting, language=goodbye.language), to, signer)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a checklist and the day it is due."""

    row: GoodbyeStep
    due_on: date


def steps_of(goodbye: Goodbye, ending: Ending) -> list[Step]:
    """Return the checklist of a goodbye. One query."""
    access = goodbye.departure.access_ends_on if goodbye.departure else None
    due = due_days(
        ending.known_on, ending.on, begun_on=local_day(goodbye.made_at, current_company()),
        access_ends_on=access, erase_on=ending.erase_on,
    )  # fmt: skip
    rows = goodbye.steps.select_related("done_by").order_by("place", "pk")
    return [Step(row, due[row.code]) for row in rows if row.code in due]


def goodbyes_of(customer: Customer) -> list[Goodbye]:
    """Return the goodbyes to a customer, the newest first. One query."""
    return list(_whole().filter(customer=customer, removed_at__isnull=True).order_by("-made_at", "-pk"))


def goodbye_for(person: Person, number: int, *, removed: bool = False) -> Goodbye | None:
    """Return a goodbye to a customer this person may see, or None; `removed`: one thrown away, too."""
    if number > LARGEST:
        return None
    its = _whole().filter(is_visible_to(person, "customer"), pk=number)
    return (its if removed else its.filter(removed_at__isnull=True)).first()


def goodbyes_visible_to(person: Person) -> QuerySet[Goodbye]:
    """Return the goodbyes to customers this person may see, the newest first; `done` of `many` steps."""
    its = _whole().filter(is_visible_to(person, "customer"), IN_FORCE)
    counted = its.annotate(
        many=Count("steps", distinct=True),
        done=Count("steps", filter=Q(steps__done_at__isnull=False), distinct=True),
    )
    return counted.order_by("-made_at", "-pk")


def _whole() -> QuerySet[Goodbye]:
    return Goodbye.objects.select_related(
        "customer__owner", "departure", "signer", "contact", "mail", "given_by"
    )


TO_WRITE = Q(given_at__isnull=True) | Q(way="mail", mail__state__in=(MailState.FAILED, MailState.WITHHELD))
"""Letters that are still to be written, or went nowhere."""


def opened_goodbye(token: str, *, at: datetime, purpose: str = PURPOSE) -> Goodbye:
    """Return the goodbye that a link opens. Raises NoSuchLink, the same for whatever opens nothing."""
    link = open_link(token, purpose=purpose, at=at)
    found = _whole().filter(pk=int(link.audience.removeprefix("goodbye:"))).first()
    if found is None or found.removed_at is not None or not _may_read(found, current_company(), at):
        raise NoSuchLink
    return found


def _may_read(goodbye: Goodbye, company: Company, at: datetime) -> bool:
    customer, contact = goodbye.customer, goodbye.contact
    if not customer.is_present or customer.source == ERASED_SOURCE or not company.has(Station.GOODBYE):
        return False
    if contact is None:
        return True
    left = contact.ends_on is not None and contact.ends_on <= local_day(at, company)
    return not left and contact.deleted_at is None


def audience_of_goodbye(number: int) -> str:
    """Return what a link to this goodbye opens."""
    return f"goodbye:{number}"


def address_of_goodbye(secret: str) -> str:
    """Return the whole address of a goodbye's link, as a mail has it."""
    return f"{settings.INSTALLATION.site}/g/{secret}"


def address_of_data(secret: str) -> str:
    """Return the whole address of the page with the leaver's data, as a mail has it."""
    return f"{settings.INSTALLATION.site}/g/data/{secret}"
