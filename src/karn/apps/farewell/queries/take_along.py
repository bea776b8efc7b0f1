"""What a company that leaves takes along: its own data, table by table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import models
from django.utils.text import capfirst

from karn.apps.contracts.models import Departure, Invoice, Order, Payment, PriceState, Subscription
from karn.apps.customers.models import Contact, Customer


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table: for programs by field, for people under `headings`."""

    name: str
    headings: list[str]
    rows: list[list[Any]]
    records: list[dict[str, Any]]


TABLES: Final[tuple[tuple[type[models.Model], str, str], ...]] = (
    (
        Customer, "pk",
        "name kind email phone domain registration_number street postcode city country language joined_on",
    ),
    (Contact, "customer", "name email phone role starts_on ends_on"),
    (Subscription, "customer", "source_id plan currency term_months notice_days contract_ends_on"),
    (
        PriceState, "subscription__customer",
        "starts_on ends_on plan state amount interval quantity discount_percent discount_amount",
    ),
    (Invoice, "customer", "source_id invoiced_on due_on amount currency credited_on"),
    (Payment, "invoice__customer", "status paid_on failed_on"),
    (Order, "customer", "source_id ordered_on amount currency quantity"),
    (Departure, "customer", "notice_on contract_ends_on access_ends_on kind"),
)  # fmt: skip
"""Per table the way to the customer and what it says. What we wrote down for ourselves is not theirs."""


def own_tables(customer: Customer) -> list[Table]:
    """Return the customer's own data, in the language that is spoken now; empty tables left out."""
    return [table for table in _tables(customer) if table.rows]


def _tables(customer: Customer) -> Iterator[Table]:
    for model, way, names in TABLES:
        fields = [model._meta.get_field(name) for name in names.split()]
        rows = list(model._default_manager.filter(**{way: customer.pk}).order_by("pk"))
        yield Table(
            name=str(model._meta.model_name),
            headings=[str(capfirst(str(getattr(field, "verbose_name", field.name)))) for field in fields],
            rows=[[_said(field, row) for field in fields] for row in rows],
            records=[{field.name: getattr(row, field.name) for field in fields} for row in rows],
        )


def _said(field: Any, row: models.Model) -> Any:
    value = getattr(row, field.name)
    return str(dict(field.flatchoices).get(value, value)) if field.flatchoices else value
