"""The goodbyes of a demo: said in time, with what was due done, and nothing overdue for months."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from model_bakery import baker

from karn.apps.company.models import Company
from karn.apps.contracts.models import Departure, PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.farewell.models.goodbyes import Far, Goodbye
from karn.apps.people.models import Person, Role
from karn.apps.plays.models import Asking
from karn.apps.tasks.models import OPEN, Task
from karn.cli.demo_goodbyes import say_goodbye_and_ask_back
from karn.cli.demo_tasks import plan_anew

AT, ON = datetime(2026, 11, 22, 9, tzinfo=UTC), date(2026, 11, 22)
FACT: dict[str, Any] = {"source": "demo", "known_at": AT}


@pytest.fixture
def anna() -> Person:
    Company.objects.create(name="Zonnig", language="nl", country="NL", trade="agency")
    return Person.objects.create(email="anna@zonnig.example", name="Anna", role=Role.MANAGER)


@pytest.mark.django_db
def test_a_leaver_of_last_summer_had_the_letter_and_the_steps_in_time(anna: Person) -> None:
    customer = Customer.objects.create(kind="company", name="Bakker", source_id="C1", **FACT)
    paid = baker.make(Subscription, customer=customer, source_id="S1", currency="EUR", **FACT)
    ends_on = date(2026, 9, 1)
    baker.make(PriceState, subscription=paid, starts_on=date(2025, 1, 1), ends_on=ends_on, mrr=10)
    Departure.objects.create(
        customer=customer, subscription=paid, source_id="D1", kind="voluntary", notice_on=date(2026, 7, 1),
        contract_ends_on=ends_on, **FACT,
    )  # fmt: skip
    for _twice in range(2):
        say_goodbye_and_ask_back(ON, at=AT)
    goodbye = Goodbye.objects.get()
    still_open = list(goodbye.steps.filter(done_at__isnull=True).values_list("code", flat=True))
    assert (goodbye.far, goodbye.signer, goodbye.made_at.date(), still_open) == (
        Far.HANDED, anna, date(2026, 7, 2), ["erase"],
    )  # fmt: skip


@pytest.mark.django_db
def test_what_was_due_long_ago_is_planned_anew_and_what_was_due_lately_stays(anna: Person) -> None:
    for days in (800, 40, 3):
        Task.objects.create(
            text=f"{days}", owner=anna, due_on=ON - timedelta(days=days), made_at=AT, changed_at=AT
        )
    for _twice in range(2):
        plan_anew(ON, at=AT)
    due = {task.text: (task.due_on - ON).days for task in Task.objects.all() if task.due_on}
    assert due == {"800": 1, "40": 2, "3": -3}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left_on", "called"),
    [
        (date(2026, 5, 1), [date(2026, 10, 22)]),
        (date(2026, 7, 30), [date(2026, 10, 28)]),
        (date(2026, 9, 1), []),
    ],
)
def test_who_came_back_lately_was_called_ten_days_before_or_as_soon_as_it_was_decent(
    anna: Person, left_on: date, called: list[date]
) -> None:
    customer = Customer.objects.create(
        kind="person", name="Bo", email="bo@bo.example", source_id="C1", owner=anna, **FACT
    )
    for number, begins, ends in ((1, date(2025, 1, 1), left_on), (2, date(2026, 11, 1), None)):
        paid = baker.make(Subscription, customer=customer, source_id=f"S{number}", currency="EUR", **FACT)
        baker.make(PriceState, subscription=paid, starts_on=begins, ends_on=ends, mrr=10, state="active")
    Departure.objects.create(
        customer=customer, source_id="D1", kind="voluntary", notice_on=left_on, contract_ends_on=left_on,
        **FACT,
    )  # fmt: skip
    say_goodbye_and_ask_back(ON, at=AT)
    asked = list(Asking.objects.values_list("way", "asked_on", "back_on"))
    assert asked == [("call", day, date(2026, 11, 1)) for day in called]
    assert not Task.objects.filter(OPEN, origin="plays.call").exists()
