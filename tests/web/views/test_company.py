"""The company's settings page."""

from decimal import Decimal

import pytest
from django.test import Client

from karn.apps.company.actions import create_company
from karn.apps.company.models import Company
from karn.apps.people.actions import create_person
from karn.apps.people.models import Role

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "Zonnig & Co",
    "trade": "agency",
    "zone": "Europe/Stockholm",
    "currency": "sek",
    "gross_margin": "72.5",
    "winning_cost": "400",
    "answer_days": "1",
    "rhythm_days": "60",
}


@pytest.fixture
def administrator(client: Client) -> Client:
    create_company(name="Zonnig", trade="subscription", gross_margin=Decimal("0.8"))
    anna = create_person(email="anna@example.nl", name="Anna", password=None, role=Role.ADMINISTRATOR)
    client.force_login(anna)
    return client


def test_the_margin_is_shown_as_a_percentage(administrator: Client) -> None:
    assert 'value="80.00"' in administrator.get("/settings/company/").text


def test_changed_settings_are_stored(administrator: Client) -> None:
    assert administrator.post("/settings/company/", FILLED).status_code == 302
    company = Company.objects.get()
    assert (company.name, company.zone, company.currency) == ("Zonnig & Co", "Europe/Stockholm", "SEK")
    assert (company.gross_margin, company.winning_cost) == (Decimal("0.725"), Decimal(400))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("zone", "Mars/Base", "A time zone looks like"),
        ("currency", "E1R", "three letters"),
        ("gross_margin", "101", "100"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_words(
    administrator: Client, field: str, value: str, said: str
) -> None:
    page = administrator.post("/settings/company/", FILLED | {field: value})
    assert page.status_code == 400
    assert said in page.text
    assert Company.objects.get().name == "Zonnig"
