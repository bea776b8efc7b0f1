"""The pages of failed payments, of reminders before a renewal, and of what the law asks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from karn.apps.care.models import PaymentDecision
from karn.apps.contracts.models import Departure, Edit, Invoice, Payment, PriceState, Subscription
from karn.apps.farewell.models import RenewalReminder
from karn.apps.people.models import Person
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client, world: Any) -> Client:
    world.company(grace_days=30)
    client.force_login(Person.objects.create(email="eva@example.org", name="Eva", role="manager"))
    return client


def owing(world: Any, name: str, days: int = 3) -> Invoice:
    subscription = Subscription.objects.create(
        **world.fact(), customer=world.customer(name), currency="EUR", plan="Basis"
    )
    price = {"starts_on": date(2025, 1, 1), "mrr": 50, "amount": 50}
    PriceState.objects.create(subscription=subscription, known_at=datetime(2025, 1, 1, tzinfo=UTC), **price)
    invoice = Invoice.objects.create(
        **world.fact(), customer=subscription.customer, subscription=subscription, amount=60, currency="EUR"
    )
    failed_on = timezone.localdate() - timedelta(days=days)
    Payment.objects.create(**world.fact(), invoice=invoice, status="failed", failed_on=failed_on)
    return invoice


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_queries_however_many_failed(
    staff: Client, world: Any, django_assert_num_queries: Any, many: int
) -> None:
    for number in range(many):
        owing(world, f"C{number}")
    staff.get(reverse("failed_payments"))
    with django_assert_num_queries(8):
        page = staff.get(reverse("failed_payments")).text
    assert all(text in page for text in ("C0", "€60.00", "counts as lost on"))


def test_the_account_manager_stands_under_the_name_and_nothing_where_there_is_none(
    staff: Client, world: Any
) -> None:
    eva = Person.objects.get(name="Eva")
    cared_for, other = owing(world, "Bakker").customer, owing(world, "Visser").customer
    cared_for.owner = eva
    cared_for.save()
    cells = [
        cell.partition("</td>")[0].partition("</a>")[2]
        for cell in staff.get(reverse("failed_payments")).text.split("<tbody>")[1].split("<td>")
        if f">{cared_for.name}</a>" in cell or f">{other.name}</a>" in cell
    ]
    assert sorted(cells) == ["", '<div class="text-secondary">Eva</div>']


def test_each_button_does_one_thing_and_can_be_undone(staff: Client, world: Any) -> None:
    assert "Nobody is about to be lost" in staff.get(reverse("failed_payments")).text
    invoice = owing(world, "Bakker")

    def press(name: str) -> str:
        return staff.post(reverse(name, args=[invoice.pk]), follow=True).text

    def undo() -> str:
        decision = PaymentDecision.objects.get(removed_at=None)
        return staff.post(reverse("undo_payment", args=[decision.pk]), follow=True).text

    assert "To call Bakker is a task of today" in press("payment_call")
    assert Task.objects.get().removed_at is None
    assert "gets no more reminders" in press("payment_quiet")
    assert "Bakker pays nothing for a month" in press("payment_paused")
    assert "paid, or no longer to be paid" in press("payment_paused")
    undo()
    assert PriceState.objects.count() == 1
    assert "ends today" in press("payment_ended")
    assert Departure.objects.get().kind == "payment_failure"
    assert "Bakker" in staff.get(reverse("failed_payments"), {"show": "all"}).text
    undo()
    assert not Departure.objects.exists()
    assert "nobody writes to Bakker" in press("payment_paid")
    assert "Nobody is about to be lost" in staff.get(reverse("failed_payments")).text
    assert staff.post(reverse("undo_edit", args=[Edit.objects.latest("pk").pk])).status_code == 302
    file = staff.get(reverse("failed_payments_csv"))
    assert b"Bakker" in b"".join(file.streaming_content)


def remind(world: Any, **days: Any) -> RenewalReminder:
    today = timezone.localdate()
    subscription = owing(world, "Anna Ek").subscription
    at = {"renews_on": today, "notice_by": today - timedelta(30), "due_by": today - timedelta(61)} | days
    return RenewalReminder.objects.create(
        customer=subscription.customer, subscription=subscription, country="SE", made_at=timezone.now(), **at
    )


def test_a_missed_reminder_says_what_it_means_and_can_have_gone_another_way(
    staff: Client, world: Any
) -> None:
    address = reverse("renewal_reminders")
    assert "Nobody was to be reminded" in staff.get(address).text
    reminder = remind(world)
    assert "They may end it at once." in staff.get(address, {"state": "missed"}).text
    assert "Anna Ek" not in staff.get(address, {"state": "sent"}).text
    tell = reverse("tell_reminder", args=[reminder.pk])
    assert "still to come" in staff.post(tell, {"on": "2999-01-01", "how": "Letter"}, follow=True).text
    day = (reminder.due_by - timedelta(1)).isoformat()
    assert "was reminded" in staff.post(tell, {"on": day, "how": "Letter"}, follow=True).text
    assert "Letter" in staff.get(address, {"state": "told"}).text
    staff.post(reverse("untell_reminder", args=[reminder.pk]))
    assert "They may end it at once." in staff.get(address).text
    assert b"Anna Ek" in b"".join(staff.get(reverse("renewal_reminders_csv")).streaming_content)


def test_what_the_law_asks_says_who_reviewed_it_and_what_is_to_be_checked(staff: Client) -> None:
    page = staff.get(reverse("leaving_law")).text
    assert page.count("Not yet reviewed by a lawyer") == 5
    assert all(word in page for word in ("Verträge hier kündigen", "2014:1449", "Still to be checked"))
