"""Invoices, payments, orders and returns by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from karn.apps.contracts.actions.changes import Changes, customer_to_change, own_fact, row_to_change
from karn.apps.contracts.models import Edit, EditDeed, Invoice, Order, Payment, PaymentStatus, Return
from karn.apps.people.models import Person
from karn.kernel.errors import BadInput
from karn.platform.facts import OWN_SOURCE


def add_invoice(
    *,
    customer: int,
    amount: Decimal,
    currency: str,
    invoiced_on: date | None = None,
    due_on: date | None = None,
    number: str = "",
    by: Person,
    at: datetime,
) -> Edit | None:
    """Store an invoice of the customer (its id), not paid yet; without a `number` it gets one of ours.

    Raises BadInput, Customer.DoesNotExist for one that `by` may not see.
    """
    with transaction.atomic():
        owner = customer_to_change(customer, by=by)
        if invoiced_on and due_on and due_on < invoiced_on:
            raise BadInput("An invoice is not due before its own day.")
        fact = own_fact(at)
        fact["source_id"] = number.strip() or fact["source_id"]
        if Invoice.objects.filter(source=OWN_SOURCE, source_id=fact["source_id"]).exists():
            raise BadInput("There is an invoice with this number already.")
        changes = Changes(at)
        made = Invoice(
            customer=owner, amount=amount, currency=currency.upper(), invoiced_on=invoiced_on, due_on=due_on,
            **fact,
        )  # fmt: skip
        changes.add(made)
        changes.add(Payment(invoice=made, status=PaymentStatus.OPEN, **own_fact(at)))
        return changes.keep(owner, EditDeed.INVOICE_ADDED, by=by)


def mark_paid(*, invoice: int, on: date, by: Person, at: datetime) -> Edit | None:
    """Store that the invoice (its id) was paid on a day. Raises BadInput, Invoice.DoesNotExist."""
    with transaction.atomic():
        stored = row_to_change(Invoice.objects.select_related("customer"), invoice, by=by)
        if stored.payments.filter(status=PaymentStatus.PAID).exists():
            raise BadInput("It is paid already.")
        changes = Changes(at)
        changes.add(Payment(invoice=stored, status=PaymentStatus.PAID, paid_on=on, **own_fact(at)))
        return changes.keep(stored.customer, EditDeed.INVOICE_PAID, by=by)


def credit_invoice(*, invoice: int, on: date, by: Person, at: datetime) -> Edit | None:
    """Store that the invoice (its id) need not be paid. Raises BadInput, Invoice.DoesNotExist."""
    with transaction.atomic():
        stored = row_to_change(Invoice.objects.select_related("customer"), invoice, by=by)
        changes = Changes(at)
        changes.change(stored, {"credited_on": on})
        return changes.keep(stored.customer, EditDeed.INVOICE_CREDITED, by=by)


def add_order(*, customer: int, by: Person, at: datetime, **facts: Any) -> Edit | None:
    """Store an order of the customer (its id): ordered_on, amount, currency, quantity.

    Raises BadInput, Customer.DoesNotExist for one that `by` may not see.
    """
    with transaction.atomic():
        owner = customer_to_change(customer, by=by)
        changes = Changes(at)
        changes.add(Order(customer=owner, **own_fact(at), **facts))
        return changes.keep(owner, EditDeed.ORDER_ADDED, by=by)


def note_return(
    *, order: int, on: date, amount: Decimal, quantity: int | None = None, by: Person, at: datetime
) -> Edit | None:
    """Store that something of the order (its id) came back and `amount` of it was paid back.

    Raises BadInput where more would come back than was ordered, Order.DoesNotExist.
    """
    with transaction.atomic():
        stored = row_to_change(Order.objects.select_related("customer"), order, by=by)
        before = stored.returns.aggregate(amount=Sum("amount", default=Decimal(0)))["amount"]
        if amount <= 0 or before + amount > stored.amount:
            raise BadInput("What comes back is more than nothing, and not more than was ordered.")
        if on < stored.ordered_on:
            raise BadInput("Nothing comes back before it was ordered.")
        changes = Changes(at)
        changes.add(Return(order=stored, returned_on=on, amount=amount, quantity=quantity, **own_fact(at)))
        return changes.keep(stored.customer, EditDeed.RETURN_ADDED, by=by)
