"""Costs: what serving customers cost besides hours."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Cost
from karn.apps.customers.models import Customer
from karn.apps.intake.targets.columns import CURRENCY, CUSTOMER_ID
from karn.apps.intake.targets.rows import Context, Rows, instants_of
from karn.apps.intake.targets.target import UNKNOWN_CUSTOMER, Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, plain, text
from karn.engine.tables import Column, Type

COLUMNS = (
    Column(
        "cost_id",
        Type.ID,
        "The booking's number; without this column one is made from what the row says.",
        required=True,
        aliases=("booking", "expense id", "boeking", "boekstuk", "verifikation", "id"),
    ),
    CUSTOMER_ID,
    Column(
        "cost_on",
        Type.DATE,
        "Day of the cost.",
        required=True,
        aliases=("date", "day", "datum", "dag", "boekdatum", "bokföringsdag"),
    ),
    Column(
        "amount",
        Type.MONEY,
        "Amount, tax excluded.",
        required=True,
        aliases=("cost", "total", "bedrag", "kosten", "belopp", "kostnad"),
    ),
    CURRENCY,
    Column(
        "what",
        Type.TEXT,
        "What for.",
        aliases=("description", "omschrijving", "beskrivning", "kostensoort"),
    ),
)


def _derive(rows: Rows, context: Context) -> None:
    rows.refuse_longer("what", 200, context)
    rows.columns["known_at"] = instants_of(rows.column("cost_on"), context)


COSTS = Target(
    name="costs",
    label=_("Costs"),
    means=_("What serving customers cost besides hours: one row each. Import the customers first."),
    columns=COLUMNS,
    grain=("cost_id",),
    constants=("currency",),
    numbered="cost_id",
    firm=("currency",),
    derived=(("known_at", Type.INSTANT),),
    derive=_derive,
    links=(Link("customer_ref", Customer, "customer_id", refuse=UNKNOWN_CUSTOMER),),
    own=Upsert(
        Cost,
        key={"source": "%(source)s", "source_id": "s.cost_id"},
        values={
            "customer_id": Value("s.customer_ref", ("customer_id",)),
            "cost_on": plain("cost_on"),
            "amount": plain("amount"),
            "currency": text("currency", "%(currency)s"),
            "what": text("what"),
        },
        known_at="s.known_at",
    ),
)
