"""Orders: purchases without a contract."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Order
from karn.apps.customers.models import Customer
from karn.apps.intake.targets.columns import CURRENCY, CUSTOMER_ID
from karn.apps.intake.targets.customers import created_customer
from karn.apps.intake.targets.rows import Context, Rows, instants_of
from karn.apps.intake.targets.target import Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, plain, text
from karn.engine.tables import Column, Type

COLUMNS = (
    Column(
        "order_id",
        Type.ID,
        "The order's number; without this column one is made from what the row says.",
        required=True,
        aliases=("order", "order number", "bestelling", "bestelnummer", "ordernummer", "beställning", "id"),
    ),
    CUSTOMER_ID,
    Column(
        "ordered_on",
        Type.DATE,
        "Day of the order.",
        required=True,
        aliases=("date", "order date", "ordered", "datum", "besteldatum", "orderdatum", "beställningsdatum"),
    ),
    Column(
        "amount",
        Type.MONEY,
        "Value of the order.",
        required=True,
        aliases=("total", "revenue", "bedrag", "totaal", "belopp", "summa"),
    ),
    CURRENCY,
    Column("quantity", Type.INTEGER, "Number of pieces.", aliases=("pieces", "items", "aantal", "antal")),
)


def _derive(rows: Rows, context: Context) -> None:
    rows.columns["known_at"] = instants_of(rows.column("ordered_on"), context)


ORDERS = Target(
    name="orders",
    label=_("Orders"),
    means=_(
        "Purchases without a contract: one row each. Unknown customers are made, called by their number."
    ),
    columns=COLUMNS,
    grain=("order_id",),
    constants=("currency",),
    numbered="order_id",
    firm=("currency",),
    derived=(("known_at", Type.INSTANT),),
    derive=_derive,
    links=(
        Link("customer_ref", Customer, "customer_id", upsert=created_customer(), note="customers_created"),
    ),
    own=Upsert(
        Order,
        key={"source": "%(source)s", "source_id": "s.order_id"},
        values={
            "customer_id": Value("s.customer_ref", ("customer_id",)),
            "ordered_on": plain("ordered_on"),
            "amount": plain("amount"),
            "currency": text("currency", "%(currency)s"),
            "quantity": plain("quantity"),
        },
        known_at="s.known_at",
    ),
)
