"""Hours: what people spent on customers, as time sheets export it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import Hours
from karn.apps.customers.models import Customer
from karn.apps.intake.targets.addresses import without_nothing
from karn.apps.intake.targets.columns import CUSTOMER_ID
from karn.apps.intake.targets.rows import Context, Rows, instants_of
from karn.apps.intake.targets.target import UNKNOWN_CUSTOMER, Link, Target
from karn.apps.intake.targets.upserts import Upsert, Value, plain, text
from karn.apps.people.models import Person
from karn.engine.tables import Column, Type

COLUMNS = (
    Column(
        "hours_id",
        Type.ID,
        "The entry's number; without this column one is made from what the row says.",
        required=True,
        aliases=("entry id", "time entry", "boeking", "boekingsnummer", "tidrapport", "id"),
    ),
    CUSTOMER_ID,
    Column(
        "worked_on",
        Type.DATE,
        "Day of the work.",
        required=True,
        aliases=("date", "day", "datum", "dag", "arbetsdag"),
    ),
    Column(
        "hours",
        Type.NUMBER,
        "How many hours, 1.5 for an hour and a half.",
        required=True,
        aliases=("duration", "time", "uren", "tijd", "timmar", "tid"),
    ),
    Column(
        "person",
        Type.TEXT,
        "E-mail address of who did it.",
        aliases=("employee", "user", "e-mail", "email", "medewerker", "collega", "medarbetare", "e-post"),
    ),
    Column("role", Type.TEXT, "As what: designer, adviser, ….", aliases=("functie", "rol", "roll")),
    Column(
        "rate",
        Type.MONEY,
        "What an hour costs the company; empty = as settled for the role, or for everybody.",
        aliases=("cost rate", "hourly cost", "kostprijs", "uurkosten", "timkostnad", "självkostnad"),
    ),
    Column(
        "what",
        Type.TEXT,
        "What for.",
        aliases=("description", "task", "project", "omschrijving", "taak", "beskrivning", "uppgift"),
    ),
)


def _derive(rows: Rows, context: Context) -> None:
    rows.refuse_where("hours", lambda value: not 0 < value < 1_000_000, "out_of_range", "> 0", context)
    rows.refuse_where("rate", lambda value: Decimal(value) < 0, "out_of_range", "≥ 0", context)
    rows.refuse_longer("role", 120, context)
    rows.refuse_longer("what", 200, context)
    people = without_nothing(rows.column("person"))
    rows.columns["person"] = [value.lower() if value else None for value in people]
    # Rounded here, so that the same file is the same the second time.
    rows.columns["spent"] = [
        None if value is None else format(Decimal(str(value)).quantize(Decimal("0.01")), "f")
        for value in rows.column("hours")
    ]
    rows.columns["known_at"] = instants_of(rows.column("worked_on"), context)


HOURS = Target(
    name="hours",
    label=_("Hours"),
    means=_("Time spent on customers: one row each, from your time sheets. Import the customers first."),
    columns=COLUMNS,
    grain=("hours_id",),
    constants=("role",),
    numbered="hours_id",
    derived=(("spent", Type.MONEY), ("known_at", Type.INSTANT)),
    derive=_derive,
    links=(
        Link("customer_ref", Customer, "customer_id", refuse=UNKNOWN_CUSTOMER),
        Link("person_ref", Person, "person", lookup="email", note="people_unknown"),
    ),
    own=Upsert(
        Hours,
        key={"source": "%(source)s", "source_id": "s.hours_id"},
        values={
            "customer_id": Value("s.customer_ref", ("customer_id",)),
            "worked_on": plain("worked_on"),
            "hours": Value("s.spent", ("hours",)),
            "person_id": Value("s.person_ref", ("person",)),
            "role": text("role"),
            "rate": plain("rate"),
            "what": text("what"),
        },
        known_at="s.known_at",
    ),
)
