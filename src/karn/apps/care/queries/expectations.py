"""What clients expect, and how much of it they confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, Value, When

from karn.apps.care.models.expectations import Expectation, Horizon, Standing
from karn.apps.customers.models import Customer
from karn.apps.customers.queries.customers import is_visible_to
from karn.apps.people.models import Person

LARGEST = 2**63 - 1
_BY_HORIZON = Case(*(When(horizon=one, then=Value(place)) for place, one in enumerate(Horizon.values)))
_ALONG = ("contact", "confirmed_by", "owner", "told_to")


def confirmed_on(day: date) -> Q:
    """Return the condition that an expectation counts as confirmed by the client on `day`.

    The same as :func:`karn.apps.care.rules.expectations.is_confirmed`, for the database.
    """
    confirmer_left = Q(confirmed_by__ends_on__isnull=False, confirmed_by__ends_on__lte=day)
    voice_stays = Q(contact__isnull=True) | Q(contact__ends_on__isnull=True) | Q(contact__ends_on__gt=day)
    since = Q(confirmed_on__gte=F("contact__ends_on"))
    return Q(confirmed_on__isnull=False) & ~confirmer_left & (voice_stays | since)


def expectations_of(customer: Customer | int) -> QuerySet[Expectation]:
    """Return everything this customer expects or expected: open ones first, then by horizon. One query."""
    number = customer if isinstance(customer, int) else customer.pk
    its = Expectation.objects.filter(customer=number, removed_at__isnull=True).select_related(*_ALONG)
    closed = Case(When(standing=Standing.OPEN, then=Value(0)), default=Value(1))
    return its.order_by(closed, _BY_HORIZON, "pk")


def open_expectations_of(customer: Customer | int) -> QuerySet[Expectation]:
    """Return what still holds and is not settled."""
    return expectations_of(customer).filter(standing=Standing.OPEN)


def unconfirmed_of(customer: Customer | int, *, on: date) -> QuerySet[Expectation]:
    """Return what the client has not confirmed as of `on`, or whoever confirmed or voiced it left since."""
    return open_expectations_of(customer).exclude(pk__in=_confirmed_numbers([_number(customer)], on))


def _number(customer: Customer | int) -> int:
    return customer if isinstance(customer, int) else customer.pk


def _confirmed_numbers(customers: Collection[int], on: date) -> QuerySet[Expectation, int]:
    return Expectation.objects.filter(confirmed_on(on), customer__in=customers).values_list("pk", flat=True)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How it stands with what one client expects: the evidence of the light of expectations.

    Of those open: how many there are, how many of them the client confirmed, and the days of the oldest and
    the latest confirmation among these. Of the others: how many were met and not met.
    """

    open: int = 0
    confirmed: int = 0
    met: int = 0
    not_met: int = 0
    oldest_on: date | None = None
    latest_on: date | None = None

    @property
    def share(self) -> float | None:
        """The share of the open ones that the client confirmed; None where nothing is written down."""
        return self.confirmed / self.open if self.open else None


def confirmed_counts(customers: Collection[int], *, on: date) -> dict[int, Confirmed]:
    """Return how it stands with what each of these customers (ids) expects. Two queries."""
    rows = Expectation.objects.filter(customer__in=customers, removed_at__isnull=True)
    told = rows.values_list("pk", "customer", "standing", "confirmed_on")
    known = set(_confirmed_numbers(customers, on))
    by_customer: dict[int, list[tuple[str, date | None, bool]]] = defaultdict(list)
    for number, customer, standing, day in told:
        by_customer[customer].append((standing, day, number in known))
    return {customer: _counted(by_customer.get(customer, [])) for customer in customers}


def _counted(told: list[tuple[str, date | None, bool]]) -> Confirmed:
    days = [day for standing, day, known in told if standing == Standing.OPEN and known and day]
    standings = [standing for standing, _day, _known in told]
    return Confirmed(
        open=standings.count(Standing.OPEN),
        confirmed=len(days),
        met=standings.count(Standing.MET),
        not_met=standings.count(Standing.NOT_MET),
        oldest_on=min(days, default=None),
        latest_on=max(days, default=None),
    )


def to_ask_about(on: date, among: Collection[int] | None = None) -> QuerySet[Expectation]:
    """Return the open expectations that are to be asked about by `on`; `among` narrows the customers."""
    its = Expectation.objects.filter(
        standing=Standing.OPEN, removed_at__isnull=True, ask_on__lte=on,
        customer__deleted_at__isnull=True, customer__merged_into__isnull=True,
    )  # fmt: skip
    return its if among is None else its.filter(customer__in=among)


def left_alone(on: date) -> QuerySet[Expectation]:
    """Return the open expectations that count as unconfirmed because a contact left by `on`."""
    left = Q(contact__ends_on__lte=on) | Q(confirmed_by__ends_on__lte=on)
    its = Expectation.objects.filter(
        left, ~confirmed_on(on), standing=Standing.OPEN, removed_at__isnull=True,
        customer__deleted_at__isnull=True, customer__merged_into__isnull=True,
    )  # fmt: skip
    return its.select_related("contact", "confirmed_by")


def expectation_for(person: Person, number: int, *, removed: bool = False) -> Expectation | None:
    """Return an expectation of a customer this person may see, or None; `removed`: one in the bin, too."""
    if number > LARGEST:
        return None
    its = Expectation.objects.filter(is_visible_to(person, "customer"), pk=number)
    found = its.select_related("customer", *_ALONG).first()
    return None if found is not None and found.removed_at and not removed else found


def expectations_in_bin(person: Person) -> QuerySet[Expectation]:
    """Return the expectations this person may bring back, the latest thrown away first."""
    its = Expectation.objects.filter(is_visible_to(person, "customer"), removed_at__isnull=False)
    return its.select_related("customer").order_by("-removed_at", "pk")
