"""A snapshot: one row per customer with how long it has been one, and whether it left, on one day."""

from __future__ import annotations

import dataclasses
from datetime import date

from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Departure, PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.intake.targets.columns import CURRENCY, OWN_CUSTOMER_ID
from karn.apps.intake.targets.customers import CUSTOMER
from karn.apps.intake.targets.rows import Context, Rows, instants_of
from karn.apps.intake.targets.stage import NAME
from karn.apps.intake.targets.target import Link, Target
from karn.apps.intake.targets.upserts import Stamp, Upsert, Value, fixed, text
from karn.engine.tables import Column, Type
from karn.kernel.errors import BadInput
from karn.kernel.month import add_months

LONGEST_TENURE = 1_200
PREFIX = "snapshot:"
COLUMNS = (
    OWN_CUSTOMER_ID,
    Column("name", Type.TEXT, "Its name.", aliases=("customer name", "company", "naam", "namn")),
    Column(
        "tenure",
        Type.INTEGER,
        "Whole months as a customer on the snapshot's day.",
        required=True,
        aliases=("months", "tenure months", "maanden", "månader", "duur"),
    ),
    Column(
        "left",
        Type.BOOLEAN,
        "Whether it left by that day.",
        required=True,
        aliases=("churn", "churned", "gone", "exited", "vertrokken", "opgezegd", "lämnat", "slutat"),
    ),
    Column(
        "mrr",
        Type.MONEY,
        "What it paid a month; without this column each customer counts as 1.",
        aliases=("monthly charges", "monthly", "monthly amount", "maandbedrag", "månadsbelopp"),
    ),
    CURRENCY,
)


def _derive(rows: Rows, context: Context) -> None:
    if context.on is None:
        raise BadInput("Say on which day the snapshot was taken.")
    rows.refuse_longer("name", 300, context)
    rows.refuse_longer("customer_id", 200 - len(PREFIX), context)
    rows.refuse_where(
        "tenure",
        lambda months: not 0 <= months <= LONGEST_TENURE,
        "out_of_range",
        f"0–{LONGEST_TENURE}",
        context,
    )
    day = context.on.isoformat()
    starts = {months: _start(context.on, months) for months in set(rows.column("tenure"))}
    rows.columns["starts_on"] = [starts[months] for months in rows.column("tenure")]
    rows.columns["ends_on"] = [day if left else None for left in rows.column("left")]
    rows.columns["told_on"] = [day] * len(rows)
    rows.columns["subscription_id"] = [PREFIX + name for name in rows.column("customer_id")]
    rows.columns["known_at"] = instants_of(rows.column("starts_on"), context)
    rows.columns["told_at"] = instants_of(rows.column("told_on"), context)
    rows.columns["attributes"] = [value or "{}" for value in rows.column("attributes")]


def _start(on: date, months: int) -> str:
    return add_months(on, -months).isoformat()


# Names come from models, values are parameters.
_STATES = f"SELECT %s FROM {PriceState._meta.db_table} p WHERE p.subscription_id = {NAME}.subscription_ref"  # noqa: S608
_DEPARTED = (
    f"EXISTS (SELECT 1 FROM {Departure._meta.db_table} d WHERE d.source = %(source)s"  # noqa: S608
    " AND d.source_id = s.subscription_id)"
)
# A later snapshot does not move what an earlier one told: the start, and the day somebody had left by.
ADJUST = (
    f"UPDATE {NAME} SET starts_on = coalesce(({_STATES % 'min(p.starts_on)'}), starts_on), "  # noqa: S608
    "ends_on = CASE WHEN ends_on IS NULL THEN NULL "
    f"ELSE coalesce(({_STATES % 'min(p.ends_on)'}), ends_on) END "
    "WHERE subscription_ref IS NOT NULL"
)

SNAPSHOT = Target(
    name="snapshot",
    label=_("Snapshot of customers"),
    means=_(
        "One row per customer: months as a customer, and left or not, on one day. "
        "Who left is counted on that day, because the file does not say when."
    ),
    columns=COLUMNS,
    grain=("customer_id",),
    attributes=True,
    constants=("currency",),
    asks_day=True,
    firm=("currency",),
    instead={"mrr": ()},
    derived=(
        ("subscription_id", Type.ID),
        ("starts_on", Type.DATE),
        ("ends_on", Type.DATE),
        ("told_on", Type.DATE),
        ("known_at", Type.INSTANT),
        ("told_at", Type.INSTANT),
    ),
    derive=_derive,
    adjust=(ADJUST,),
    links=(
        Link(
            "customer_ref",
            Customer,
            "customer_id",
            upsert=dataclasses.replace(
                CUSTOMER,
                values={
                    "name": text("name", "s.customer_id"),
                    "kind": fixed("'person'"),
                    **{name: fixed("''") for name in ("email", "phone", "city", "country", "language")},
                    "joined_on": Value("s.starts_on"),
                    "acquisition_source": fixed("''"),
                    "attributes": Value("s.attributes", ("attributes",), merged=True),
                },
            ),
            note="customers_created",
        ),
        Link(
            "subscription_ref",
            Subscription,
            "subscription_id",
            upsert=Upsert(
                Subscription,
                key={"source": "%(source)s", "source_id": "s.subscription_id"},
                values={
                    "customer_id": Value("s.customer_ref", ("customer_id",)),
                    "plan": fixed("''"),
                    "currency": text("currency", "%(currency)s"),
                },
            ),
        ),
    ),
    own=Upsert(
        PriceState,
        key={"subscription_id": "s.subscription_ref", "starts_on": "s.starts_on"},
        values={
            "ends_on": Value("s.ends_on", ("left",)),
            "mrr": text("mrr", "1"),
            "amount": text("mrr", "1"),
            "state": fixed("'active'"),
            "interval": fixed("'month'"),
            "quantity": fixed("1"),
            "discount_percent": fixed("0"),
            "end_kind": Value("CASE WHEN s.ends_on IS NULL THEN '' ELSE 'unknown' END", ("left",)),
        },
        known_at="s.known_at",
        stamps={"ends_known_at": Stamp("ends_on", "s.told_at")},
    ),
    after=(
        Upsert(
            Departure,
            key={"source": "%(source)s", "source_id": "s.subscription_id"},
            values={
                "customer_id": Value("s.customer_ref", ("customer_id",)),
                "subscription_id": Value("s.subscription_ref", ("customer_id",)),
                "contract_ends_on": Value("s.ends_on", ("left",)),
                "recognised_on": Value("s.ends_on", ("left",)),
                "undone_on": Value("CASE WHEN s.ends_on IS NULL THEN s.told_on END", ("left",)),
                "kind": fixed("'unknown'"),
                **{name: fixed("''") for name in ("reason", "destination", "asked_by", "comment")},
            },
            known_at="s.told_at",
            where=f"(s.ends_on IS NOT NULL OR {_DEPARTED})",
        ),
    ),
)
