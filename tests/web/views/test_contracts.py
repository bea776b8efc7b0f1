"""Contracts, invoices, orders, hours and costs by hand, through the pages."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from karn.apps.contracts.models import (
    Departure,
    Edit,
    Hours,
    Invoice,
    Order,
    Payment,
    PriceState,
    Return,
    Subscription,
)
from karn.apps.contracts.queries.law import law_of
from karn.apps.customers.models import Customer
from karn.apps.people.models import AuditEntry, Person

pytestmark = pytest.mark.django_db
NEW = {
    "plan": "Basis",
    "starts_on": "2026-01-01",
    "amount": "1200,00",
    "currency": "eur",
    "interval": "year",
    "quantity": "2",
    "percent": "10",
    "term_months": "12",
    "notice_days": "30",
}


@pytest.fixture
def staff(client: Client, world: Any) -> Client:
    world.company()
    client.force_login(Person.objects.create(email="eva@example.org", name="Eva", role="service"))
    return client


@pytest.fixture
def bakker(staff: Client, world: Any) -> Customer:
    customer: Customer = world.customer("Bakker")
    assert staff.post(reverse("new_subscription", args=[customer.pk]), NEW).status_code == 302
    return customer


def read(client: Client, name: str, number: int) -> tuple[str, dict[str, str]]:
    """Return a form's address and what a browser would send of it unchanged."""
    address = reverse(name, args=[number])
    form = client.get(address).context["form"]
    return address, {**form.texts, "seen": form.seen, "was": form.was}


def test_a_contract_is_entered_shown_logged_and_taken_back(staff: Client, bakker: Customer) -> None:
    state = PriceState.objects.get()
    assert (state.mrr, state.plan, state.subscription.currency) == (Decimal(180), "Basis", "EUR")
    page = staff.get(reverse("customer", args=[bakker.pk])).text
    assert "Contract added." in page
    assert "€180.00" in page
    assert AuditEntry.objects.filter(detail__startswith="subscription_added").exists()
    undone = staff.post(reverse("undo_edit", args=[Edit.objects.get().pk]))
    assert undone.url == reverse("customer", args=[bakker.pk])
    assert not Subscription.objects.exists()
    assert "taken back" in staff.get(reverse("contract_changes", args=[bakker.pk])).text


def test_a_wrong_contract_is_refused_beside_its_fields(staff: Client, world: Any) -> None:
    told = {**NEW, "currency": "euro", "percent": "101", "amount": "-1", "starts_on": "soon"}
    response = staff.post(reverse("new_subscription", args=[world.customer().pk]), told)
    assert response.status_code == 400
    assert sorted(response.context["form"].errors) == ["amount", "currency", "percent", "starts_on"]


def test_a_price_a_pause_and_a_discount_hold_on_their_days(staff: Client, bakker: Customer) -> None:
    number = bakker.subscriptions.get().pk
    days = {"on": "2026-03-01", "until": "2026-04-01"}
    for name, told in (
        (
            "new_price",
            {"plan": "Plus", "amount": "50", "interval": "month", "quantity": "1", "on": "2026-02-01"},
        ),
        ("pause_subscription", days),
        ("discount_subscription", {"percent": "50", "on": "2026-05-01"}),
    ):
        assert staff.post(reverse(name, args=[number]), told).status_code == 302
    assert list(PriceState.objects.order_by("starts_on").values_list("starts_on", "state", "mrr")) == [
        (date(2026, 1, 1), "active", 180),
        (date(2026, 2, 1), "active", 45),
        (date(2026, 3, 1), "paused", 45),
        (date(2026, 4, 1), "active", 45),
        (date(2026, 5, 1), "active", 25),
    ]
    assert Subscription.objects.get().plan == "Plus"


def test_a_pause_of_what_does_not_run_is_refused(staff: Client, bakker: Customer) -> None:
    told = {"on": "2025-03-01", "until": "2025-04-01"}
    response = staff.post(reverse("pause_subscription", args=[bakker.subscriptions.get().pk]), told)
    assert response.status_code == 400
    assert "Nothing is paid for on that day" in response.text


@pytest.mark.parametrize(
    ("name", "model", "field", "theirs", "mine"),
    [
        ("edit_subscription", Subscription, "notice_days", "60", "90"),
        ("edit_price", PriceState, "amount", "50", "60"),
        ("edit_departure", Departure, "comment", "Sorry", "Bye"),
        ("edit_hours", Hours, "hours", "3", "4.5"),
    ],
)
def test_two_who_edit_one_row_see_both_values(
    staff: Client, bakker: Customer, world: Any, name: str, model: Any, field: str, theirs: str, mine: str
) -> None:
    Departure.objects.create(**world.fact(), customer=bakker, notice_on=date(2026, 6, 1))
    Hours.objects.create(**world.fact(), customer=bakker, worked_on=date(2026, 6, 1), hours=2)
    address, told = read(staff, name, model.objects.get().pk)
    assert staff.post(address, {**told, field: theirs}).status_code == 302
    response = staff.post(address, {**told, field: mine})
    assert response.status_code == 409
    assert [(one.name, one.theirs, one.mine) for one in response.context["form"].conflicts] == [
        (field, theirs, mine)
    ]
    assert str(getattr(model.objects.get(), field)).startswith(theirs)


def test_what_was_not_changed_is_not_stored_again(staff: Client, bakker: Customer) -> None:
    address, told = read(staff, "edit_price", PriceState.objects.get().pk)
    assert staff.post(address, told).status_code == 302
    assert Edit.objects.count() == 1
    assert "Nothing was changed." in staff.get(reverse("customer", args=[bakker.pk])).text


