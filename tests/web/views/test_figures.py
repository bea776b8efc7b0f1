"""The pages and files of figures take the same queries however many customers stand behind a figure."""

import json
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from typer.testing import CliRunner

from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.measures.actions import refresh_measures
from karn.apps.people.models import Person
from karn.apps.segments.models import Segment
from karn.cli import app
from karn.platform.sheets import read_csv
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 15, 12, tzinfo=UTC)
MARCH = {"from": "2026-03-01", "to": "2026-04-01", "lang": "en"}
BY_COMMAND = ("--from", "2026-03-01", "--to", "2026-04-01")
PAGES = [
    ("figures", ()),
    ("figure", ("customer_churn",)),
    ("figure", ("mrr_movements",)),
    ("figure_answer", ("customer_churn",)),
    ("figure_rows", ("customer_churn",)),
]


@pytest.fixture
def page(client: Client, settings: Any, tmp_path: Path) -> Client:
    settings.INSTALLATION = Installation(data=tmp_path)
    cache.clear()
    client.force_login(Person.objects.create(email="eva@example.org", name="Eva"))
    return client


def measure(lost: int) -> None:
    """Make as many customers who left in March, one who stays, and the figures."""
    for number in range(lost + 1):
        fact = {"source": "test", "source_id": str(number), "known_at": NOON}
        customer = Customer.objects.create(name=f"Customer {number}", **fact)
        subscription = Subscription.objects.create(customer=customer, currency="EUR", **fact)
        ends_on = date(2026, 3, 10) if number < lost else None
        price = {"mrr": 50, "amount": 50, "known_at": NOON}
        PriceState.objects.create(
            subscription=subscription, starts_on=date(2025, 1, 1), ends_on=ends_on, **price
        )
    refresh_measures(as_of=date(2026, 4, 15), at=NOON)


def queries_by_page(page: Client, count: Any) -> dict[str, int]:
    """Ask for every page and file; return how many queries each took."""
    taken: dict[str, int] = {}
    for name, names in PAGES:
        address = reverse(name, args=names)
        with count(30) as queries:
            assert page.get(address, MARCH).getvalue()
        taken[address] = len(queries)
    return taken


def test_the_queries_do_not_grow_with_the_customers(page: Client, django_assert_max_num_queries: Any) -> None:
    measure(1)
    few = queries_by_page(page, django_assert_max_num_queries)
    cache.clear()
    Customer.objects.all().delete()
    measure(3)
    assert queries_by_page(page, django_assert_max_num_queries) == few


def test_a_file_has_a_row_for_each_customer_there_was_and_says_who_left(page: Client) -> None:
    measure(3)
    response = page.get(reverse("figure_rows", args=["customer_churn"]), MARCH)
    _, *rows = read_csv(response.getvalue())
    assert [(name, lost) for _, _, name, _, _, lost, *_ in rows] == [
        ("Customer 0", "true"),
        ("Customer 1", "true"),
        ("Customer 2", "true"),
        ("Customer 3", "false"),
    ]


def test_an_unknown_figure_is_not_found_even_before_the_first_refresh(page: Client) -> None:
    assert page.get(reverse("figure", args=["churn"])).status_code == 404
    assert page.get(reverse("figure", args=["arpa"])).status_code == 200


def segment_of(name: str, *, shared: bool = True) -> Segment:
    asked = {"field": "customers.name", "operator": "one_of", "values": ["customer 0", "customer 3"]}
    told = {"version": 1, "root": {"match": "all", "parts": [asked]}}
    moment = datetime(2026, 4, 1, tzinfo=UTC)
    return Segment.objects.create(
        name=name, definition=told, shared=shared, made_at=moment, known_at=moment, owner=None
    )


@pytest.fixture
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("karn.cli.metric"), "prepare", lambda _data: None)


@pytest.mark.usefixtures("_prepared")
def test_a_figure_of_a_segment_is_the_same_on_its_page_in_its_files_and_for_the_command(page: Client) -> None:
    measure(lost=3)
    segment = segment_of("Two")
    asked = MARCH | {"segment": str(segment.pk)}
    told = page.get(reverse("figure_answer_json", args=["customer_churn"]), asked).json()
    assert [(row["numerator"], row["denominator"]) for row in told["rows"]] == [(1, 2)]
    shown = page.get(reverse("figure", args=["customer_churn"]), asked).text
    assert ("1 of 2 left" in shown, "Speaks of the 2 customers who belong" in shown) == (True, True)
    assert f"--segment {segment.pk}" in shown
    rows = list(read_csv(page.get(reverse("figure_rows", args=["customer_churn"]), asked).getvalue()))
    assert [row[2] for row in rows[1:]] == ["Customer 0", "Customer 3"]
    for name in ("Two", "two", str(segment.pk)):
        done = CliRunner().invoke(
            app, ["metric", "customer_churn", *BY_COMMAND, "--format", "json", "--segment", name]
        )
        assert json.loads(done.stdout)["rows"] == told["rows"]


@pytest.mark.usefixtures("_prepared")
def test_a_segment_there_is_not_is_refused(page: Client) -> None:
    measure(lost=1)
    segment_of("Other's", shared=False)
    number = Segment.objects.get().pk
    for asked in (str(number), "4711", "x'"):
        response = page.get(reverse("figure", args=["customer_churn"]), MARCH | {"segment": asked})
        assert (response.status_code, "There is no such segment" in response.text) == (400, True)
    done = CliRunner().invoke(
        app, ["metric", "arpa", "--from", "2026-03-01", "--to", "2026-04-01", "--segment", "Oth"]
    )
    assert str(done.exception) == f"There is no segment “Oth”. There are: Other's ({number})."
