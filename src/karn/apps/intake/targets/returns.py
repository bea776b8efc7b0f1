"""Returns: what came back of an order, and was paid back."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Order, Return
from karn.apps.intake.targets.rows import Context, Rows, instants_of
from karn.apps.intake.targets.target import Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, plain
from karn.engine.tables import Column, Type

COLUMNS = (
    Column(
        "return_id",
        Type.ID,
        "The return's number; without this column one is made from what the row says.",
        required=True,
        aliases=("return", "return number", "credit note", "retour", "retournummer", "retur", "id"),
    ),
    Column(
        "order_id",
        Type.ID,
        "The number of the order of which it came back.",
        required=True,
        aliases=("order", "order number", "bestelling", "bestelnummer", "ordernummer", "beställning"),
    ),
    Column(
        "returned_on",
        Type.DATE,
        "Day it came back.",
        required=True,
        aliases=("date", "return date", "datum", "retourdatum", "returdatum"),
    ),
    Column(
        "amount",
        Type.MONEY,
        "What was paid back, in the order's currency; with a minus or without.",
        required=True,
        aliases=("refund", "refunded", "total", "bedrag", "terugbetaald", "belopp", "återbetalat"),
    ),
    Column("quantity", Type.INTEGER, "Number of pieces.", aliases=("pieces", "items", "aantal", "antal")),
)


def _derive(rows: Rows, context: Context) -> None:
    rows.columns["back"] = [
        None if value is None else str(abs(Decimal(value))) for value in rows.column("amount")
    ]
    rows.columns["known_at"] = instants_of(rows.column("returned_on"), context)


RETURNS = Target(
    name="returns",
    label=_("Returns"),
    means=_(
        "What came back of orders, in full or in part: one row each. Import the orders first. "
        "An order keeps its own amount: the page of a customer shows it net of returns."
    ),
    columns=COLUMNS,
    grain=("return_id",),
    numbered="return_id",
    derived=(("back", Type.MONEY), ("known_at", Type.INSTANT)),
    derive=_derive,
    links=(Link("order_ref", Order, "order_id", refuse="unknown_order"),),
    own=Upsert(
        Return,
        key={"source": "%(source)s", "source_id": "s.return_id"},
        values={
            "order_id": Value("s.order_ref", ("order_id",)),
            "returned_on": plain("returned_on"),
            "amount": Value("s.back", ("amount",)),
            "quantity": plain("quantity"),
        },
        known_at="s.known_at",
    ),
)
