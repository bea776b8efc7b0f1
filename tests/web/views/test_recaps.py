"""The pages of value: logged in one line, a recap written by lines, sent, and printed as PDF."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.care.actions.mailed import follow_mails
from karn.apps.care.actions.value import Got, begin_recap, log_benefit
from karn.apps.care.models.value import Benefit, Recap
from karn.apps.company.models import Company
from karn.apps.mailing.models import Mail, State
from karn.apps.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Any:
    world.company(name="Bureau Noord")
    return world.person(name="Eva", role=Role.ACCOUNT_MANAGER)


@pytest.fixture
def page(client: Client, eva: Any) -> Client:
    client.force_login(eva)
    return client


def log(customer: Any, eva: Any, what: str) -> Any:
    got = Got(what, given_on=timezone.localdate())
    return log_benefit(customer=customer, got=got, by=eva, at=timezone.now())


def test_an_extra_is_logged_in_one_line_and_taken_back(page: Client, eva: Any, world: Any) -> None:
    customer = world.customer("Bakker", owner=eva)
    address = f"/customers/{customer.pk}/"
    given = {
        "what": "Moved their mail",
        "kind": "extra",
        "given_on": "2026-01-05",
        "cost": "12,5",
        "hours": "3",
    }
    shown = page.post(address + "benefits/new/", given, follow=True).text
    benefit = Benefit.objects.get()
    assert (benefit.currency, str(benefit.hours), "Moved their mail" in shown) == ("EUR", "3.00", True)
    assert "Moved their mail" in page.get(address).text  # the story tells it
    later = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert page.post(address + "benefits/new/", given | {"given_on": later}).status_code == 400
    page.post(f"/benefits/{benefit.pk}/remove/")
    assert "Moved their mail" not in page.get(address).text
    page.post(f"/benefits/{benefit.pk}/restore/")
    assert "Moved their mail" in b"".join(page.get(address + "value.csv").streaming_content).decode()


def test_a_recap_is_written_line_by_line_printed_and_frozen(page: Client, eva: Any, world: Any) -> None:
    customer = world.customer("Bakker", owner=eva, is_key=True, email="info@bakker.example", language="nl")
    log(customer, eva, "Kept out")
    log(customer, eva, '#read("x") went in')
    recap = begin_recap(customer=customer, by=eva, at=timezone.now())
    address = f"/recaps/{recap.pk}/"
    shown = page.get(address).text
    assert (shown.count('type="checkbox" name="line-'), "Kept out" in shown) == (4, True)
    codes = re.findall(r'name="line-\d-code" value="(benefit:\d+)"', shown)
    given = {
        "language": "nl", "intro": "Beste Jo", "closing": "", "seen": recap.version, "was": "{}",
        "line-0-text": "Kept out", "line-0-code": codes[0],
        "line-1-text": "Sneller dan ooit", "line-1-code": codes[1], "line-1-in": "on",
        "line-2-text": "En een extra regel", "line-2-in": "on",
    }  # fmt: skip
    assert page.post(address + "write/", given).status_code == 302
    assert page.post(address + "write/", given).status_code == 409
    made = page.get(address + "recap.pdf")
    assert (made["Content-Type"], made.content[:5], b"/Pages" in made.content) == (
        "application/pdf",
        b"%PDF-",
        True,
    )
    page.post(address + "send/", {"way": "mail", "contact": ""})
    sent = Recap.objects.get()
    assert sent.frozen["lines"] == ["Sneller dan ooit", "En een extra regel"]
    shown = page.get(address).text
    assert ("Sneller dan ooit" in shown, "<textarea" in shown, "Kept out" in shown) == (True, False, False)
    assert page.post(address + "send/", {"way": "paper"}, follow=True).text.count("waits in the outbox") == 2
    Mail.objects.update(state=State.SENT, settled_at=timezone.now())
    follow_mails(at=timezone.now())
    assert page.post(address + "send/", {"way": "paper"}, follow=True).text.count("stays as it is") == 2


def test_an_empty_recap_says_that_it_is_a_signal(page: Client, eva: Any, world: Any) -> None:
    customer = world.customer("Bakker", owner=eva, is_key=True)
    recap = begin_recap(customer=customer, by=eva, at=timezone.now())
    assert "That is a signal" in page.get(f"/recaps/{recap.pk}/").text
    assert "nothing to tell yet" in page.get("/recaps/").text
    Company.objects.update(stations=["contracts"])
    assert {page.get(address).status_code for address in ("/recaps/", f"/recaps/{recap.pk}/")} == {404}


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_many_queries_however_many_recaps(
    page: Client, eva: Any, world: Any, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        customer = world.customer(f"C{number}", owner=eva, is_key=True)
        begin_recap(customer=customer, by=eva, at=timezone.now())
    with django_assert_num_queries(11):
        page.get("/recaps/")
