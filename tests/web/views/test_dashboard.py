"""The dashboard and the figures as pages."""

import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.desk.actions import refresh_everything
from karn.apps.measures.actions import refresh_measures
from karn.apps.people.models import Person
from karn.apps.threats.models import Signal
from karn.platform.sheets import read_csv
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db

AS_OF = date(2026, 4, 15)
NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
MARCH = {"from": "2026-03-01", "to": "2026-04-01"}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.INSTALLATION = Installation(data=tmp_path)
    cache.clear()


@pytest.fixture
def page(client: Client) -> Client:
    client.force_login(Person.objects.create(email="eva@example.org", name="Eva"))
    return client


def make_customers(staying: int, left: int, *, refreshed: bool = True, mrr: str = "50") -> None:
    for number in range(staying + left):
        fact = {"source": "test", "source_id": str(number), "known_at": NOON}
        name = f"Left {number}" if number < left else f"Stays {number}"
        customer = Customer.objects.create(name=name, **fact)
        subscription = Subscription.objects.create(customer=customer, currency="EUR", **fact)
        PriceState.objects.create(
            subscription=subscription,
            starts_on=date(2025, 1, 1),
            ends_on=date(2026, 3, 10) if number < left else None,
            mrr=mrr,
            amount=mrr,
            known_at=NOON,
        )
    if refreshed:
        refresh_everything(as_of=AS_OF, at=NOON)


def test_nobody_sees_figures_without_logging_in(client: Client) -> None:
    for address in (
        reverse("dashboard"),
        reverse("figure", args=["arpa"]),
        reverse("figure_rows", args=["arpa"]),
    ):
        assert client.get(address).status_code == 302
    assert client.post(reverse("refresh")).status_code == 302


def test_at_first_there_is_one_button_to_import(page: Client) -> None:
    content = page.get(reverse("dashboard")).content.decode()
    assert content.split("<main")[1].split("</main>")[0].count("btn-primary") == 1
    assert "Import your customers" in content


def test_after_the_import_there_is_one_button_to_measure(page: Client) -> None:
    make_customers(1, 0, refreshed=False)
    content = page.get(reverse("dashboard")).content.decode()
    assert content.split("<main")[1].split("</main>")[0].count("btn-primary") == 1
    assert "Make the figures" in content


def test_a_company_of_hundreds_reads_percentages_first(page: Client) -> None:
    make_customers(190, 10)
    content = page.get(reverse("dashboard")).content.decode()
    assert "5.0%" in content
    assert "10 of 200 customers left" in content
    content = page.get(reverse("figure", args=["customer_churn"]), MARCH).content.decode()
    assert '<p class="karn-figure">5.0%</p>\n  <p>10 of 200 customers left</p>' in content


def test_the_refresh_button_makes_the_figures(page: Client) -> None:
    make_customers(1, 0, refreshed=False)
    response = page.post(reverse("refresh"), follow=True)
    assert response.redirect_chain == [(reverse("dashboard"), 302)]
    assert "The figures are up to date." in response.content.decode()


def test_the_refresh_is_not_made_by_following_a_link(page: Client) -> None:
    assert page.get(reverse("refresh")).status_code == 405


def test_a_figure_of_under_twenty_customers_has_no_percentage(page: Client) -> None:
    make_customers(10, 3)
    for name in (
        "customer_churn",
        "gross_mrr_churn",
        "survival",
        "cohort_retention",
        "net_revenue_retention",
    ):
        content = page.get(reverse("figure", args=[name]), MARCH).content.decode()
        shown = content.split("<main", 1)[1].split("<details", 1)[0]
        assert re.findall(r"\d%", shown) == [], name  # the cards write “100 %”
    assert "3 of 13 left" in page.get(reverse("figure", args=["customer_churn"]), MARCH).content.decode()


def test_an_unknown_figure_is_not_found(page: Client) -> None:
    assert page.get(reverse("figure", args=["happiness"]), MARCH).status_code == 404


def test_who_is_at_risk_is_listed_and_opened_by_what_hurries_most(page: Client) -> None:
    make_customers(3, 0, refreshed=False)
    for number, strength in ((0, 2), (2, 3)):
        seen = {"since": AS_OF, "first_seen_on": AS_OF, "last_seen_on": AS_OF, "known_at": NOON}
        customer = Customer.objects.get(source_id=str(number))
        Signal.objects.create(customer=customer, rule="odd", strength=strength, facts={}, **seen)
    refresh_measures(as_of=AS_OF, at=NOON)
    card = (
        page.get(reverse("dashboard")).content.decode().split("Who is at risk", 1)[1].split("</section>")[0]
    )
    assert re.findall(r">(Stays \d)</a>|(Act today)", card) == [
        ("Stays 2", ""),
        ("", "Act today"),
        ("Stays 0", ""),
    ]
    assert "what to act on today first, then this week; of each, those who pay most first" in card
    assert f'href="{reverse("customers")}?state=risk&amp;sort=-risk"' in card


def test_who_went_to_the_bin_is_not_named_as_at_risk_until_they_are_back(page: Client) -> None:
    make_customers(1, 0, refreshed=False)
    customer = Customer.objects.get()
    seen = {"since": AS_OF, "first_seen_on": AS_OF, "last_seen_on": AS_OF, "known_at": NOON}
    Signal.objects.create(customer=customer, rule="odd", strength=3, facts={}, **seen)
    refresh_measures(as_of=AS_OF, at=NOON)

    def named() -> bool:
        return "Stays 0" in page.get(reverse("dashboard")).text

    assert named()
    Customer.everything.update(deleted_at=NOON)
    assert not named()
    Customer.everything.update(deleted_at=None)
    assert named()


def test_without_any_notice_the_card_of_reasons_says_so(page: Client) -> None:
    make_customers(2, 0)
    assert "Nobody gave notice in these twelve months." in page.get(reverse("dashboard")).content.decode()


def test_without_any_data_the_figures_say_how_to_begin(page: Client) -> None:
    for address in (
        reverse("dashboard"),
        reverse("figures"),
        f"{reverse('figure', args=['arpa'])}?{urlencode(MARCH)}",
    ):
        content = page.get(address).content.decode()
        main = content.split("<main", 1)[1].split("</main>")[0]
        assert main.count("btn btn-primary") == 1
        assert "Import your customers" in main


def test_the_reasons_for_leaving_are_handed_out_as_csv(page: Client) -> None:
    assert page.get(reverse("reasons_csv")).status_code == 404
    make_customers(2, 1)
    headings, *_rows = read_csv(b"".join(page.get(reverse("reasons_csv")).streaming_content))  # type: ignore[attr-defined]
    assert headings == ["Code", "Reason", "Customers"]
