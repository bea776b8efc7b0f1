"""Payments: each attempt to collect an invoice, and with it the invoice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Invoice, Payment, Subscription
from karn.apps.customers.models import Customer
from karn.apps.intake.targets.columns import CURRENCY, CUSTOMER_ID, SUBSCRIPTION_ID
from karn.apps.intake.targets.rows import Context, Rows, instants_of
from karn.apps.intake.targets.stage import NAME
from karn.apps.intake.targets.target import UNKNOWN_CUSTOMER, Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, plain, text
from karn.apps.intake.targets.words import PAYMENT_STATUSES
from karn.engine.tables import Column, Type

COLUMNS = (
    Column(
        "payment_id",
        Type.ID,
        "The number of this attempt to collect the invoice.",
        required=True,
        aliases=("payment", "betaling", "betaalnummer", "transaction id", "betalning", "betalnings id", "id"),
    ),
    Column(
        "invoice_id",
        Type.ID,
        "The invoice's number.",
        required=True,
        aliases=("invoice", "invoice number", "factuur", "factuurnummer", "faktura", "fakturanummer"),
    ),
    CUSTOMER_ID,
    SUBSCRIPTION_ID,
    Column(
        "invoiced_on",
        Type.DATE,
        "Day of the invoice.",
        aliases=("invoice date", "date", "factuurdatum", "datum", "fakturadatum"),
    ),
    Column(
        "due_on",
        Type.DATE,
        "Day on which it is due.",
        aliases=("due date", "due", "vervaldatum", "vervaldag", "förfallodatum", "förfallodag"),
    ),
    Column(
        "amount",
        Type.MONEY,
        "Amount of the invoice.",
        required=True,
        aliases=("total", "amount due", "bedrag", "totaal", "belopp", "summa"),
    ),
    CURRENCY,
    Column(
        "status",
        Type.CHOICE,
        "Paid, failed or open; empty = open.",
        choices=tuple(PAYMENT_STATUSES),
        aliases=("state", "betaalstatus"),
    ),
    Column(
        "paid_on",
        Type.DATE,
        "Day on which it was paid.",
        aliases=("paid at", "payment date", "betaald op", "betaaldatum", "betald", "betaldatum"),
    ),
    Column(
        "failed_on",
        Type.DATE,
        "Day on which collecting failed.",
        aliases=("failed at", "mislukt op", "gestorneerd op", "misslyckades"),
    ),
)


def _derive(rows: Rows, context: Context) -> None:
    dates = zip(rows.column("paid_on"), rows.column("failed_on"), rows.column("invoiced_on"), strict=True)
    rows.columns["known_at"] = instants_of(
        [paid or failed or invoiced for paid, failed, invoiced in dates], context
    )
    rows.columns["invoice_known_at"] = instants_of(rows.column("invoiced_on"), context)


# The payment with the highest number speaks for its invoice, whatever the order of the file.
LATEST = (
    f"NOT EXISTS (SELECT 1 FROM {NAME} o WHERE o.invoice_id = s.invoice_id"  # noqa: S608 (constants)
    " AND o.payment_id > s.payment_id)"
    f" AND NOT EXISTS (SELECT 1 FROM {Payment._meta.db_table} p WHERE p.invoice_id = s.invoice_ref"
    " AND p.source_id > s.payment_id)"
)

PAYMENTS = Target(
    name="payments",
    label=_("Invoices and payments"),
    means=_("Invoices and how collecting them went: one row per attempt. Import the customers first."),
    columns=COLUMNS,
    grain=("payment_id",),
    constants=("currency", "status"),
    firm=("currency",),
    derived=(("known_at", Type.INSTANT), ("invoice_known_at", Type.INSTANT)),
    words={"status": PAYMENT_STATUSES},
    derive=_derive,
    links=(
        Link("customer_ref", Customer, "customer_id", refuse=UNKNOWN_CUSTOMER),
        Link("subscription_ref", Subscription, "subscription_id", note="subscriptions_unknown"),
        Link(
            "invoice_ref",
            Invoice,
            "invoice_id",
            upsert=Upsert(
                Invoice,
                key={"source": "%(source)s", "source_id": "s.invoice_id"},
                values={
                    "customer_id": Value("s.customer_ref", ("customer_id",)),
                    "subscription_id": Value("s.subscription_ref", ("subscription_id",)),
                    "invoiced_on": plain("invoiced_on"),
                    "due_on": plain("due_on"),
                    "amount": plain("amount"),
                    "currency": text("currency", "%(currency)s"),
                },
                known_at="s.invoice_known_at",
                where=LATEST,
            ),
            speaks=LATEST,
        ),
    ),
    own=Upsert(
        Payment,
        key={"source": "%(source)s", "source_id": "s.payment_id"},
        values={
            "invoice_id": Value("s.invoice_ref", ("invoice_id",)),
            "status": text("status", "'open'"),
            "paid_on": plain("paid_on"),
            "failed_on": plain("failed_on"),
        },
        known_at="s.known_at",
    ),
)
