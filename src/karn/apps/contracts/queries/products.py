"""What the company sells, who has it, and what it brings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf

from karn.apps.contracts.models import ListPrice, Plan, Product
from karn.apps.contracts.queries.standing import price_states_on
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.models import Person
from karn.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Sold:
    """How many customers pay for a plan, and how much a month, per currency."""

    customers: int = 0
    mrr: list[Money] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in the list of products. `plan` is None for one that only contracts name."""

    name: str
    plan: Plan | None
    prices: list[ListPrice]
    sold: Sold


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product with its plans; None for plans without one."""

    product: Product | None
    plans: list[PlanRow]


def product_rows(person: Person, *, on: date) -> list[ProductRow]:
    """Return the products with their plans, and who of the customers this person sees pays for them.

    Offered plans come before those that are not any more; what contracts name and nobody listed is last.
    Five queries.
    """
    sold = _sold(person, on)
    prices: dict[int, list[ListPrice]] = defaultdict(list)
    for price in ListPrice.objects.order_by("currency", "amount", "pk"):
        prices[price.plan_id].append(price)
    plans = list(Plan.objects.filter(deleted_at__isnull=True))
    by_product: dict[int | None, list[PlanRow]] = defaultdict(list)
    for plan in sorted(plans, key=lambda one: (one.retired_on is not None, one.name.casefold(), one.pk)):
        row = PlanRow(plan.name, plan, prices[plan.pk], sold.pop(plan.name, Sold()))
        by_product[plan.product_id].append(row)
    by_product[None] += [PlanRow(name, None, [], one) for name, one in sorted(sold.items())]
    products = sorted(Product.objects.all(), key=lambda one: (one.name.casefold(), one.pk))
    rows = [ProductRow(product, by_product[product.pk]) for product in products if by_product[product.pk]]
    return rows + ([ProductRow(None, by_product[None])] if by_product[None] else [])


def _sold(person: Person, on: date) -> dict[str, Sold]:
    named = _paid_by(person, on).values("name")
    customers = dict(
        named.annotate(many=Count("subscription__customer", distinct=True)).values_list("name", "many")
    )
    money: dict[str, list[Money]] = defaultdict(list)
    sums = named.annotate(code=F("subscription__currency"), total=Sum("mrr")).order_by("name", "code")
    for name, code, total in sums.values_list("name", "code", "total"):
        money[name].append(Money(total or Decimal(0), code))
    return {name: Sold(many, money[name]) for name, many in customers.items()}


def _paid_by(person: Person, on: date) -> QuerySet[Any]:
    plan = Coalesce(NullIf("plan", Value("")), "subscription__plan")
    states = price_states_on(on).filter(subscription__customer__in=customers_visible_to(person))
    return states.annotate(name=plan).exclude(name="").order_by()


def plan_names() -> list[str]:
    """Return the names of the plans that are offered."""
    names = Plan.objects.filter(retired_on__isnull=True, deleted_at__isnull=True).values_list(
        "name", flat=True
    )
    return sorted(names, key=str.casefold)
