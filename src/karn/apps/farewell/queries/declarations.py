"""Declarations: what a link opens, whose one seems to be, and what staff see of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Lower

from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import Subscription
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.customers.queries.selections import batches
from karn.apps.farewell.models.declarations import OPEN, Declaration, Proof, State, Way
from karn.apps.farewell.rules.declarations import MOST_MATCHING
from karn.apps.mailing.rules.addresses import same_address
from karn.apps.people.models import Person
from karn.apps.people.queries import active_people
from karn.apps.people.rules import Deed, Role, may
from karn.apps.people.rules.roles import sees_every_customer
from karn.platform.facts import ERASED_SOURCE
from karn.platform.links import NoSuchLink, open_link

CANCEL: Final = "farewell.cancel"
"""Links to the page on which one leaves, for one customer: whoever has it is known."""

RECEIPT: Final = "farewell.receipt"
NOTICE: Final = "farewell.notice"
"""Links to what was received, for who declared; and for the address on file, to confirm or take it back."""

LARGEST: Final = 2**63 - 1
PAGE: Final = 100


def audience_of(declaration: int) -> str:
    """Return for whom a link about a declaration (its id) is."""
    return f"declaration:{declaration}"


def audience_of_customer(customer: int) -> str:
    """Return for whom a personal link to the page on which one leaves is."""
    return f"customer:{customer}"


def address_of(page: str, secret: str) -> str:
    """Return the whole address of a link, as a mail has it: `page` is cancel, receipt or notice."""
    return f"{settings.INSTALLATION.site}/{page}/{secret}"


def opened_declaration(token: str, *, purpose: str, at: datetime) -> Declaration:
    """Return the declaration a link opens. Raises NoSuchLink, the same for whatever opens nothing."""
    link = open_link(token, purpose=purpose, at=at)
    number = int(link.audience.removeprefix("declaration:"))
    found = Declaration.objects.select_related("customer", "contact").filter(pk=number).first()
    if found is None or not _is_there(found.customer) or not current_company().has(Station.GOODBYE):
        raise NoSuchLink
    return found


def opened_customer(token: str, *, at: datetime) -> Customer:
    """Return whose personal link it is. Raises NoSuchLink, the same for whatever opens nothing."""
    link = open_link(token, purpose=CANCEL, at=at)
    found = Customer.everything.filter(pk=int(link.audience.removeprefix("customer:"))).first()
    while found is not None and found.merged_into_id is not None:
        found = found.merged_into  # found to be somebody else meanwhile: the link stays theirs
    if found is None or not _is_there(found) or not current_company().has(Station.GOODBYE):
        raise NoSuchLink
    return found


def _is_there(customer: Customer | None) -> bool:
    return customer is None or (customer.is_present and customer.source != ERASED_SOURCE)


def running_contracts(customer: int, *, on: date) -> list[Subscription]:
    """Return what the customer (its id) still pays for regularly, the oldest first. Two queries at most."""
    its = Subscription.objects.filter(
        Q(price_states__ends_on__isnull=True) | Q(price_states__ends_on__gt=on), customer=customer
    )
    return list(its.distinct().order_by("pk").prefetch_related("price_states"))


def seems_to_be(declaration: Declaration) -> list[tuple[Customer, Contact | None]]:
    """Return whose declaration it could be, by what identifies the contract and where the receipt goes.

    Exact only: a number, or an address we have on file. At most three, each once.
    """
    number = declaration.contract.strip()
    small = sorted({word.strip().lower() for word in (number, declaration.receipt_to)} - {""})
    found: dict[int, tuple[Customer, Contact | None]] = {}
    of_contacts = Contact.objects.annotate(small=Lower("email")).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=declaration.received_at.date()),
        small__in=small,
        customer__in=_present(),
    )
    for contact in of_contacts.select_related("customer").order_by("pk")[:4]:
        found[contact.customer_id] = (contact.customer, contact)
    # Each its own query by an index of its own: together in one they would read every customer.
    ways: list[QuerySet[Customer, Any]] = [_present().annotate(small=Lower("email")).filter(small__in=small)]
    if number:
        plain = re.sub(r"[\s.\-/]", "", number).upper()
        registered = Q(registration_number__in=sorted({number, plain}), registration_number__gt="")
        ways += [_present().filter(_numbered(Customer, number)), _present().filter(registered)]
    for way in ways:
        found |= {customer.pk: (customer, None) for customer in way.order_by("pk")[:4]}
    if number:
        its = Subscription.objects.filter(_numbered(Subscription, number), customer__in=_present())
        for one in its.select_related("customer").order_by("pk")[:4]:
            found.setdefault(one.customer_id, (one.customer, None))
    return list(found.values())[:3]


def _numbered(model: type[Customer | Subscription], number: str) -> Q:
    """Return who has this number in any source: asked source by source, as the index of numbers stands."""
    return Q(source__in=_sources(model), source_id=number)


def _sources(model: type[Customer | Subscription]) -> list[str]:
    """Return the sources there are of a kind of row, each found by one step through the index."""
    found: list[str] = []
    its = model._default_manager.order_by("source").values_list("source", flat=True)
    while one := its.filter(source__gt=found[-1] if found else "").first():
        found.append(one)
    return found


def _present() -> QuerySet[Customer]:
    return Customer.objects.exclude(source=ERASED_SOURCE)


def received_since(since: datetime, **of: str) -> int:
    """Count the declarations of the page that came since, of a machine or for an address."""
    return Declaration.objects.filter(way=Way.PAGE, made_at__gt=since, **of).count()


def codes_sent_since(since: datetime, *, customer: int) -> int:
    """Count the codes mailed to a customer (its id) for declarations that came since."""
    its = Declaration.objects.filter(customer=customer, received_at__gt=since)
    return int(its.aggregate(sent=Sum("codes_sent"))["sent"] or 0)


def declarations_for(person: Person) -> QuerySet[Declaration]:
    """Return the declarations this person may see.

    Those of the customers in their sight; and those that are nobody's yet for who sees every customer and
    may change them: whoever matches one must be able to look through all.
    """
    own = Q(customer__in=customers_visible_to(person))
    if sees_every_customer(person.role) and may(person.role, Deed.CHANGE_CUSTOMERS):
        own |= Q(customer__isnull=True)
    its = Declaration.objects.filter(own).select_related("customer", "contact", "verified_by", "made_by")
    return its.order_by("-received_at", "-pk")


def declaration_for(person: Person, number: int) -> Declaration | None:
    """Return one declaration this person may see, or None."""
    return declarations_for(person).filter(pk=number).first() if number <= LARGEST else None


def open_declarations(person: Person) -> QuerySet[Declaration]:
    """Return those about which there is something to do, of this person's sight."""
    return declarations_for(person).filter(OPEN)


