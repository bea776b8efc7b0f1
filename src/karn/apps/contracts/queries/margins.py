"""What customers brought and what serving them cost, by calendar year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from karn.apps.contracts.models import Cost, HourRate, Hours, Order, PriceState, Return, State, Subscription
from karn.apps.contracts.rules.margins import Margin, earned
from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.models import Person
from karn.kernel.period import Period
from karn.platform.prepared import prepared

LATEST = 10
"""Rows of hours, and of costs, on a customer's page."""

Key = tuple[int, int]
"""A customer's id and a year."""


@dataclass(frozen=True, slots=True)
class MarginRow:
    """One customer in the list of margins."""

    customer: Customer
    margin: Margin
    currency: str


@dataclass(slots=True)
class _Sums:
    revenue: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    costs: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    hours: Decimal = Decimal(0)
    hours_cost: Decimal = Decimal(0)
    unpriced: Decimal = Decimal(0)
    known: bool = False

    def margin(self, currency: str) -> tuple[Margin, str]:
        """Return the margin and its currency: the company's, or the only other one there is."""
        used = {code for code, amount in (*self.revenue.items(), *self.costs.items()) if amount}
        if self.hours_cost:
            used.add(currency)
        shown = next(iter(used)) if len(used) == 1 else currency
        told = Margin(
            revenue=self.revenue[shown],
            hours=self.hours,
            hours_cost=self.hours_cost,
            costs=self.costs[shown],
            unpriced=self.unpriced,
            mixed=len(used) > 1,
            known=self.known,
        )
        return told, shown


def margins_of(
    customer: Customer,
    agreements: Iterable[Subscription],
    *,
    on: date,
    currency: str,
    years: int = 3,
    without: Container[type[Model]] = (),
) -> list[tuple[int, Margin, str]]:
    """Return the customer's margin of the latest `years`, up to `on`, newest first, with its currency.

    Years of which nothing is known are left out. `agreements` are the customer's contracts with their
    prices; `currency` is the company's, in which hours cost. `without`: the customer has none of these
    (Order, Cost, Hours). Four queries at most, one more where hours are known.
    """
    wanted = range(on.year, on.year - years, -1)
    told = [
        (customer.pk, one.currency, state.mrr, state.starts_on, state.ends_on)
        for one in agreements
        for state in one.price_states.all()
        if state.state == State.ACTIVE
    ]
    first, last = date(wanted[-1], 1, 1), date(on.year, 12, 31)
    its: dict[str, Any] = {"customer": customer.pk, "since": first, "until": last}
    bought = _ordered_of(**its) if Order not in without else []
    back = _returned_of(**its) if Order not in without else []
    less = [(number, year, code, -amount) for number, year, code, amount in back]
    spent = _spent_of(**its) if Cost not in without else []
    worked = _worked_of(**its) if Hours not in without else []
    sums = _added((*_earned(told, wanted, on), *bought, *less), spent, worked)
    return [
        (year, *sums[customer.pk, year].margin(currency)) for year in wanted if (customer.pk, year) in sums
    ]


@prepared
def _ordered_of(customer: int, since: date, until: date) -> QuerySet[Order, Any]:
    its = Order.objects.filter(customer=customer, ordered_on__range=(since, until))
    return _grouped(its, "customer", "ordered_on", F("currency"))


@prepared
def _returned_of(customer: int, since: date, until: date) -> QuerySet[Return, Any]:
    its = Return.objects.filter(order__customer=customer, returned_on__range=(since, until))
    return _grouped(its, "order__customer", "returned_on", F("order__currency"))


@prepared
def _spent_of(customer: int, since: date, until: date) -> QuerySet[Cost, Any]:
    its = Cost.objects.filter(customer=customer, cost_on__range=(since, until))
    return _grouped(its, "customer", "cost_on", F("currency"))


@prepared
def _worked_of(customer: int, since: date, until: date) -> QuerySet[Hours, Any]:
    return _hours_in(Hours.objects.filter(customer=customer, worked_on__range=(since, until)))


def margin_rows(person: Person, *, year: int, on: date, currency: str) -> list[MarginRow]:
    """Return the customers this person sees of whom hours or costs are known in the year, worst first.

    By the margin itself; those whose margin is not known come last. Seven queries.
    """
    worked = Hours.objects.filter(customer=OuterRef("pk"), worked_on__year=year)
    spent = Cost.objects.filter(customer=OuterRef("pk"), cost_on__year=year)
    its = customers_visible_to(person).filter(Exists(worked) | Exists(spent))
    numbers = its.order_by().values("pk")
    sums = _sums(its, [year], _earned(_prices(numbers, year), [year], on))
    rows = []
    for customer in its.select_related("owner").order_by("name", "pk"):
        margin, shown = sums[customer.pk, year].margin(currency)
        rows.append(MarginRow(customer, margin, shown))
    return sorted(rows, key=_worst)


def years_with_costs(on: date) -> list[int]:
    """Return the years to choose from: those with hours or costs, and this one, newest first. Two queries."""
    worked = Hours.objects.order_by().dates("worked_on", "year")
    spent = Cost.objects.order_by().dates("cost_on", "year")
    return sorted({on.year, *(day.year for day in worked), *(day.year for day in spent)}, reverse=True)


def hour_rates() -> list[HourRate]:
    """Return what an hour costs: everybody's first, then by role."""
    return list(HourRate.objects.order_by("role"))


def _worst(row: MarginRow) -> tuple[bool, Decimal, str, int]:
    margin = row.margin.margin
    return (margin is None, margin or Decimal(0), row.customer.name.casefold(), row.customer.pk)


