"""What the company sells: products, their plans and list prices, and when they are no longer offered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from karn.apps.contracts.models import ListPrice, Plan, PriceState, Product, Subscription
from karn.apps.customers.actions.rows import refuse_unless
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import BIN, CHANGED, MADE, RESTORE, keep_change
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.kernel.text import plain
from karn.platform.facts import next_version
from karn.platform.versions import facts_of, refuse_unseen


def keep_plan(
    *,
    plan: int | None = None,
    name: str,
    product: str = "",
    term_months: int | None = None,
    notice_days: int | None = None,
    currency: str,
    prices: Mapping[str, Decimal | None],
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> Plan:
    """Store a plan (its id; None for a new one) of a product (its name; a new one is made).

    `prices` are the list prices in `currency` by interval; None takes one away, other currencies stay.
    Raises BadInput for a name that is taken, or that contracts know the plan by; ChangedMeanwhile where
    `seen` is not the version stored now; Plan.DoesNotExist.
    """
    refuse_unless(by, Deed.CHANGE_COMPANY)
    name = plain(name)
    with transaction.atomic():
        stored = Plan.objects.select_for_update().get(pk=plan) if plan is not None else Plan()
        if plan is not None:
            refuse_unseen(stored, seen)
        before = _facts(stored) if stored.pk else {}
        _refuse_name(stored, name)
        stored.name, stored.product = name, _product(product, at)
        stored.term_months, stored.notice_days = term_months, notice_days
        _save(stored, at)
        for interval, amount in prices.items():
            its: dict[str, Any] = {"plan": stored, "currency": currency.upper(), "interval": interval}
            if amount is None:
                ListPrice.objects.filter(**its).delete()
            else:
                ListPrice.objects.update_or_create(**its, defaults={"amount": amount})
        _forget_empty_products()
        how = CHANGED if before else MADE
        keep_change(stored, before, _facts(stored), by=by, at=at, how=how)
        record(by=by, deed=Event.COMPANY_CHANGED, about=stored, at=at, detail="plan")
    return stored


def retire_plan(*, plan: int, on: date | None, by: Person, at: datetime) -> Plan:
    """Offer a plan (its id) no longer from a day on, or again (None); who has it keeps it.

    Raises BadInput, Plan.DoesNotExist.
    """
    refuse_unless(by, Deed.CHANGE_COMPANY)
    with transaction.atomic():
        stored = Plan.objects.select_for_update().get(pk=plan)
        before = _facts(stored)
        stored.retired_on = on
        _save(stored, at)
        keep_change(stored, before, _facts(stored), by=by, at=at)
        record(
            by=by, deed=Event.COMPANY_CHANGED, about=stored, at=at, detail="plan retired" if on else "plan"
        )
    return stored


def remove_plan(*, plan: int, by: Person, at: datetime) -> Plan:
    """Put a plan (its id) that no contract has ever named into the bin; it can come back.

    Raises BadInput for one that contracts name: it can be retired. Plan.DoesNotExist.
    """
    refuse_unless(by, Deed.CHANGE_COMPANY)
    with transaction.atomic():
        stored = Plan.objects.select_for_update().get(pk=plan, deleted_at__isnull=True)
        if _is_named(stored.name):
            raise BadInput("Contracts name this plan: say that it is no longer offered instead.")
        _throw(stored, at, BIN, by=by, at=at)
    return stored


def restore_plan(*, plan: int, by: Person, at: datetime) -> Plan:
    """Take a plan (its id) out of the bin, with its product and prices. Raises Plan.DoesNotExist."""
    refuse_unless(by, Deed.CHANGE_COMPANY)
    with transaction.atomic():
        stored = Plan.objects.select_for_update().get(pk=plan, deleted_at__isnull=False)
        _throw(stored, None, RESTORE, by=by, at=at)
    return stored


def _throw(plan: Plan, deleted_at: datetime | None, how: str, *, by: Person, at: datetime) -> None:
    plan.deleted_at = deleted_at
    _save(plan, at)
    keep_change(plan, {}, {}, by=by, at=at, how=how)
    record(by=by, deed=Event.COMPANY_CHANGED, about=plan, at=at, detail=f"plan {how}")


def _facts(plan: Plan) -> dict[str, Any]:
    told = facts_of(plan, ("name", "term_months", "notice_days", "retired_on"))
    prices = plan.list_prices.order_by("currency", "interval", "pk")
    return told | {
        "product": plan.product.name if plan.product else "",
        "prices": [facts_of(price, ("amount", "currency", "interval")) for price in prices],
    }


def _refuse_name(stored: Plan, name: str) -> None:
    if not name:
        raise BadInput("Give the plan a name.")
    if Plan.objects.filter(name=name).exclude(pk=stored.pk).exists():
        raise BadInput("There is a plan of this name already, or in the bin.")
    if stored.pk and stored.name != name and _is_named(stored.name):
        raise BadInput("Contracts and files know it by its name: make a new plan instead.")


def _is_named(name: str) -> bool:
    rows: tuple[type[models.Model], ...] = (Subscription, PriceState)
    return any(model._base_manager.filter(plan=name).exists() for model in rows)


def _product(name: str, at: datetime) -> Product | None:
    name = plain(name)
    return Product.objects.get_or_create(name=name, defaults={"known_at": at})[0] if name else None


def _forget_empty_products() -> None:
    Product.objects.filter(plans__isnull=True).delete()


def _save(row: Any, at: datetime) -> None:
    row.known_at = next_version(row.known_at, at)
    row.save()