def unmatched_since(day: datetime, wait: timedelta) -> list[Declaration]:
    """Return the oldest that somebody must look at: to match or decide, or unconfirmed for so long."""
    overdue = Q(state=State.RECEIVED, received_at__lte=day - wait)
    its = Declaration.objects.filter(Q(state__in=(State.MATCH, State.LATE)) | overdue)
    return list(its.select_related("customer").order_by("pk")[:MOST_MATCHING])


def said_by_a_contact(*, on: date, at: datetime) -> list[Declaration]:
    """Return what ends a company's contract on the word of one contact alone, and can still be taken back.

    A code to a contact's own address says who declared, not that they may decide it; one to the company's
    address is the company's word.
    """
    its = Declaration.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on) | Q(undo_until__gte=at), state=State.VERIFIED, proof=Proof.CODE,
        contact__isnull=False, customer__kind="company",
    ).select_related("customer", "contact")  # fmt: skip
    return [one for one in its.order_by("pk") if not _is_the_company_s(one)]


def _is_the_company_s(one: Declaration) -> bool:
    assert one.customer is not None and one.contact is not None  # noqa: S101, PT018 (asked for by the query)
    return same_address(one.contact.email) == same_address(one.customer.email)


def refunds_due() -> list[Declaration]:
    """Return the withdrawals whose money was not paid back yet."""
    its = Declaration.objects.filter(state=State.VERIFIED, refund_due_on__isnull=False, refunded_at=None)
    return list(its.select_related("customer").order_by("pk"))


def who_matches() -> int | None:
    """Return who looks at declarations that are nobody's yet: the first manager, else an administrator."""
    for role in (Role.MANAGER, Role.ADMINISTRATOR):
        its = active_people().filter(role=role).order_by("pk")
        if number := its.values_list("pk", flat=True).first():
            return int(number)
    return None


def choose_state(rows: QuerySet[Declaration], state: str, *, on: date) -> QuerySet[Declaration]:
    """Narrow declarations to a state of the list: open, verified, ended, undone; all otherwise."""
    over = Q(ends_on__lte=on)
    chosen = {
        "open": OPEN,
        "verified": Q(state=State.VERIFIED) & (Q(ends_on=None) | ~over),
        "ended": Q(state=State.VERIFIED) & over,
        "undone": Q(state__in=(State.UNDONE, State.CLOSED)),
    }
    return rows.filter(chosen[state]) if state in chosen else rows


def declared_with(rows: QuerySet[Declaration], text: str) -> QuerySet[Declaration]:
    """Narrow declarations to those whose own words hold the text: name, contract, address, receipt number."""
    told = text.strip()
    if not told:
        return rows
    return rows.filter(
        Q(name__icontains=told) | Q(contract__icontains=told) | Q(receipt_to__icontains=told)
        | Q(reference__iexact=told)
    )  # fmt: skip


def chosen_to_close(person: Person, numbers: Iterable[int], *, held: bool = False) -> list[Declaration]:
    """Return those of the declarations (ids) that this person may close together, the oldest first.

    Only what nobody confirmed: of those it is not known whose they are. `held` locks them until the
    transaction ends.
    """
    its = declarations_for(person).filter(state__in=(State.RECEIVED, State.MATCH))
    its = its.select_for_update(of=("self",)) if held else its
    found = [one for batch in batches(list(dict.fromkeys(numbers))) for one in its.filter(pk__in=batch)]
    return sorted(found, key=lambda one: (one.received_at, one.pk))


def closed_together(person: Person, at: datetime) -> QuerySet[Declaration]:
    """Return what was closed in one go at that moment, of this person's sight."""
    return declarations_for(person).filter(state=State.CLOSED, changed_at=at)


def customers_to_match(person: Person, text: str, *, most: int = 10) -> list[Customer]:
    """Return customers of this person's sight whose name, address or number begins with the text."""
    told = text.strip()
    if not told:
        return []
    its = customers_visible_to(person).filter(
        Q(name__icontains=told) | Q(email__istartswith=told) | Q(source_id=told)
        | Q(subscriptions__source_id=told) | Q(contacts__email__istartswith=told)
    )  # fmt: skip
    return list(its.distinct().order_by(Lower("name"), "pk")[:most])
