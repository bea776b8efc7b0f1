"""A company with very many customers, made inside the database: numbers, not stories.

Run as a program it fills the data folder of KARN_DATA: `python -m benchmarks.load.made_company 100000`.
For each customer one contact, ten events (four invoices with their payments, two conversations); four of
five pay, some left. Set-based, because no import door could make ten million rows while somebody waits.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

EMAIL = "load@example.org"
PEOPLE = 20
INVOICES, CONVERSATIONS = 4, 2
TASKS = 100
"""For each person, whatever the company's size: one in five is done."""


def fill(customers: int, *, now: datetime) -> None:
    """Fill an empty, migrated database with `customers` customers and ten events for each."""
    from karn.apps.company.models import Company  # noqa: PLC0415 (models exist only once Django is up)
    from karn.apps.people.actions.persons import create_person  # noqa: PLC0415

    Company.objects.create(name="Load", zone="Europe/Amsterdam")
    for number in range(PEOPLE):
        email = EMAIL if number == 0 else f"p{number}@example.org"
        create_person(
            email=email, name=f"Person {number}", password=None, role="administrator", language="en"
        )
    from karn.apps.people.models import Person  # noqa: PLC0415

    first_person = Person.objects.get(email=EMAIL).pk
    rows = _Rows(now)
    _customers(rows, customers, first_person)
    _money(rows, customers)
    _talks(rows, customers)
    _tasks(rows, customers, first_person)


class _Rows:
    """Inserts numbered rows of a model by one statement; every column not told gets its default."""

    def __init__(self, now: datetime) -> None:
        from django.db import connection  # noqa: PLC0415

        self.now, self.connection = now, connection
        self.days: Callable[[str], str] = (
            (lambda days: f"date('{now:%Y-%m-%d}', '-' || ({days}) || ' days')")
            if connection.vendor == "sqlite"
            else (lambda days: f"(DATE '{now:%Y-%m-%d}' - CAST({days} AS integer))")
        )

    def insert(self, model: type[Model], count: int, **expressions: str) -> None:
        """Insert `count` rows; an expression is SQL over `i`, 1 to `count`, and is also the row's id."""
        columns = {"id": "i", **{name: told.replace("%", "%%") for name, told in expressions.items()}}
        others = [field for field in model._meta.concrete_fields if field.column not in columns]
        columns |= {str(field.column): "%s" for field in others}
        told = [self._default(field) for field in others]
        names = ", ".join(f'"{name}"' for name in columns)
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"  # noqa: S608
        statement = (
            f'INSERT INTO "{model._meta.db_table}" ({names}) {numbers} '  # noqa: S608 (our own names)
            f"SELECT {', '.join(columns.values())} FROM n"
        )
        with self.connection.cursor() as cursor:
            cursor.execute(statement, told)

    def _default(self, field: Any) -> Any:
        if field.column == "known_at":
            return field.get_db_prep_save(self.now - timedelta(days=400), self.connection)
        if field.has_default() or not field.null:
            value = field.get_default()
            return json.dumps(value) if isinstance(value, dict | list) else value
        return None

    def fact(self, prefix: str) -> dict[str, str]:
        """Return the columns that say where a fact is from."""
        return {"source": "'load'", "source_id": f"'{prefix}' || i"}

    def moment(self, days: str) -> str:
        """Return noon, `days` ago."""
        return f"{self.days(days)} || ' 12:00:00'" if self.connection.vendor == "sqlite" else self.days(days)


def _customers(rows: _Rows, count: int, first_person: int) -> None:
    from karn.apps.customers.models import Contact, Customer  # noqa: PLC0415

    rows.insert(
        Customer,
        count,
        **rows.fact("C"),
        name="'Customer ' || ((i * 7919) % 1000003) || ' ' || i",
        email="'info' || i || '@c' || (i % 90000) || '.example.org'",
        city="'City ' || (i % 300)",
        country="CASE i % 2 WHEN 0 THEN 'NL' ELSE 'SE' END",
        language="CASE i % 2 WHEN 0 THEN 'nl' ELSE 'sv' END",
        joined_on=rows.days("30 + (i * 31) % 1000"),
        owner_id=f"{first_person} + i % {PEOPLE}",
    )
    rows.insert(
        Contact,
        count,
        **rows.fact("P"),
        customer_id="i",
        name="'Contact ' || i",
        email="'contact' || i || '@c' || (i % 90000) || '.example.org'",
    )


