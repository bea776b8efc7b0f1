"""Subscriptions: one row per price state, so that every change of price is a row of its own."""

from __future__ import annotations

import functools
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Plan, PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.intake.targets.columns import CURRENCY, CUSTOMER_ID
from karn.apps.intake.targets.countries import country_code
from karn.apps.intake.targets.customers import created_customer
from karn.apps.intake.targets.rows import Context, Refusal, Rows, instants_of
from karn.apps.intake.targets.stage import NAME
from karn.apps.intake.targets.target import Link, Target
from karn.apps.intake.targets.upserts import Stamp, Upsert, Value, plain, text
from karn.apps.intake.targets.words import (
    CONCLUDED,
    DEALS,
    DEPARTURE_KINDS,
    INTERVALS,
    PARTIES,
    TERM_KINDS,
)
from karn.engine.billing import STATES
from karn.engine.mrr import monthly_amount
from karn.engine.tables import Column, Type
from karn.kernel.errors import KarnError

COLUMNS = (
    Column(
        "subscription_id",
        Type.ID,
        "The subscription's or contract's number.",
        required=True,
        aliases=(
            "subscription",
            "contract",
            "contract id",
            "abonnement",
            "abonnementsnummer",
            "contractnummer",
            "abonnemang",
            "avtal",
            "avtalsnummer",
            "id",
        ),
    ),
    CUSTOMER_ID,
    Column(
        "plan",
        Type.TEXT,
        "What is bought.",
        aliases=("product", "plan name", "pakket", "dienst", "tjänst", "paket"),
    ),
    Column(
        "starts_on",
        Type.DATE,
        "First day this price is in force.",
        required=True,
        aliases=("start", "start date", "starts", "from", "startdatum", "ingangsdatum", "begindatum", "från"),
    ),
    Column(
        "ends_on",
        Type.DATE,
        "First day it is no longer in force; empty = open.",
        aliases=("end", "end date", "ended at", "until", "einddatum", "tot", "slutdatum", "till"),
    ),
    Column(
        "amount",
        Type.MONEY,
        "Net price per interval, tax excluded.",
        aliases=("price", "prijs", "bedrag", "belopp", "pris"),
    ),
    Column(
        "interval",
        Type.CHOICE,
        "How often the price is charged.",
        choices=tuple(INTERVALS),
        aliases=("billing interval", "period", "frequency", "periode", "frequentie", "faktureringsperiod"),
    ),
    Column("quantity", Type.NUMBER, "How many; empty = 1.", aliases=("seats", "aantal", "antal")),
    Column(
        "discount_percent",
        Type.NUMBER,
        "Discount in per cent; empty = none.",
        aliases=("discount", "korting", "rabatt"),
    ),
    Column(
        "discount_amount",
        Type.MONEY,
        "Discount as an amount per interval, after the one in per cent; empty = none.",
        aliases=("discount per interval", "kortingsbedrag", "rabattbelopp"),
    ),
    Column(
        "mrr",
        Type.MONEY,
        "Ready monthly amount, in place of price and interval.",
        aliases=("monthly", "monthly amount", "per maand", "maandbedrag", "per månad", "månadsbelopp"),
    ),
    CURRENCY,
    Column(
        "status",
        Type.CHOICE,
        "Active, paused or on trial; empty = active.",
        choices=tuple(STATES),
        aliases=("state", "toestand"),
    ),
    Column(
        "resumes_on", Type.DATE, "Day on which a pause ends.", aliases=("resumes", "hervat op", "återupptas")
    ),
    Column(
        "term_months",
        Type.INTEGER,
        "Agreed term in months.",
        aliases=("term", "looptijd", "bindningstid", "avtalstid"),
    ),
    Column(
        "notice_days",
        Type.INTEGER,
        "Agreed notice in days.",
        aliases=("notice", "opzegtermijn", "uppsägningstid"),
    ),
    Column(
        "contract_ends_on",
        Type.DATE,
        "End of the agreed term.",
        aliases=("contract end", "renewal date", "contract einddatum", "avtalsslut"),
    ),
    Column(
        "party",
        Type.CHOICE,
        "Who agreed to it; empty = a person is a consumer, a company a business.",
        choices=tuple(PARTIES),
        aliases=("contract party", "contractpartij", "avtalspart"),
    ),
    Column(
        "law_country",
        Type.TEXT,
        "Country whose law holds, such as NL, SE or US-CA; empty = the customer's, else yours.",
        aliases=("governing law", "toepasselijk recht", "tillämplig lag"),
    ),
    Column(
        "contract_kind",
        Type.CHOICE,
        "What the contract is about, as the law tells it apart.",
        choices=tuple(DEALS),
    ),
    Column(
        "term_kind",
        Type.CHOICE,
        "What happens at the end of a term; empty = as the terms read.",
        choices=tuple(TERM_KINDS),
    ),
    Column(
        "concluded_on",
        Type.DATE,
        "Day on which it was agreed; empty = the first day.",
        aliases=("signed on", "afgesloten op", "ingånget"),
    ),
    Column(
        "concluded_where",
        Type.CHOICE,
        "Where it was agreed; in person there is no right to withdraw.",
        choices=tuple(CONCLUDED),
    ),
    Column("end_kind", Type.CHOICE, "Why this ended for good.", choices=tuple(DEPARTURE_KINDS)),
)


