"""The dashboard and the figures as pages."""

import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from karn.apps.company.models import Company
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.desk.actions import refresh_everything
from karn.apps.measures.actions import refresh_measures
from karn.apps.people.models import Person
from karn.apps.threats.models import Signal
from karn.engine import METRICS
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


def test_a_company_of_forty_one_reads_names_and_no_percentage(page: Client) -> None:
    make_customers(38, 3)
    content = page.get(reverse("dashboard")).content.decode()
    assert "3 of 41 left" in content
    assert "Left 0, Left 1, Left 2" in content
    assert "%" not in content.split("<main", 1)[1]


@pytest.mark.parametrize("health_data", [False, True])
def test_without_signs_the_dashboard_says_whether_it_looks_for_any(page: Client, health_data: bool) -> None:
    make_customers(staying=38, left=3)
    Company.objects.update_or_create(defaults={"health_data": health_data})
    shown = page.get("/").text
    assert ("nobody is scored" in shown, "No warning signs" in shown) == (health_data, not health_data)


def test_a_company_of_hundreds_reads_percentages(page: Client) -> None:
    make_customers(190, 10)
    content = page.get(reverse("dashboard")).content.decode()
    assert "5.0%" in content
    assert "10 of 200 customers left" in content


def test_the_refresh_button_makes_the_figures(page: Client) -> None:
    make_customers(1, 0, refreshed=False)
    response = page.post(reverse("refresh"), follow=True)
    assert response.redirect_chain == [(reverse("dashboard"), 302)]
    assert "The figures are up to date." in response.content.decode()


def test_the_refresh_is_not_made_by_following_a_link(page: Client) -> None:
    assert page.get(reverse("refresh")).status_code == 405


def test_a_figure_opens_to_its_rows_its_meaning_and_its_sql(page: Client) -> None:
    make_customers(38, 3)
    content = page.get(reverse("figure", args=["customer_churn"]), MARCH).content.decode()
    customer = Customer.objects.get(name="Left 0")
    assert f'<a href="{reverse("customer", args=[customer.pk])}">Left 0</a>' in content
    assert "7.3%" in content
    assert "How many of our customers left?" in content
    assert "karn metric customer_churn --from 2026-03-01 --to 2026-04-01" in content
    assert "WITH " in content


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


def test_the_rows_behind_a_figure_are_handed_out_as_csv(page: Client) -> None:
    make_customers(2, 1)
    response = page.get(reverse("figure_rows", args=["customer_churn"]), MARCH)
    headings, *rows = read_csv(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    assert (
        response["Content-Disposition"]
        == 'attachment; filename="customer_churn_rows_2026-03-01_2026-04-01.csv"'
    )
    assert headings[:4] == ["customer_id", "customer_number", "customer_name", "opening_mrr"]
    assert len(rows) == 3


def test_a_figure_is_handed_out_as_csv(page: Client) -> None:
    make_customers(2, 1)
    response = page.get(reverse("figure_answer", args=["customer_churn"]), MARCH)
    headings, row = read_csv(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    assert dict(zip(headings, row, strict=True))["denominator"] == "3"


@pytest.mark.parametrize(
    "asked",
    [{"from": "x", "to": "y"}, {"from": "2026-03-01", "to": "2026-03-01"}, MARCH | {"mode": "netflix"}],
)
def test_a_question_that_makes_no_sense_is_refused_in_one_line(page: Client, asked: dict[str, str]) -> None:
    make_customers(1, 1)
    for name in ("figure", "figure_answer", "figure_rows"):
        response = page.get(reverse(name, args=["customer_churn"]), asked)
        assert response.status_code == 400
        assert b"alert-warning" in response.content


def test_an_unknown_figure_is_not_found(page: Client) -> None:
    assert page.get(reverse("figure", args=["happiness"]), MARCH).status_code == 404


def test_a_figure_is_handed_out_as_json(page: Client) -> None:
    make_customers(2, 1)
    told = page.get(reverse("figure_answer_json", args=["customer_churn"]), MARCH).json()
    assert (told["metric"], told["rows"][0]["denominator"]) == ("customer_churn", 3)
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
    make_customers(1, 0, mrr="50.5")
    Person.objects.update(language=language)
    response = page.get(reverse("figure_rows", args=["customer_churn"]), MARCH | asked)
    content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    headings, row = (line.split(separator) for line in content.splitlines()[:2])
    assert row[headings.index("opening_mrr")].rstrip("0") == amount


def test_every_cost_on_the_dashboard_is_on_the_page_it_opens_to(page: Client) -> None:
    make_customers(38, 3)
    card = page.get(reverse("dashboard")).content.decode().split("What the leavers of", 1)[1]
    link, amount = re.findall(r'karn-figure"><a href="(.*?)">(.*?)</a>', card)[0]
    assert amount == "€1,800"
    figure = page.get(link.replace("&amp;", "&")).content.decode().split('id="figure-title"', 1)[1]
    assert f'<p class="karn-figure">{amount}</p>' in figure
    assert "12 × €150.00: what the 3 customers who left paid a month at the start." in figure
    assert re.findall(r">(Left \d)</a>", figure) == ["Left 0", "Left 1", "Left 2"]


@pytest.mark.parametrize(
    ("staying", "left", "first", "second"),
    [(38, 3, "3 of 41 left", "7.3%"), (190, 10, "5.0%", "10 of 200 customers left")],
)
def test_a_small_company_reads_counts_first_on_the_figure_s_page_too(
    page: Client, staying: int, left: int, first: str, second: str
) -> None:
    make_customers(staying, left)
    content = page.get(reverse("figure", args=["customer_churn"]), MARCH).content.decode()
    assert f'<p class="karn-figure">{first}</p>\n  <p>{second}</p>' in content


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


def test_a_figure_of_one_row_is_words_and_not_a_table(page: Client) -> None:
    make_customers(2, 1)
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
    make_customers(2, 1)
    content = page.get(reverse("figures")).content.decode()
    assert all(f'href="/figures/{name}/?from=' in content for name in METRICS)


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


@pytest.mark.parametrize(("language", "said"), [("en", "must end after"), ("nl", "eind"), ("sv", "slut")])
def test_a_period_without_a_day_is_refused_in_the_reader_s_language(
    page: Client, language: str, said: str
) -> None:
    make_customers(1, 0)
    Person.objects.update(language=language)
    content = page.get(
        reverse("figure", args=["arpa"]), {"from": "2026-03-01", "to": "2026-03-01"}
    ).content.decode()
    assert said in content.split("alert-warning", 1)[1].split("</div>")[0]