def _money(rows: _Rows, count: int) -> None:
    from karn.apps.contracts.models import Invoice, Payment, PriceState, Subscription  # noqa: PLC0415

    paying = count * 4 // 5
    start = "30 + (i * 31) % 1000"
    rows.insert(
        Subscription,
        paying,
        **rows.fact("S"),
        customer_id="i",
        plan="'Plan ' || (i % 8)",
        currency="'EUR'",
        contract_ends_on=f"CASE WHEN i % 3 = 0 THEN {rows.days('-(i % 300)')} END",
    )
    ended = "CASE WHEN i % 11 = 0 THEN (30 + (i * 31) % 1000) / 3 END"
    rows.insert(
        PriceState,
        paying,
        subscription_id="i",
        starts_on=rows.days(start),
        ends_on=f"CASE WHEN i % 11 = 0 THEN {rows.days(f'({ended})')} END",
        end_kind="CASE WHEN i % 11 = 0 THEN 'voluntary' ELSE '' END",
        mrr="20 + i % 180",
        amount="20 + i % 180",
        plan="'Plan ' || (i % 8)",
    )
    whose = f"1 + (i - 1) % {paying}"
    nth = f"((i - 1) / {paying})"
    invoices = count * INVOICES
    rows.insert(
        Invoice,
        invoices,
        **rows.fact("I"),
        customer_id=whose,
        subscription_id=whose,
        invoiced_on=rows.days(f"30 * {nth} + 20 + i % 10"),
        due_on=rows.days(f"30 * {nth} + 6 + i % 10"),
        amount=f"20 + ({whose}) % 180",
        currency="'EUR'",
    )
    rows.insert(
        Payment,
        invoices,
        **rows.fact("Y"),
        invoice_id="i",
        status="CASE WHEN i % 97 = 0 THEN 'failed' ELSE 'paid' END",
        paid_on=f"CASE WHEN i % 97 = 0 THEN NULL ELSE {rows.days(f'30 * {nth} + 5 + i % 10')} END",
        failed_on=f"CASE WHEN i % 97 = 0 THEN {rows.days(f'30 * {nth} + 5 + i % 10')} END",
    )


def _talks(rows: _Rows, count: int) -> None:
    from karn.apps.conversations.models import Conversation  # noqa: PLC0415

    inward = "i % 3 = 0"
    rows.insert(
        Conversation,
        count * CONVERSATIONS,
        **rows.fact("T"),
        customer_id=f"1 + (i - 1) % {count}",
        channel="CASE i % 2 WHEN 0 THEN 'mail' ELSE 'call' END",
        direction=f"CASE WHEN {inward} THEN 'in' ELSE 'out' END",
        happened_at=rows.moment("1 + (i * 17) % 200"),
        answered_at=f"CASE WHEN {inward} AND i % 30 <> 0 THEN {rows.moment('(i * 17) % 200')} END",
        handled_by="'p' || (i % 20) || '@example.org'",
        subject="'About order ' || i",
    )


def _tasks(rows: _Rows, count: int, first_person: int) -> None:
    from karn.apps.tasks.models import Task  # noqa: PLC0415

    done = "i % 5 = 0"
    rows.insert(
        Task,
        PEOPLE * TASKS,
        text="'Call customer ' || i",
        why="'They asked for it'",
        customer_id=f"1 + i % {count}",
        owner_id=f"{first_person} + i % {PEOPLE}",
        due_on=rows.days("(i / 20) % 30 - 15"),
        made_at=rows.moment("30"),
        changed_at=rows.moment("30"),
        done_at=f"CASE WHEN {done} THEN {rows.moment('(i / 20) % 30')} END",
    )


def main() -> None:
    """Make the folder of KARN_DATA a company of as many customers as the first argument says."""
    from karn.cli.installation import prepare  # noqa: PLC0415

    prepare()
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        fill(int(sys.argv[1]), now=datetime.now(UTC))


if __name__ == "__main__":
    main()
