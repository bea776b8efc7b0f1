"""Whether each of many customers may be written to: the one rule, asked for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import PriceState
from karn.apps.customers.models import Contact, Customer
from karn.apps.customers.queries.selections import batches
from karn.apps.mailing.models import Consent, Kind, Purpose, Reason, Suppression
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.permission import Known, Verdict, judged
from karn.apps.mailing.rules.addresses import usable_address
from karn.apps.mailing.rules.packs import pack_of


@dataclass(frozen=True, slots=True)
class Reachable:
    """By which address a customer may be written to, if by any, and why not otherwise."""

    about: Customer | Contact | None
    verdict: Verdict
    known: Known | None = None

    def allows(self, purpose: Purpose, *, on: date) -> Verdict:
        """Say whether the same address may be used for another purpose. No queries."""
        if self.known is None:
            return self.verdict
        return judged(self.known, Kind.MARKETING, purpose, on)


def reachable_customers(
    customers: Sequence[Customer], *, purpose: Purpose, on: date, left_on: Mapping[int, date]
) -> dict[int, Reachable]:
    """Say for each customer whether marketing mail may go there, by its own address or a contact's.

    The first address that may be used counts; where none may, the first one says why. `left_on` is the day
    each left, where no price tells it. Four queries for each 500 customers.
    """
    found: dict[int, Reachable] = {}
    its = {one.pk: one for one in customers}
    for batch in batches(list(its)):
        found |= _reachable([its[number] for number in batch], purpose, on, left_on)
    return found


def _reachable(
    customers: Sequence[Customer], purpose: Purpose, on: date, left_on: Mapping[int, date]
) -> dict[int, Reachable]:
    readers = _readers(customers, on)
    digests = {digest_of(one.email) for its in readers.values() for one in its}
    against, allowed = defaultdict(list), defaultdict(list)
    for no in Suppression.objects.filter(digest__in=digests, lifted_at=None).order_by("pk"):
        against[no.digest].append(no)
    for yes in Consent.objects.filter(digest__in=digests).order_by("-given_on", "-pk"):
        allowed[yes.digest].append(yes)
    company, ends = current_company(), _ends([one.pk for one in customers])
    marketing = not company.health_data
    found = {}
    for customer in customers:
        pack = pack_of(customer.country or company.country)
        ended = ends.get(customer.pk, left_on.get(customer.pk))
        its = []
        for about in readers[customer.pk]:
            digest = digest_of(about.email)
            known = Known(tuple(against[digest]), tuple(allowed[digest]), pack, ended, marketing)
            its.append(Reachable(about, judged(known, Kind.MARKETING, purpose, on), known))
        found[customer.pk] = next((one for one in its if one.verdict.allowed), None) or (
            its[0] if its else Reachable(None, Verdict(False, Reason.NO_ADDRESS.label, Reason.NO_ADDRESS))
        )
    return found


def _readers(customers: Sequence[Customer], on: date) -> dict[int, list[Customer | Contact]]:
    """Return who has an address that takes mail: the customer itself first, then who is there still."""
    found: dict[int, list[Customer | Contact]] = {
        one.pk: [one] if usable_address(one.email) else [] for one in customers
    }
    there = Contact.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), customer__in=found)
    for contact in there.exclude(email="").order_by("-champion", "pk"):
        if usable_address(contact.email):
            found[contact.customer_id].append(contact)
    return found


def _ends(customers: Sequence[int]) -> dict[int, date | None]:
    """Return the day the last paid price of each ended; None where something still runs."""
    its = PriceState.objects.filter(subscription__customer__in=customers).order_by()
    told = its.values_list("subscription__customer").annotate(
        last=Max("ends_on"), running=Count("pk", filter=Q(ends_on__isnull=True))
    )
    return {number: None if running else last for number, last, running in told}
