"""Departures: customers who gave or got notice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Departure, Subscription
from karn.apps.customers.models import Customer
from karn.apps.intake.targets.columns import CUSTOMER_ID, SUBSCRIPTION_ID
from karn.apps.intake.targets.rows import Context, Refusal, Rows, instants_of
from karn.apps.intake.targets.target import UNKNOWN_CUSTOMER, Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, plain, text
from karn.apps.intake.targets.words import DEPARTURE_KINDS
from karn.engine.tables import Column, Type

_WORDS = (
    "CASE WHEN EXISTS (SELECT 1 FROM company_company WHERE health_data) THEN ''"
    " ELSE coalesce(s.comment, '') END"
)
"""What somebody said; where it may be about their health it is not stored."""

DATES = ("notice_on", "contract_ends_on", "access_ends_on", "recognised_on")
COLUMNS = (
    Column(
        "departure_id",
        Type.ID,
        "The departure's number.",
        required=True,
        aliases=("departure", "cancellation id", "opzegging", "opzeggingsnummer", "uppsägning", "id"),
    ),
    CUSTOMER_ID,
    SUBSCRIPTION_ID,
    Column(
        "notice_on",
        Type.DATE,
        "Day the notice was received.",
        aliases=("notice", "canceled at", "cancelled at", "opgezegd op", "opzegdatum", "uppsagd"),
    ),
    Column(
        "contract_ends_on",
        Type.DATE,
        "First day without a contract.",
        aliases=("contract end", "ended at", "einddatum", "slutdatum"),
    ),
    Column(
        "access_ends_on",
        Type.DATE,
        "First day without access.",
        aliases=("access end", "toegang tot", "åtkomst till"),
    ),
    Column(
        "recognised_on",
        Type.DATE,
        "Day the departure is counted; empty = contract end.",
        aliases=("recognized on", "geteld op", "räknas"),
    ),
    Column("undone_on", Type.DATE, "Day the notice was taken back.", aliases=("ingetrokken op", "återtagen")),
    Column(
        "kind",
        Type.CHOICE,
        "Who ended it, and how.",
        choices=tuple(DEPARTURE_KINDS),
        aliases=("type", "soort", "typ"),
    ),
    Column(
        "reason",
        Type.TEXT,
        "Why, in one word.",
        aliases=("cancellation reason", "reden", "opzegreden", "orsak", "anledning"),
    ),
    Column("destination", Type.TEXT, "Where to.", aliases=("went to", "naar", "concurrent", "till vem")),
    Column("asked_by", Type.TEXT, "Who asked for the reason.", aliases=("gevraagd door", "frågat av")),
    Column(
        "comment", Type.TEXT, "What was said.", aliases=("toelichting", "opmerking", "kommentar", "feedback")
    ),
)


def _derive(rows: Rows, context: Context) -> None:
    for name, characters in (("reason", 40), ("destination", 40), ("asked_by", 120)):
        rows.refuse_longer(name, characters, context)
    _refuse_undated(rows, context)
    # Without a day of notice nobody can say when it was known, only that it is now.
    rows.columns["known_at"] = instants_of(rows.column("notice_on"), context)


def _refuse_undated(rows: Rows, context: Context) -> None:
    dates = zip(*(rows.column(name) for name in DATES), strict=True)
    heading = context.heading("notice_on")
    rows.refuse(
        (position, Refusal(rows.lines[position], heading, "", "no_date"))
        for position, known in enumerate(dates)
        if not any(known)
    )


DEPARTURES = Target(
    name="departures",
    label=_("Departures"),
    means=_("Customers who gave or got notice: one row each. Import the customers first."),
    columns=COLUMNS,
    grain=("departure_id",),
    constants=("kind",),
    derived=(("known_at", Type.INSTANT),),
    words={"kind": DEPARTURE_KINDS},
    derive=_derive,
    links=(
        Link("customer_ref", Customer, "customer_id", refuse=UNKNOWN_CUSTOMER),
        Link("subscription_ref", Subscription, "subscription_id", note="subscriptions_unknown"),
    ),
    own=Upsert(
        Departure,
        key={"source": "%(source)s", "source_id": "s.departure_id"},
        values={
            "customer_id": Value("s.customer_ref", ("customer_id",)),
            "subscription_id": Value("s.subscription_ref", ("subscription_id",)),
            **{name: plain(name) for name in (*DATES, "undone_on")},
            "kind": text("kind", "'unknown'"),
            "reason": text("reason"),
            "destination": text("destination"),
            "asked_by": text("asked_by"),
            "comment": Value(_WORDS, ("comment",)),
        },
        known_at="s.known_at",
    ),
)
