"""The tables that figures are made of, and signals too."""

from __future__ import annotations

from karn.engine.tables.table import Column, Table, Type

DEPARTURE_KINDS = ("voluntary", "payment_failure", "ended_by_us", "term_ended", "withdrawal", "unknown")

_SUBSCRIPTIONS = Table(
    name="subscriptions",
    means="What customers pay for: one row per price state of a subscription, half-open in time.",
    grain=("subscription_id", "starts_on"),
    ordered=(("starts_on", "ends_on"),),
    columns=(
        Column("subscription_id", Type.ID, "The subscription.", required=True),
        Column("customer_id", Type.ID, "Who pays.", required=True),
        Column("starts_on", Type.DATE, "First day this price is in force.", required=True),
        Column(
            "ends_on",
            Type.DATE,
            "First day it is no longer in force; empty = open.",
            required=True,
            nullable=True,
        ),
        Column(
            "mrr",
            Type.MONEY,
            "Monthly recurring revenue, in `currency`, tax excluded. A negative amount, a discount kept as a "
            "line of its own, subtracts.",
            required=True,
        ),
        Column("currency", Type.CURRENCY, "ISO 4217 code of `mrr`.", required=True),
        Column("plan", Type.TEXT, "The plan's name."),
        Column(
            "paused_mrr",
            Type.MONEY,
            "MRR on hold during this state, in `currency`: the state is a pause and `mrr` is 0.",
        ),
        Column("resumes_on", Type.DATE, "Day on which a pause is to end."),
        Column("past_due_since", Type.DATE, "Day from which the customer owes a failed payment."),
        Column(
            "end_kind",
            Type.CHOICE,
            "Why this state ended for good.",
            choices=DEPARTURE_KINDS,
        ),
        Column("restated", Type.BOOLEAN, "True where this state only corrects an earlier mistake in price."),
    ),
)

_CUSTOMERS = Table(
    name="customers",
    means="Who pays, one row each. Every further column is an attribute one can group by.",
    grain=("customer_id",),
    attributes=True,
    columns=(
        Column("customer_id", Type.ID, "The customer.", required=True),
        Column("name", Type.TEXT, "Its name."),
    ),
)

_ORDERS = Table(
    name="orders",
    means="Purchases without a contract, one row per order.",
    grain=("order_id",),
    columns=(
        Column("order_id", Type.ID, "The order.", required=True),
        Column("customer_id", Type.ID, "Who bought.", required=True),
        Column("ordered_on", Type.DATE, "Local date of the order.", required=True),
        Column("amount", Type.MONEY, "Value of the order, in `currency`.", required=True),
        Column("currency", Type.CURRENCY, "ISO 4217 code of `amount`.", required=True),
        Column("quantity", Type.INTEGER, "Number of pieces."),
    ),
)

_EVENTS = Table(
    name="events",
    means="Things customers did, one row per event.",
    grain=("event_id",),
    columns=(
        Column("event_id", Type.ID, "The event.", required=True),
        Column("customer_id", Type.ID, "Who did it.", required=True),
        Column("happened_at", Type.INSTANT, "When.", required=True),
        Column("name", Type.TEXT, "What was done.", required=True),
    ),
)

_DEPARTURES = Table(
    name="departures",
    means="Customers who gave or got notice, one row per departure, with the four dates kept apart.",
    grain=("departure_id",),
    columns=(
        Column("departure_id", Type.ID, "The departure.", required=True),
        Column("customer_id", Type.ID, "Who leaves.", required=True),
        Column("notice_on", Type.DATE, "Day the notice was received."),
        Column("contract_ends_on", Type.DATE, "First day without a contract."),
        Column("access_ends_on", Type.DATE, "First day without access."),
        Column("recognised_on", Type.DATE, "Day the departure is counted; empty = contract end."),
        Column("kind", Type.CHOICE, "Who ended it, and how.", choices=DEPARTURE_KINDS, default="unknown"),
        Column("reason", Type.TEXT, "Why, in one word of the company's list."),
        Column("undone_on", Type.DATE, "Day the notice was taken back."),
        Column("subscription_id", Type.ID, "Which contract; empty = all of them."),
        Column("known_at", Type.INSTANT, "When it was recorded; empty = on the day it is dated."),
    ),
)

FITS = ("right", "not_right", "unchecked")

_FITS = Table(
    name="fits",
    means="Whether customers met the company's criteria, one row per customer and day on which that changed.",
    grain=("customer_id", "checked_on"),
    columns=(
        Column("customer_id", Type.ID, "The customer.", required=True),
        Column("checked_on", Type.DATE, "The day from which it holds, until the next row.", required=True),
        Column("fit", Type.CHOICE, "What was found at the end of that day.", required=True, choices=FITS),
    ),
)

_EXCHANGE_RATES = Table(
    name="exchange_rates",
    means="What one unit of a currency is worth in the reporting currency, from a day on.",
    grain=("currency", "reporting_currency", "valid_from"),
    columns=(
        Column("currency", Type.CURRENCY, "The currency converted from.", required=True),
        Column("reporting_currency", Type.CURRENCY, "The currency converted to.", required=True),
        Column("valid_from", Type.DATE, "First day of this rate.", required=True),
        Column(
            "rate", Type.MONEY, "Units of `reporting_currency` for one unit of `currency`.", required=True
        ),
    ),
)

_COSTS = Table(
    name="costs",
    means="What the company told about its own costs, one row.",
    grain=("valid_from",),
    columns=(
        Column("valid_from", Type.DATE, "First day of these figures.", required=True),
        Column(
            "gross_margin",
            Type.NUMBER,
            "Share of revenue kept after the cost of delivery, 0 to 1.",
            required=True,
        ),
        Column(
            "winning_cost",
            Type.MONEY,
            "Cost of winning one customer, in the reporting currency.",
            required=True,
        ),
    ),
)

OF_METRICS = (_SUBSCRIPTIONS, _CUSTOMERS, _ORDERS, _EVENTS, _DEPARTURES, _FITS, _EXCHANGE_RATES, _COSTS)