def _sums(
    customers: QuerySet[Customer], years: Sequence[int], brought: Iterable[tuple[int, int, str, Decimal]]
) -> dict[Key, _Sums]:
    numbers = customers.order_by().values("pk")
    ordered = (*brought, *_ordered(numbers, years))
    return _added(ordered, _spent(numbers, years), _worked(numbers, years))


def _added(
    brought: Iterable[tuple[int, int, str, Decimal]],
    spent: Iterable[tuple[int, int, str, Decimal]],
    worked: Sequence[tuple[int, int, str, Decimal | None, Decimal]],
) -> dict[Key, _Sums]:
    """Return what came in and what it cost, by customer and year. One query, where hours are known."""
    sums: dict[Key, _Sums] = defaultdict(_Sums)
    for customer, year, code, amount in brought:
        if amount:
            sums[customer, year].revenue[code] += amount
    for customer, year, code, amount in spent:
        its = sums[customer, year]
        its.costs[code] += amount
        its.known = True
    rates = {rate.role: rate.rate for rate in HourRate.objects.all()} if worked else {}
    for customer, year, role, rate, hours in worked:
        its, price = sums[customer, year], _first(rate, rates.get(role), rates.get(""))
        its.known, its.hours = True, its.hours + hours
        if price is None:
            its.unpriced += hours
        else:
            its.hours_cost += hours * price
    return sums


def _first(*rates: Decimal | None) -> Decimal | None:
    return next((rate for rate in rates if rate is not None), None)


def _prices(numbers: Any, year: int) -> Iterable[tuple[int, str, Decimal, date, date | None]]:
    """Return what was paid in the year: customer, currency, MRR, from, until."""
    states = PriceState.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=date(year, 1, 1)),
        subscription__customer__in=numbers,
        state=State.ACTIVE,
        mrr__gt=0,
        starts_on__lt=date(year + 1, 1, 1),
    )
    return states.values_list(
        "subscription__customer", "subscription__currency", "mrr", "starts_on", "ends_on"
    )


def _earned(
    prices: Iterable[tuple[int, str, Decimal, date, date | None]], years: Sequence[int], on: date
) -> Iterator[tuple[int, int, str, Decimal]]:
    """Yield what contracts brought, price by price and year by year, up to and with `on`."""
    over = on + timedelta(days=1)
    for customer, code, mrr, starts_on, ends_on in prices:
        for year in years:
            until = min(date(year + 1, 1, 1), over)
            if until > date(year, 1, 1):
                within = Period(date(year, 1, 1), until)
                yield customer, year, code, earned(mrr, starts_on=starts_on, ends_on=ends_on, within=within)


def _ordered(numbers: Any, years: Sequence[int]) -> Iterator[tuple[int, int, str, Decimal]]:
    """Yield what orders brought, and less what came back of them."""
    bought = Order.objects.filter(customer__in=numbers, ordered_on__year__in=years)
    yield from _by_year(bought, "customer", "ordered_on", F("currency"))
    back = Return.objects.filter(order__customer__in=numbers, returned_on__year__in=years)
    for customer, year, code, amount in _by_year(
        back, "order__customer", "returned_on", F("order__currency")
    ):
        yield customer, year, code, -amount


def _spent(numbers: Any, years: Sequence[int]) -> Iterable[tuple[int, int, str, Decimal]]:
    costs = Cost.objects.filter(customer__in=numbers, cost_on__year__in=years)
    return _by_year(costs, "customer", "cost_on", F("currency"))


def _by_year(rows: QuerySet[Any], of: str, day: str, code: F) -> Iterable[tuple[int, int, str, Decimal]]:
    return list(_grouped(rows, of, day, code))


def _grouped(rows: QuerySet[Any], of: str, day: str, code: F) -> QuerySet[Any, Any]:
    years = rows.order_by().values_list(F(of), ExtractYear(day), code)
    summed: QuerySet[Any, Any] = years.annotate(total=Sum("amount"))
    return summed


def _worked(numbers: Any, years: Sequence[int]) -> Sequence[tuple[int, int, str, Decimal | None, Decimal]]:
    return list(_hours_in(Hours.objects.filter(customer__in=numbers, worked_on__year__in=years)))


def _hours_in(rows: QuerySet[Hours]) -> QuerySet[Hours, Any]:
    years = rows.order_by().values_list("customer", ExtractYear("worked_on"), "role", "rate")
    return years.annotate(total=Sum("hours"))


def hours_of(customer: Customer) -> list[Hours]:
    """Return the latest hours spent on a customer. One query."""
    return _latest_hours(customer=customer.pk)


def costs_of(customer: Customer) -> list[Cost]:
    """Return the latest other costs of serving a customer. One query."""
    return _latest_costs(customer=customer.pk)


def hours_and_costs_of(customer: Customer) -> list[Hours | Cost]:
    """Return all hours spent on a customer, then all other costs of serving it. Two queries."""
    return [*_hours_on(customer.pk), *_costs_of(customer.pk)]


@prepared
def _latest_hours(customer: int) -> QuerySet[Hours]:
    return _hours_on(customer)[:LATEST]


@prepared
def _latest_costs(customer: int) -> QuerySet[Cost]:
    return _costs_of(customer)[:LATEST]


def _hours_on(customer: int) -> QuerySet[Hours]:
    its = Hours.objects.filter(customer=customer).select_related("person")
    return its.order_by("-worked_on", "-pk")


def _costs_of(customer: int) -> QuerySet[Cost]:
    return Cost.objects.filter(customer=customer).order_by("-cost_on", "-pk")