def _derive(rows: Rows, context: Context) -> None:
    rows.refuse_longer("plan", 200, context)
    _name_countries(rows, context)
    rows.refuse_where("term_months", lambda value: not 1 <= value <= 600, "out_of_range", "1–600", context)
    rows.refuse_where(
        "notice_days", lambda value: not 0 <= value <= 32_767, "out_of_range", "0–32767", context
    )
    rows.refuse_where(
        "discount_percent", lambda value: not 0 <= value <= 100, "out_of_range", "0–100", context
    )
    rows.refuse_where(
        "quantity", lambda value: not 0 <= value < 10**11, "out_of_range", "0–99999999999", context
    )
    rows.refuse_where("discount_amount", lambda value: Decimal(value) < 0, "out_of_range", "≥ 0", context)
    _price(rows, context)
    rows.columns["known_at"] = instants_of(rows.column("starts_on"), context)


def _name_countries(rows: Rows, context: Context) -> None:
    if "law_country" in rows.columns:
        named = {name: _law_country(name) for name in set(rows.columns["law_country"])}
        rows.columns["law_country"] = [named[name] for name in rows.columns["law_country"]]
        rows.refuse_where("law_country", lambda code: len(code) not in (2, 5), "not_a_country", "", context)


def _law_country(name: str | None) -> str | None:
    """Return the code of a country, or of a state of one: "US-CA" as it is."""
    if name and len(name) == 5 and name[2] == "-" and name.replace("-", "").isalpha():
        return name.upper()
    return country_code(name)


def _price(rows: Rows, context: Context) -> None:
    if "mrr" in context.given:
        rows.columns["price"] = rows.columns["monthly"] = rows.column("mrr")
        rows.columns["charged"] = ["month"] * len(rows)
        return
    named = ("amount", "interval", "quantity", "discount_percent", "discount_amount")
    states = list(zip(*(rows.column(name) for name in named), strict=True))
    rows.columns["price"], rows.columns["charged"] = rows.column("amount"), rows.column("interval")
    rows.columns["monthly"] = [monthly(*state) for state in states]
    rows.refuse(
        (
            position,
            Refusal(rows.lines[position], context.heading("amount"), str(states[position][0]), "no_price"),
        )
        for position, amount in enumerate(rows.columns["monthly"])
        if amount is None
    )


@functools.lru_cache(maxsize=100_000)
def monthly(
    amount: str, interval: str, quantity: float | None, percent: float | None, off: str | None = None
) -> str | None:
    """Return the MRR of one price as text; None where it cannot be told."""
    unit, count = ("week", 4) if interval == "4-week" else (interval, 1)
    try:
        return format(
            monthly_amount(
                Decimal(amount),
                interval=unit,
                interval_count=count,
                quantity=Decimal(str(1 if quantity is None else quantity)),
                discount_percent=Decimal(str(percent or 0)),
                discount_amount=Decimal(off or 0),
            ),
            "f",
        )
    except (KarnError, ArithmeticError):
        return None


PRICED = ("mrr", "amount", "interval", "quantity", "discount_percent", "discount_amount")
"""The fields a monthly amount is made of."""

# The latest price state speaks for its subscription, whatever the order or the batches of the file.
LATEST = (
    f"NOT EXISTS (SELECT 1 FROM {NAME} o WHERE o.subscription_id = s.subscription_id"  # noqa: S608 (constants)
    " AND o.starts_on > s.starts_on)"
    f" AND NOT EXISTS (SELECT 1 FROM {PriceState._meta.db_table} p"
    " WHERE p.subscription_id = s.subscription_ref AND p.starts_on > s.starts_on)"
)


