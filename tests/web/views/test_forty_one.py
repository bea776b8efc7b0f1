"""The dashboard and the figures of a company of forty-one, made once for all that only read them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from karn.apps.company.models import Company
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.desk.actions import refresh_everything
from karn.apps.people.models import Person
from karn.engine import METRICS
from karn.kernel.period import Period
from karn.platform.sheets import read_csv
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
MARCH = {"from": "2026-03-01", "to": "2026-04-01"}
STAY, LEFT = 38, 3


@pytest.fixture(scope="module")
def forty_one(
    unused_world: Any,
    django_db_setup: None,  # noqa: ARG001 (makes the database)
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("forty-one")
    installed = override_settings(INSTALLATION=Installation(data=folder))
    with installed, django_db_blocker.unblock(), transaction.atomic():
        for number in range(STAY + LEFT):
            left = number < LEFT
            customer = unused_world.customer(f"Left {number}" if left else f"Stays {number}", known_at=NOON)
            paid = Subscription.objects.create(**unused_world.fact(), customer=customer, currency="EUR")
            price = {"mrr": "50.5", "amount": "50.5", "known_at": NOON, "starts_on": date(2025, 1, 1)}
            PriceState.objects.create(subscription=paid, ends_on=date(2026, 3, 10) if left else None, **price)
        refresh_everything(as_of=NOON.date(), at=NOON)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def page(client: Client, settings: Any, forty_one: Path) -> Client:
    settings.INSTALLATION = Installation(data=forty_one)
    cache.clear()
    client.force_login(Person.objects.create(email="eva@example.org", name="Eva"))
    return client


def test_a_small_company_reads_counts_first_on_the_figure_s_page_too(page: Client) -> None:
    content = page.get(reverse("figure", args=["customer_churn"]), MARCH).content.decode()
    assert '<p class="karn-figure">3 of 41 left</p>\n  <p>7.3%</p>' in content


def test_a_company_of_forty_one_reads_names_and_no_percentage(page: Client) -> None:
    content = page.get(reverse("dashboard")).content.decode()
    assert "3 of 41 left" in content
    assert "Left 0, Left 1, Left 2" in content
    assert "%" not in content.split("<main", 1)[1]


@pytest.mark.parametrize("health_data", [False, True])
def test_without_signs_the_dashboard_says_whether_it_looks_for_any(page: Client, health_data: bool) -> None:
    Company.objects.update_or_create(defaults={"health_data": health_data})
    shown = page.get("/").text
    assert ("nobody is scored" in shown, "No warning signs" in shown) == (health_data, not health_data)


def test_a_figure_opens_to_its_rows_its_meaning_and_its_sql(page: Client) -> None:
    content = page.get(reverse("figure", args=["customer_churn"]), MARCH).content.decode()
    customer = Customer.objects.get(name="Left 0")
    assert f'<a href="{reverse("customer", args=[customer.pk])}">Left 0</a>' in content
    assert "7.3%" in content
    assert "How many of our customers left?" in content
    assert "karn metric customer_churn --from 2026-03-01 --to 2026-04-01" in content
    assert "WITH " in content


def test_the_rows_behind_a_figure_are_handed_out_as_csv(page: Client) -> None:
    response = page.get(reverse("figure_rows", args=["customer_churn"]), MARCH)
    headings, *rows = read_csv(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="customer_churn_rows_2026-03-01_2026-04-01.csv"'
    )
    assert headings[:4] == ["customer_id", "customer_number", "customer_name", "opening_mrr"]
    assert len(rows) == 41


def test_a_figure_is_handed_out_as_csv(page: Client) -> None:
    response = page.get(reverse("figure_answer", args=["customer_churn"]), MARCH)
    headings, row = read_csv(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    assert dict(zip(headings, row, strict=True))["denominator"] == "41"


@pytest.mark.parametrize(
    "asked",
    [{"from": "x", "to": "y"}, {"from": "2026-03-01", "to": "2026-03-01"}, MARCH | {"mode": "netflix"}],
)
def test_a_question_that_makes_no_sense_is_refused_in_one_line(page: Client, asked: dict[str, str]) -> None:
    for name in ("figure", "figure_answer", "figure_rows"):
        response = page.get(reverse(name, args=["customer_churn"]), asked)
        assert response.status_code == 400
        assert b"alert-warning" in response.content


def test_a_figure_is_handed_out_as_json(page: Client) -> None:
    told = page.get(reverse("figure_answer_json", args=["customer_churn"]), MARCH).json()
    assert (told["metric"], told["rows"][0]["denominator"]) == ("customer_churn", 41)
    refused = page.get(reverse("figure_answer_json", args=["customer_churn"]), {"from": "2026-03-01"})
    assert (refused.status_code, list(refused.json())) == (400, ["error"])


@pytest.mark.parametrize(
    ("language", "asked", "separator", "amount"),
    [
        ("nl", {}, ";", "50,5"),
        ("sv", {}, ";", "50,5"),
        ("nl", {"lang": "en"}, ",", "50.5"),
        ("en", {}, ",", "50.5"),
    ],
)
def test_files_open_in_the_reader_s_spreadsheet_and_programs_get_commas(
    page: Client, language: str, asked: dict[str, str], separator: str, amount: str
) -> None:
    Person.objects.update(language=language)
    response = page.get(reverse("figure_rows", args=["customer_churn"]), MARCH | asked)
    content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    headings, row = (line.split(separator) for line in content.splitlines()[:2])
    assert row[headings.index("opening_mrr")].rstrip("0") == amount


def test_every_cost_on_the_dashboard_is_on_the_page_it_opens_to(page: Client) -> None:
    card = page.get(reverse("dashboard")).content.decode().split("What the leavers of", 1)[1]
    link, amount = re.findall(r'karn-figure"><a href="(.*?)">(.*?)</a>', card)[0]
    assert amount == "€1,818"
    figure = page.get(link.replace("&amp;", "&")).content.decode().split('id="figure-title"', 1)[1]
    assert f'<p class="karn-figure">{amount}</p>' in figure
    assert "12 × €151.50: what the 3 customers who left paid a month at the start." in figure
    assert re.findall(r">(Left \d)</a>", figure) == ["Left 0", "Left 1", "Left 2"]


def test_a_figure_of_one_row_is_words_and_not_a_table(page: Client) -> None:
    content = page.get(reverse("figure", args=["churn_cost"]), MARCH).content.decode()
    figure = content.split('id="figure-title"', 1)[1].split('id="meaning-title"', 1)[0]
    assert "<table" not in figure
    assert re.findall(r"<dt>(.*?)</dt>", figure)[:4] == [
        "Left",
        "Customers at the start",
        "A customer a month",
        "Gross margin",
    ]
    assert "too few to say what one is worth" in figure


def test_all_figures_are_on_one_page(page: Client) -> None:
    content = page.get(reverse("figures")).content.decode()
    assert all(f'href="/figures/{name}/?from=' in content for name in METRICS)


@pytest.mark.parametrize(("language", "said"), [("en", "must end after"), ("nl", "eind"), ("sv", "slut")])
def test_a_period_without_a_day_is_refused_in_the_reader_s_language(
    page: Client, language: str, said: str
) -> None:
    Person.objects.update(language=language)
    content = page.get(
        reverse("figure", args=["arpa"]), {"from": "2026-03-01", "to": "2026-03-01"}
    ).content.decode()
    assert said in content.split("alert-warning", 1)[1].split("</div>")[0]


def test_a_figure_asked_for_without_a_period_is_that_of_last_month(page: Client) -> None:
    address = reverse("figure", args=["customer_churn"])
    told = page.get(address, {"lang": "en"})
    assert (told.status_code, told.context["figure"].asked.period) == (
        200,
        Period(date(2026, 3, 1), date(2026, 4, 1)),
    )
    assert page.get(address, {"from": "2026-03-01", "lang": "en"}).status_code == 400


def test_each_row_behind_a_figure_carries_its_headings_for_narrow_screens(page: Client) -> None:
    told = page.get(reverse("figure", args=["customer_churn"]), MARCH).text
    rows = told.split('id="rows-title"', 1)[1]
    assert "karn-stacked" in rows
    assert rows.count('data-label="Left on"') == 25  # a page of them


def test_a_long_figure_is_folded_so_that_its_meaning_comes_soon(page: Client) -> None:
    series = {"from": "2025-01-01", "to": "2026-04-01", "every": "month"}
    long, short = (
        page.get(reverse("figure", args=[name]), series).text.split('id="meaning-title"', 1)[0]
        for name in ("mrr_movements", "customer_churn")
    )
    assert "<summary>Show the 180 rows</summary>" in long
    assert "Show the" not in short


def test_a_link_with_a_picture_underlines_its_word_alone(page: Client) -> None:
    told = page.get(reverse("figure", args=["customer_churn"]), MARCH).text
    assert (told.count("</svg>CSV</a>"), told.count("</svg>All rows as CSV</a>")) == (1, 1)


@pytest.mark.parametrize(
    ("language", "said", "leads"),
    [("en", "This needs usage events", "docs/tables.md"), ("nl", "gebruik", "docs/tables.md")],
)
def test_a_figure_without_data_says_what_it_needs(page: Client, language: str, said: str, leads: str) -> None:
    Person.objects.update(language=language)
    link = re.findall(r'href="(/figures/activity_retention/[^"]*)"', page.get(reverse("figures")).text)[0]
    told = page.get(link.replace("&amp;", "&"))
    main = told.text.split("<main", 1)[1].split("</main>")[0]
    assert (told.status_code, said in main, leads in main) == (200, True, True)
    assert ("activity_retention" in main, reverse("refresh") in main) == (False, False)


def test_cohorts_and_survival_say_why_they_differ(page: Client) -> None:
    told = page.get(reverse("figures")).text
    assert told.count("of those who joined over a year ago, by calendar months") == 1
    assert told.count("newer customers count, too, for as long as they have been here") == 1
