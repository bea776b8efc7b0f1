"""The pages of win-back: who may be asked, why the others may not, one click away; asked, answered."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.contracts.models import Departure
from karn.apps.mailing.actions.consents import record_consent
from karn.apps.mailing.models import Basis, Mail, Purpose
from karn.apps.people.rules import Role
from karn.apps.plays.models import Asking, WinBackText

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any, client: Client) -> Any:
    world.company(name="Studio", language="en", country="NL", trade="agency")
    person = world.person(name="Eva", role=Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def left(world: Any, by: Any, name: str, *purposes: Purpose) -> Any:
    customer = world.customer(name, email=f"{name.casefold()}@example.org", language="nl")
    end = timezone.localdate() - timedelta(days=150)
    Departure.objects.create(**world.fact(), customer=customer, contract_ends_on=end, kind="voluntary")
    for purpose in purposes:
        record_consent(
            address=customer.email, about=customer, purpose=purpose, basis=Basis.CONSENT,
            given_on=date(2025, 1, 1), shown="Yes", by=by, at=timezone.now(),
        )  # fmt: skip
    return customer


def test_somebody_is_asked_and_says_no(client: Client, world: Any, eva: Any) -> None:
    customer = left(world, eva, "Bakker", Purpose.WIN_BACK, Purpose.CALLS)
    left(world, eva, "Smit")
    page = client.get("/win-back/")
    assert (page.text.count("Bakker"), "Smit" in page.text) == (2, False)
    assert "Smit" in client.get("/win-back/?why=no_consent").text
    assert client.post("/win-back/texts/new/", {"seen": "", "was": "{}"}).status_code == 400
    client.post("/win-back/texts/new/", {"nl": "We bellen sneller terug.", "seen": "", "was": "{}"})
    client.post("/win-back/ask/", {"customer": [customer.pk]})
    assert Mail.objects.get().values["lines"] == "We bellen sneller terug."
    asking = Asking.objects.get()
    client.post(f"/win-back/{asking.pk}/answer/", {"no": "1"})
    page = client.get("/win-back/")
    assert ("Said no" in page.text, "They said no." in page.text) == (True, True)
    client.post(f"/win-back/{asking.pk}/answer/", {"no": "0"})
    assert Asking.objects.get().said_no_on is None


def test_a_call_is_offered_to_who_allowed_it_and_taken_back(client: Client, world: Any, eva: Any) -> None:
    customer = left(world, eva, "Bakker", Purpose.WIN_BACK, Purpose.CALLS)
    left(world, eva, "Smit", Purpose.WIN_BACK)
    assert client.get("/win-back/").text.count('name="call"') == 1
    client.post("/win-back/ask/", {"call": customer.pk})
    asking = Asking.objects.get()
    assert asking.way == "call"
    client.post(f"/win-back/{asking.pk}/drop/")
    assert "Asked</h2>" not in client.get("/win-back/").text
    client.post(f"/win-back/{asking.pk}/drop/", {"drop": "0"})
    assert "To call" in client.get("/win-back/").text


def test_two_who_change_a_text_or_the_habits_at_once_meet(client: Client, eva: Any) -> None:
    client.post("/win-back/texts/new/", {"en": "A", "seen": "", "was": "{}"})
    text = WinBackText.objects.get()
    told = {"en": "B", "seen": text.version, "was": "{}"}
    assert client.post(f"/win-back/texts/{text.pk}/", told).status_code == 302
    assert client.post(f"/win-back/texts/{text.pk}/", told | {"en": "C"}).status_code == 409
    client.post(f"/win-back/texts/{text.pk}/remove/")
    client.post(f"/win-back/texts/{text.pk}/restore/")
    assert WinBackText.objects.get().changed_by == eva
    seen = re.search(r'name="seen" value="([^"]+)"', client.get("/win-back/habits/").text)
    assert seen
    habits = {"after_days": "60", "weekly": "5", "back_months": "3", "seen": seen[1], "was": "{}"}
    assert client.post("/win-back/habits/", habits).status_code == 302
    assert client.post("/win-back/habits/", habits | {"weekly": "6"}).status_code == 409
    assert client.post("/win-back/habits/", habits | {"weekly": "0"}).status_code == 400


def test_a_page_without_anybody_says_what_is_needed(client: Client, eva: Any) -> None:
    assert eva.role == Role.ADMINISTRATOR
    page = client.get("/win-back/")
    assert ("Nobody may be asked now" in page.text, "before you wrote" in page.text) == (True, True)