def test_a_departure_ends_what_is_paid_and_knows_our_words(staff: Client, bakker: Customer) -> None:
    told = {
        "kind": "voluntary", "notice_on": "2026-06-01", "contract_ends_on": "2026-09-01", "reason": "Prijs",
        "destination": "a competitor",
    }  # fmt: skip
    assert staff.post(reverse("new_departure", args=[bakker.pk]), told).status_code == 302
    left = Departure.objects.get()
    assert (left.reason, left.destination, left.subscription_id) == ("Prijs", "competitor", None)
    assert PriceState.objects.get().ends_on == date(2026, 9, 1)
    page = staff.get(reverse("customer", args=[bakker.pk])).text
    assert "Left on 1 September 2026" in page


def test_a_notice_is_offered_while_they_stay_and_no_more_once_they_left(
    staff: Client, bakker: Customer
) -> None:
    offered = []
    for ends in ("2031-01-01", "2026-02-01"):
        asked = {"kind": "voluntary", "notice_on": "2026-01-20", "contract_ends_on": ends}
        staff.post(reverse("new_departure", args=[bakker.pk]), asked)
        offered.append("Write down a notice" in staff.get(reverse("customer", args=[bakker.pk])).text)
    assert offered == [True, False]


def test_a_contract_without_a_term_has_no_fixed_end_until_it_has_ended(staff: Client, world: Any) -> None:
    customer = world.customer("Bakker")
    staff.post(reverse("new_subscription", args=[customer.pk]), NEW | {"term_months": ""})
    told = []
    for ends in (None, date(2026, 2, 1)):
        PriceState.objects.update(ends_on=ends)
        shown = staff.get(reverse("customer", args=[customer.pk])).text
        told.append(("no fixed end" in shown, "30 days' notice · ended on 1 February 2026" in shown))
    assert told == [(True, False), (False, True)]


def test_an_invoice_is_entered_paid_and_that_is_taken_back(staff: Client, bakker: Customer) -> None:
    told = {"invoiced_on": "2026-01-02", "due_on": "2026-02-01", "amount": "60", "currency": "EUR"}
    assert staff.post(reverse("new_invoice", args=[bakker.pk]), told).status_code == 302
    invoice = Invoice.objects.get()
    assert "Overdue" in staff.get(reverse("customer", args=[bakker.pk])).text
    staff.post(reverse("invoice_paid", args=[invoice.pk]))
    assert Payment.objects.get(status="paid").paid_on == timezone.localdate()
    page = staff.get(reverse("customer", args=[bakker.pk])).text
    assert "Overdue" not in page
    staff.post(reverse("undo_edit", args=[Edit.objects.latest("pk").pk]))
    assert list(Payment.objects.values_list("status", flat=True)) == ["open"]
    staff.post(reverse("invoice_credited", args=[invoice.pk]))
    assert "Unpaid invoices" not in staff.get(reverse("customer", args=[bakker.pk])).text


def test_orders_and_what_came_back_of_them_are_told_apart(staff: Client, bakker: Customer) -> None:
    told = {"ordered_on": "2026-03-01", "amount": "80", "currency": "EUR", "quantity": "2"}
    assert staff.post(reverse("new_order", args=[bakker.pk]), told).status_code == 302
    back = reverse("new_return", args=[Order.objects.get().pk])
    assert staff.post(back, {"on": "2026-03-05", "amount": "90"}).status_code == 400
    assert staff.post(back, {"on": "2026-03-05", "amount": "30"}).status_code == 302
    assert Return.objects.get().amount == 30
    assert "€50.00" in staff.get(reverse("customer", args=[bakker.pk])).text


def test_hours_and_costs_make_a_margin_only_where_all_is_known(staff: Client, bakker: Customer) -> None:
    today = timezone.localdate().isoformat()
    address = reverse("customer", args=[bakker.pk])
    assert "No hours or costs are known." in staff.get(address).text
    staff.post(reverse("new_hours", args=[bakker.pk]), {"worked_on": today, "hours": "2", "role": "designer"})
    assert "nobody said what 2.0 of the hours cost" in staff.get(address).text
    told = read(staff, "edit_hours", Hours.objects.get().pk)
    staff.post(told[0], {**told[1], "rate": "40"})
    cost = {"cost_on": today, "amount": "20", "currency": "EUR", "what": "Train"}
    staff.post(reverse("new_cost", args=[bakker.pk]), cost)
    margin = staff.get(address).context["story"].margins[0][1]
    assert (margin.cost, margin.is_known) == (100, True)
    staff.post(reverse("remove_hours", args=[Hours.objects.get().pk]))
    assert not Hours.objects.exists()
    staff.post(reverse("undo_edit", args=[Edit.objects.latest("pk").pk]))
    assert Hours.objects.get().rate == 40


def test_what_the_law_asks_stands_behind_a_fold_and_is_stored_and_shown(
    staff: Client, bakker: Customer
) -> None:
    stored = Subscription.objects.get(customer=bakker)
    assert law_of(stored, began_on=date(2026, 1, 1)).is_consumer is False
    address, told = read(staff, "edit_subscription", stored.pk)
    assert "<details><summary" in staff.get(address).text
    law = {"party": "consumer", "law_country": "se", "concluded": "in_person", "concluded_on": "2025-12-20"}
    assert staff.post(address, told | law).status_code == 302
    stored.refresh_from_db()
    read_now = law_of(stored, began_on=date(2026, 1, 1))
    assert (read_now.is_consumer, read_now.country, read_now.is_at_distance) == (True, "SE", False)
    assert read_now.concluded_on == date(2025, 12, 20)
    assert "<details open><summary" in staff.get(address).text
    wrong = staff.post(address, read(staff, "edit_subscription", stored.pk)[1] | {"law_country": "Sweden"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (400, ["law_country"])
