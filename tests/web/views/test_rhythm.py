"""The pages of the contact rhythm: who waits, what one client said, and the rhythm of segments."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.care.models.rhythm import OwnRhythm, RhythmHabits, SegmentRhythm
from karn.apps.company.models import Company
from karn.apps.company.rules.trades import Station
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.segments.models import Segment
from karn.apps.surveys.actions.answers import record_answer
from karn.apps.surveys.actions.surveys import make_ready_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(world: Any) -> Person:
    world.company(rhythm_days=90)
    return world.person(role=Role.ADMINISTRATOR)


@pytest.fixture
def page(client: Client, chief: Person) -> Client:
    client.force_login(chief)
    return client


def paying(world: Any, name: str, days: int, **contract: Any) -> Customer:
    """Return a customer somebody spoke with so many days ago."""
    customer = world.customer(name)
    told = {"customer": customer, "currency": "EUR", **contract}
    paid = Subscription.objects.create(**world.fact(), **told)
    price = {"starts_on": date(2025, 1, 1), "mrr": 50, "amount": 50, "known_at": timezone.now()}
    PriceState.objects.create(subscription=paid, **price)
    world.said(customer, timezone.now() - timedelta(days=days), channel="call", subject=f"About {name}")
    return customer


def test_the_list_says_who_waits_and_what_was_said_last(page: Client, world: Any) -> None:
    paying(world, "Late", 100)
    paying(world, "Fine", 5)
    shown = page.get("/rhythm/").text
    assert ("About Late" in shown, "10 days" in shown, "About Fine" in shown) == (True, True, False)
    assert "About Fine" in page.get("/rhythm/?show=all").text
    Company.objects.update(stations=[one for one in Station if one != Station.RHYTHM])
    for address in (
        "/rhythm/",
        "/rhythm/settings/",
        f"/customers/{Customer.objects.get(name='Late').pk}/rhythm/",
    ):
        assert page.get(address).status_code == 404


def test_what_a_client_said_is_stored_forgotten_and_brought_back(page: Client, world: Any) -> None:
    customer = paying(world, "Bakker", 40)
    address = f"/customers/{customer.pk}/rhythm/"
    given = {"days": "30", "asked_on": "2026-05-05", "words": "Not in July", "seen": "", "was": "{}"}
    page.post(address, given)
    assert page.post(address, given | {"days": "20"}).status_code == 409
    assert page.post(address, given | {"days": "0"}).status_code == 400
    shown = page.get(address).text
    assert ("every 30 days" in shown, "Not in July" in shown, "they said so" in shown) == (True, True, True)
    assert "Bakker" in page.get("/rhythm/").text
    gone = page.post(address + "remove/", follow=True)
    assert ("every 90 days" in gone.text, OwnRhythm.objects.get().removed_at is None) == (True, False)
    way = re.search(r'class="karn-undo" method="post" action="([^"]+)"', gone.text)
    assert way
    assert "every 30 days" in page.post(way.group(1), follow=True).text


def test_segments_have_a_rhythm_in_their_order(page: Client, chief: Person, world: Any) -> None:
    root = {"match": "all", "parts": [{"field": "customers.name", "operator": "not_empty", "values": []}]}
    now = timezone.now()
    first, second = (
        Segment.objects.create(
            name=name, owner=chief, shared=True, made_at=now, known_at=now,
            definition={"version": 1, "root": root},
        )
        for name in ("Gold", "Silver")
    )  # fmt: skip
    for one, days in ((first, "10"), (second, "20")):
        page.post("/rhythm/segments/new/", {"segment": one.pk, "days": days})
    assert page.post("/rhythm/segments/new/", {"segment": first.pk, "days": "5"}).status_code == 400
    gold, silver = SegmentRhythm.objects.order_by("position")
    assert (gold.days, silver.days) == (10, 20)
    page.post(f"/rhythm/segments/{silver.pk}/up/")
    assert page.post(f"/rhythm/segments/{gold.pk}/", {"days": "12", "seen": gold.version}).status_code == 409
    gold.refresh_from_db()
    page.post(f"/rhythm/segments/{gold.pk}/", {"days": "12", "seen": gold.version})
    assert (
        page.post(f"/rhythm/segments/{silver.pk}/", {"days": "0", "seen": silver.version}).status_code == 400
    )
    stands = [(one.segment, one.days) for one in SegmentRhythm.objects.order_by("position")]
    assert stands == [(second, 20), (first, 12)]
    customer = paying(world, "Bakker", 40)
    assert "segment Silver" in page.get("/rhythm/").text
    page.post(f"/rhythm/segments/{silver.pk}/remove/")
    page.post(f"/rhythm/segments/{gold.pk}/remove/")
    page.post(f"/rhythm/segments/{gold.pk}/restore/")
    assert "every 12 days" in page.get(f"/customers/{customer.pk}/rhythm/").text
    kept = re.search(r'name="seen" value="([0-9a-f]{32})"', page.get("/rhythm/settings/").text)
    assert kept
    page.post(
        "/rhythm/settings/", {"reminded": "all", "after_sales_days": "14", "seen": kept.group(1), "was": "{}"}
    )
    stored = RhythmHabits.objects.get()
    assert (stored.reminded, stored.after_sales_days) == ("all", 14)


def test_beside_a_renewal_stands_whether_they_would_sign_again(
    page: Client, chief: Person, world: Any
) -> None:
    ends = {"contract_ends_on": timezone.localdate() + timedelta(days=30), "term_months": 12}
    said, silent = paying(world, "Said", 5, **ends), paying(world, "Silent", 5, **ends)
    survey = make_ready_survey(code="half_term", language="en", by=chief, at=timezone.now())
    told = record_answer(survey=survey, customer=said, fields={"a-again": "no"}, by=chief, at=timezone.now())
    shown = page.get("/renewals/").text
    assert ("Would not sign again" in shown, f"/surveys/answers/{told.pk}/" in shown) == (True, True)
    assert f"/surveys/{survey.pk}/one/?customer={silent.pk}" in shown
    assert "Would not sign again" in page.get(f"/customers/{said.pk}/rhythm/").text
    assert "Would not sign again" in page.get(f"/customers/{said.pk}/").text


@pytest.mark.parametrize("customers", [1, 3])
def test_the_list_takes_as_many_queries_however_many_customers(
    page: Client, world: Any, django_assert_num_queries: Any, customers: int
) -> None:
    for number in range(customers):
        paying(world, f"C{number}", 100)
    page.get("/rhythm/")
    with django_assert_num_queries(11):
        page.get("/rhythm/")


def test_a_rhythm_is_told_in_the_readers_language(page: Client, chief: Person, world: Any) -> None:
    customer = paying(world, "Bakker", 100)
    Person.objects.filter(pk=chief.pk).update(language="nl")
    for address in ("/rhythm/", f"/customers/{customer.pk}/rhythm/"):
        assert "elke 90 dagen" in page.get(address).text
