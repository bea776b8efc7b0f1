"""Products, renewals ahead and margins."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from karn.apps.contracts.models import Cost, HourRate, Hours, Plan, PriceState, Product, Subscription
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.platform.sheets import read_csv

pytestmark = pytest.mark.django_db
LOCK = 1 if connection.vendor == "postgresql" else 0


@pytest.fixture
def boss(world: Any) -> Person:
    world.company()
    person: Person = world.person(role="administrator", name="Ann")
    return person


@pytest.fixture
def page(client: Client, boss: Person) -> Any:
    client.force_login(boss)

    def _page(name: str, *args: Any, **asked: Any) -> Any:
        return client.get(reverse(name, args=args), asked)

    return _page


def sign(world: Any, name: str, *, mrr: int = 50, ends_in: int | None = None, **terms: Any) -> Customer:
    customer: Customer = world.customer(name, owner=terms.pop("owner", None))
    today = timezone.localdate()
    if ends_in is not None:
        terms["contract_ends_on"] = today + timedelta(days=ends_in)
    subscription = Subscription.objects.create(
        **world.fact(), customer=customer, currency="EUR", **{"plan": "Basis", **terms}
    )
    price = {"mrr": mrr, "amount": mrr, "known_at": timezone.now()}
    PriceState.objects.create(subscription=subscription, starts_on=date(2025, 1, 1), **price)
    return customer


def names(response: Any) -> list[str]:
    return [row.customer for row, *_further in response.context["rows"]]


def test_renewals_are_those_whose_term_ends_soon_and_nobody_gave_notice_of(page: Any, world: Any) -> None:
    sign(world, "Near", ends_in=20, notice_days=30)
    sign(world, "Later", ends_in=80, notice_days=30, mrr=90)
    sign(world, "Far", ends_in=200)
    sign(world, "Open")
    leaver = sign(world, "Leaver", ends_in=20)
    world_departure(world, leaver)
    over = sign(world, "Over", ends_in=20)
    PriceState.objects.filter(subscription__customer=over).update(
        ends_on=timezone.localdate() + timedelta(days=20), end_kind="voluntary"
    )
    assert names(page("renewals")) == ["Near", "Later"]
    assert names(page("renewals", days=30)) == ["Near"]
    assert names(page("renewals", sort="mrr")) == ["Later", "Near"]
    shown = page("renewals").text
    assert "renews" in shown
    rows = list(read_csv(page("renewals_csv", lang="en").getvalue()))
    assert [row[0] for row in rows] == ["Customer", "Near", "Later"]
    assert page("renewals_xlsx").getvalue()[:2] == b"PK"


def world_departure(world: Any, customer: Customer) -> None:
    today = timezone.localdate()
    customer.departures.create(**world.fact(), notice_on=today, contract_ends_on=today + timedelta(days=20))


def test_renewals_can_be_narrowed_to_one_account_manager(page: Any, world: Any) -> None:
    eva = world.person(role="account_manager")
    sign(world, "Hers", ends_in=20, owner=eva)
    sign(world, "Nobodys", ends_in=20)
    assert names(page("renewals", owner=eva.pk)) == ["Hers"]
    assert names(page("renewals", owner="none")) == ["Nobodys"]


@pytest.mark.parametrize("customers", [1, 3])
def test_the_lists_take_the_same_queries_whatever_their_length(
    page: Any, world: Any, django_assert_num_queries: Any, customers: int
) -> None:
    today = timezone.localdate()
    for number in range(customers):
        customer = sign(world, f"C{number}", ends_in=20, plan=f"P{number}")
        Hours.objects.create(**world.fact(), customer=customer, worked_on=today, hours=2, rate=10)
        Plan.objects.create(name=f"P{number}", known_at=timezone.now())
    for name, queries in (("renewals", 9), ("margins", 14), ("products", 8)):
        page(name)
        with django_assert_num_queries(queries):
            assert page(name).status_code == 200


def test_margins_are_worst_first_and_honest_where_a_cost_is_missing(page: Any, world: Any) -> None:
    today = timezone.localdate()
    good, bad, odd = (sign(world, name, mrr=100) for name in ("Good", "Bad", "Odd"))
    sign(world, "Without hours")
    Hours.objects.create(**world.fact(), customer=good, worked_on=today, hours=1, rate=10)
    Hours.objects.create(**world.fact(), customer=bad, worked_on=today, hours=100, role="designer")
    Hours.objects.create(**world.fact(), customer=odd, worked_on=today, hours=1)
    Cost.objects.create(**world.fact(), customer=odd, cost_on=today, amount=5, currency="EUR")
    HourRate.objects.create(role="designer", rate=50)
    response = page("margins")
    rows = response.context["rows"]
    assert [row.customer.name for row in rows] == ["Bad", "Good", "Odd"]
    assert (rows[0].margin.cost, rows[2].margin.margin) == (5000, None)
    assert "1.0 hours without a price" in response.text
    told = list(read_csv(page("margins_csv", lang="en").getvalue()))
    assert [row[0] for row in told[1:]] == ["Bad", "Good", "Odd"]
    assert page("margins", year="1999").context["rows"] == []
    assert "No hours or costs are known" in page("margins", year="2001").text


def test_money_in_two_currencies_makes_no_margin(page: Any, world: Any) -> None:
    today = timezone.localdate()
    customer = sign(world, "Svensson")
    Cost.objects.create(**world.fact(), customer=customer, cost_on=today, amount=5, currency="SEK")
    assert "several currencies" in page("margins").text
    assert "more than one currency" in page("customer", customer.pk).text


def test_what_an_hour_costs_is_set_and_forgotten(page: Any, client: Client) -> None:
    assert "What an hour costs" in page("hour_rates").text
    address = reverse("hour_rates")
    client.post(address, {"role": "", "rate": "55,5"})
    client.post(address, {"role": "designer", "rate": "60"})
    assert list(HourRate.objects.order_by("role").values_list("role", "rate")) == [
        ("", 55.5),
        ("designer", 60),
    ]
    seen = page("hour_rates").context["form"].seen
    unseen = client.post(address, {"role": "designer", "rate": "70"})
    both = [(one.theirs, one.mine) for one in unseen.context["form"].conflicts]
    assert (unseen.status_code, both) == (409, [("60", "70")])
    client.post(address, {"role": "designer", "rate": "", "seen": seen})
    assert HourRate.objects.get().role == ""
    assert client.post(address, {"role": "", "rate": "-1", "seen": seen}).status_code == 400


def test_products_say_who_has_which_plan_and_what_it_brings(page: Any, client: Client, world: Any) -> None:
    sign(world, "A", mrr=50)
    sign(world, "B", mrr=30)
    assert "not listed" in page("products").text
    told = {"name": "Basis", "product": "Hosting", "currency": "EUR", "month": "50", "year": "500"}
    assert client.post(reverse("new_plan"), told).status_code == 302
    plan = Plan.objects.get()
    assert sorted(plan.list_prices.values_list("interval", "amount")) == [("month", 50), ("year", 500)]
    [row] = page("products").context["rows"]
    assert (row.product.name, row.plans[0].sold.customers) == ("Hosting", 2)
    assert [money.amount for money in row.plans[0].sold.mrr] == [80]
    renamed = client.post(
        reverse("edit_plan", args=[plan.pk]), {**told, "name": "Other", "seen": plan.version}
    )
    assert renamed.status_code == 400
    assert "Contracts and files know it by its name" in renamed.text


def test_a_plan_made_by_mistake_goes_into_the_bin_and_comes_back(
    page: Any, client: Client, world: Any
) -> None:
    told = {"name": "Bassis", "product": "Hosting", "currency": "EUR", "month": "50"}
    client.post(reverse("new_plan"), told)
    number = Plan.objects.get().pk
    client.post(reverse("remove_plan", args=[number]))
    assert page("products").context["rows"] == []
    assert client.get(reverse("edit_plan", args=[number])).status_code == 404
    assert [section.rows[0].name for section in page("customer_bin").context["others"]] == ["Bassis"]
    client.post(reverse("restore_plan", args=[number]))
    [row] = page("products").context["rows"]
    assert (row.product.name, row.plans[0].prices[0].amount) == ("Hosting", 50)
    sign(world, "A", mrr=50)
    client.post(reverse("new_plan"), {**told, "name": "Basis"})
    named = Plan.objects.get(name="Basis").pk
    refused = client.post(reverse("remove_plan", args=[named]), follow=True)
    assert "Contracts name this plan" in refused.text
    assert Plan.objects.get(pk=named).deleted_at is None


def test_a_plan_is_retired_offered_again_and_moved(page: Any, client: Client) -> None:
    told = {"name": "Basis", "product": "Hosting", "currency": "EUR", "month": "50"}
    client.post(reverse("new_plan"), told)
    number = Plan.objects.get().pk
    client.post(reverse("plan_retired", args=[number]))
    assert Plan.objects.get().retired_on == timezone.localdate()
    client.post(reverse("plan_offered", args=[number]))
    assert Plan.objects.get().retired_on is None
    form = page("edit_plan", number).context["form"]
    read = {**form.texts, "seen": form.seen, "was": form.was}
    client.post(reverse("edit_plan", args=[number]), {**read, "product": "Care", "month": ""})
    assert list(Product.objects.values_list("name", flat=True)) == ["Care"]
    assert not Plan.objects.get().list_prices.exists()
    response = client.post(reverse("edit_plan", args=[number]), {**read, "product": "Cloud"})
    assert response.status_code == 409
    assert [(one.name, one.theirs, one.mine) for one in response.context["form"].conflicts] == [
        ("product", "Care", "Cloud"), ("month", "–", "50"),
    ]  # fmt: skip


def test_an_account_manager_sees_only_the_customers_in_care(client: Client, world: Any) -> None:
    world.company()
    eva = world.person(role="account_manager")
    today = timezone.localdate()
    for customer in (sign(world, "Hers", ends_in=20, owner=eva), sign(world, "Foreign", ends_in=20)):
        Hours.objects.create(**world.fact(), customer=customer, worked_on=today, hours=1, rate=10)
    client.force_login(eva)
    for name in ("renewals", "renewals_csv", "margins", "margins_csv"):
        response = client.get(reverse(name))
        told = response.getvalue().decode() if response.streaming else response.text
        assert ("Hers" in told, "Foreign" in told) == (True, False)
    assert client.get(reverse("products")).context["rows"][0].plans[0].sold.customers == 1
    assert client.get(reverse("new_plan")).status_code == 403