class GivesWay(Upsert):
    """Takes away prices that people put between those of a file, where the file now says otherwise.

    Else two prices would hold on the same days, and both would count.
    """

    def statement(self, given: frozenset[str]) -> str:  # noqa: ARG002 (whatever the file has)
        """Return the DELETE of what overlaps a price of the batch."""
        far, table = "'9999-12-31'", self.table
        # From the few that people put; cross joins keep SQLite from starting at the batch.
        return (
            f"DELETE FROM {table} WHERE by_hand AND id IN (SELECT p.id FROM {table} p "  # noqa: S608 (names)
            f"CROSS JOIN {Subscription._meta.db_table} u CROSS JOIN {NAME} s CROSS JOIN {table} f "
            "WHERE p.by_hand AND u.id = p.subscription_id AND s.subscription_id = u.source_id "
            "AND s.subscription_ref = u.id AND f.subscription_id = u.id AND f.starts_on = s.starts_on "
            "AND f.id <> p.id "
            f"AND f.starts_on < coalesce(p.ends_on, {far}) AND p.starts_on < coalesce(f.ends_on, {far}))"
        )


SUBSCRIPTIONS = Target(
    name="subscriptions",
    label=_("Subscriptions"),
    means=_(
        "What customers pay for: one row per price, from a day until a day. A new price is a new row. "
        "Unknown customers are made, called by their number."
    ),
    columns=COLUMNS,
    grain=("subscription_id", "starts_on"),
    ordered=(("starts_on", "ends_on"),),
    constants=("currency", "interval"),
    firm=("currency",),
    instead={"mrr": ("amount", "interval")},
    derived=(
        ("price", Type.MONEY),
        ("charged", Type.TEXT),
        ("monthly", Type.MONEY),
        ("known_at", Type.INSTANT),
    ),
    words={
        "interval": INTERVALS,
        "status": STATES,
        "end_kind": DEPARTURE_KINDS,
        "party": PARTIES,
        "contract_kind": DEALS,
        "term_kind": TERM_KINDS,
        "concluded_where": CONCLUDED,
    },
    derive=_derive,
    links=(
        Link("customer_ref", Customer, "customer_id", upsert=created_customer(), note="customers_created"),
        Link(
            "subscription_ref",
            Subscription,
            "subscription_id",
            upsert=Upsert(
                Subscription,
                key={"source": "%(source)s", "source_id": "s.subscription_id"},
                values={
                    "customer_id": Value("s.customer_ref", ("customer_id",)),
                    "plan": text("plan"),
                    "currency": text("currency", "%(currency)s"),
                    "term_months": plain("term_months"),
                    "notice_days": plain("notice_days"),
                    "contract_ends_on": plain("contract_ends_on"),
                    "party": text("party"),
                    "law_country": text("law_country"),
                    "kind": text("contract_kind"),
                    "term_kind": text("term_kind"),
                    "concluded_on": plain("concluded_on"),
                    "concluded": text("concluded_where"),
                },
                where=LATEST,
            ),
            speaks=LATEST,
        ),
    ),
    own=Upsert(
        PriceState,
        key={"subscription_id": "s.subscription_ref", "starts_on": "s.starts_on"},
        values={
            "ends_on": plain("ends_on"),
            "plan": text("plan"),
            "mrr": Value("s.monthly", PRICED),
            "state": text("status", "'active'"),
            "amount": Value("s.price", ("amount", "mrr")),
            "interval": Value("s.charged", ("interval", "mrr")),
            "quantity": text("quantity", "1"),
            "discount_percent": text("discount_percent", "0"),
            "discount_amount": text("discount_amount", "0"),
            "resumes_on": plain("resumes_on"),
            "end_kind": text("end_kind"),
            "by_hand": Value("FALSE", ("starts_on",)),
        },
        known_at="s.known_at",
        stamps={"ends_known_at": Stamp("ends_on", "%(at)s")},
    ),
    # What is bought and nobody listed yet.
    after=(
        GivesWay(PriceState, key={}, values={}, keeps=True),
        Upsert(
            Plan, key={"name": "s.plan"}, values={}, where="s.plan IS NOT NULL", distinct=True, keeps=True
        ),
    ),
)
