"""The pages of cases: the list, one case, and what people write into it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.company.models import Company
from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.customers.models import Customer
from karn.apps.fit.models import Check, Fit
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.threats.models import Case, Signal

pytestmark = pytest.mark.django_db

FACTS = {"name": "Ann", "day": "2026-03-01", "nobody_left": True}


@pytest.fixture
def eva(world: Any) -> Person:
    world.company()
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


def opened(page: Client, world: Any, words: str = "They looked away") -> Case:
    customer = world.customer("Bakker")
    assert "Open a case" in page.get(f"/customers/{customer.pk}/case/").text
    page.post(f"/customers/{customer.pk}/case/new/", {"words": words})
    return Case.objects.get(customer=customer)


def test_a_case_is_opened_asked_about_solved_and_closed_and_each_is_shown(page: Client, world: Any) -> None:
    case = opened(page, world)
    where = f"/cases/{case.pk}/"
    assert page.get(f"/customers/{case.customer_id}/case/").headers["Location"] == where
    assert page.post(f"{where}asked/", {"words": ""}).status_code == 400
    told = {"words": "Mails got lost", "next_on": "2026-12-01", "seen": case.version}
    assert "Mails got lost" in page.post(f"{where}asked/", told, follow=True).text
    shown = page.post(f"{where}solved/", {"words": "One address now"}, follow=True).text
    assert "In three weeks you ask again" in shown
    assert "Bakker" in page.get("/cases/?state=solved").text
    shown = page.post(f"{where}closed/", {"outcome": "client_stays", "words": "Fine"}, follow=True).text
    assert "They say themselves that it is good now" in shown
    assert "Nobody has it yet" not in shown  # of a case that is closed nobody asks who has it
    way_back = re.search(r'class="karn-undo" method="post" action="([^"]+)"', shown)
    assert way_back
    page.post(way_back.group(1))
    assert Case.objects.get().is_open


def test_the_page_of_a_case_marks_the_tab_it_stands_under(page: Client, world: Any) -> None:
    case = opened(page, world)
    marked = re.findall(
        r'class="nav-link active" aria-current="page" href="([^"]+)"', page.get(f"/cases/{case.pk}/").text
    )
    assert marked == [f"/customers/{case.customer_id}/case/"]


def test_the_page_of_who_is_no_key_client_says_that_no_case_opens_by_itself(page: Client, world: Any) -> None:
    key, other = world.customer("Key", is_key=True), world.customer("Bakker")
    words = "Cases open by themselves for key clients alone"
    shown = [words in page.get(f"/customers/{one.pk}/case/").text for one in (key, other)]
    assert shown == [False, True]


def test_the_page_of_a_misfit_says_why_no_case_opens_by_itself(page: Client, world: Any) -> None:
    customer = world.customer("Bakker")
    shown, words = f"/customers/{customer.pk}/case/", "no case opens here by itself"
    assert words not in page.get(shown).text
    Check.objects.create(customer=customer, on=date(2026, 3, 1), at=timezone.now(), fit=Fit.NOT_RIGHT)
    assert words in page.get(shown).text


def test_a_case_opened_by_hand_says_nothing_of_signs_that_never_were(page: Client, world: Any) -> None:
    case = opened(page, world)
    words = "The signs are gone today"
    assert words not in page.get(f"/cases/{case.pk}/").text
    Case.objects.update(signs=[{"rule": "gone", "sign": {}}])
    assert words in page.get(f"/cases/{case.pk}/").text


def test_the_signs_of_today_are_said_where_they_are_others_than_it_was_opened_over(
    page: Client, world: Any
) -> None:
    case = opened(page, world)
    day = date(2026, 3, 1)
    seen = {"known_at": timezone.now(), "first_seen_on": day, "last_seen_on": day}
    sign = {"rule": "lost_contact", "strength": 2, "since": day, "facts": FACTS}
    Signal.objects.create(customer=case.customer, **sign, **seen)
    assert "The signs today" in page.get(f"/cases/{case.pk}/").text
    Case.objects.update(words="", signs=[{"rule": "lost_contact", "facts": FACTS}])
    assert "The signs" not in page.get(f"/cases/{case.pk}/").text


def test_what_somebody_wrote_meanwhile_is_not_written_over(page: Client, world: Any) -> None:
    case = opened(page, world)
    Case.objects.update(changed_at=timezone.now() + timedelta(seconds=5))
    shown = page.post(f"/cases/{case.pk}/solved/", {"seen": case.version}, follow=True).text
    assert "Somebody wrote in this case meanwhile" in shown
    assert Case.objects.get().state == "open"


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    page: Client, world: Any, django_assert_num_queries: Any
) -> None:
    assert "No threat is open" in page.get("/cases/").text
    opened(page, world)
    page.get("/cases/")
    with django_assert_num_queries(5):
        page.get("/cases/")
    opened(page, world)
    opened(page, world)
    with django_assert_num_queries(5):
        shown = page.get("/cases/").text
    assert shown.count("They looked away") == 3


def test_who_only_reads_sees_a_case_and_no_buttons(page: Client, world: Any) -> None:
    case = opened(page, world)
    reader = Client()
    reader.force_login(world.person(role=Role.ANALYST))
    shown = reader.get(f"/cases/{case.pk}/").text
    assert ("They looked away" in shown, "We asked" in shown) == (True, False)
    assert reader.post(f"/cases/{case.pk}/solved/").status_code == 403


def test_an_account_manager_takes_along_only_the_cases_of_customers_in_care(page: Client, world: Any) -> None:
    case, foreign = opened(page, world, "Ours"), opened(page, world, "Foreign")
    noor = world.person(name="Noor", role=Role.ACCOUNT_MANAGER)
    Customer.objects.filter(pk=case.customer_id).update(owner=noor)
    reader = Client()
    reader.force_login(noor)
    told = b"".join(reader.get("/cases/cases.csv")).decode()
    assert ("Ours" in told, "Foreign" in told) == (True, False)
    assert reader.get(f"/cases/{foreign.pk}/").status_code == 404
    assert reader.post(f"/cases/{foreign.pk}/solved/").status_code == 404


@pytest.mark.parametrize(
    ("stations", "form"), [(["goodbye"], "/goodbyes/new/?customer={}"), ([], "/customers/{}/departures/new/")]
)
def test_a_case_leads_to_where_is_written_down_that_they_leave(
    page: Client, world: Any, stations: list[str], form: str
) -> None:
    Company.objects.update(stations=stations)
    case = opened(page, world)
    address = form.format(case.customer_id)
    assert f'href="{address}"' in page.get(f"/cases/{case.pk}/").text
    assert page.get(address).status_code == 200


def test_for_who_has_left_the_page_offers_no_case_and_takes_none(page: Client, world: Any) -> None:
    gone, now = world.customer("Bakker"), timezone.now()
    contract = Subscription.objects.create(customer=gone, currency="EUR", **world.fact())
    PriceState.objects.create(
        subscription=contract,
        starts_on=date(2025, 1, 1),
        ends_on=date(2026, 1, 1),
        mrr=50,
        amount=50,
        known_at=now,
    )
    assert "/case/new/" not in page.get(f"/customers/{gone.pk}/case/").text
    answer = page.post(f"/customers/{gone.pk}/case/new/", {"words": "They said goodbye"}, follow=True)
    assert "They have left: a case is for a client who is still here." in answer.text
    assert not Case.objects.exists()
