"""The pages of goodbyes: staff's, and the public one, on which opening never acts."""

import re
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.contracts.models import Departure
from karn.apps.exits.models import Invitation
from karn.apps.farewell.actions.checklists import keep_goodbye_tasks
from karn.apps.farewell.actions.goodbyes import (
    care_for_goodbyes,
    hand_over_goodbye,
    mail_data_link,
    make_goodbye_link,
)
from karn.apps.farewell.models.goodbyes import Far, Goodbye
from karn.apps.farewell.models.returns import Referral
from karn.apps.mailing.models import Mail
from karn.apps.mailing.queries.composing import read_mail
from karn.apps.people.models import AuditEntry
from karn.apps.people.rules import Role
from karn.apps.tasks.models import Task
from karn.platform.links import LENGTH
from karn.web.task_addresses import address_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any, client: Client) -> Any:
    world.company(name="Studio", language="en", country="NL", trade="agency")
    person = world.person(name="Eva", role=Role.ADMINISTRATOR)
    client.force_login(person)
    return person


def leaver(world: Any, eva: Any, name: str = "Bakker BV", **values: Any) -> Any:
    today = timezone.localdate()
    told = {"kind": "company", "owner": eva, "email": "jo@bakker.example", **values}
    customer = world.customer(name, **told)
    Departure.objects.create(
        **world.fact(), customer=customer, notice_on=today - timedelta(days=2), kind="voluntary",
        contract_ends_on=today + timedelta(days=20),
    )  # fmt: skip
    care_for_goodbyes(on=today, at=timezone.now())
    return customer


def link_to(customer: Any, by: Any) -> str:
    """Give the letter on paper, and return the path of its page."""
    its = Goodbye.objects.get(customer=customer)
    hand_over_goodbye(goodbye=its, by=by, at=timezone.now())
    return "/g/" + make_goodbye_link(goodbye=its, by=by, at=timezone.now())


def test_the_letter_is_written_sent_and_its_step_done(client: Client, world: Any, eva: Any) -> None:
    customer = leaver(world, eva)
    page = client.get(f"/customers/{customer.pk}/goodbye/")
    assert ("You decided to go" in page.text, "Thank them by telephone" in page.text) == (True, True)
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert seen
    its = Goodbye.objects.get()
    told = {"words": "Dank!", "language": "nl", "signer": eva.pk, "contact": "", "seen": seen[1], "was": "{}"}
    assert client.post(f"/farewells/{its.pk}/write/", told).status_code == 302
    meets = client.post(f"/farewells/{its.pk}/write/", told | {"words": "Other"})
    assert (meets.status_code, "Somebody changed this meanwhile" in meets.text) == (409, True)
    client.post(f"/farewells/{its.pk}/give/", {"way": "mail"})
    page = client.get(f"/customers/{customer.pk}/goodbye/")
    assert ("Dank!" in page.text, "Waits to be sent" in page.text) == (True, True)
    client.post(f"/farewells/{its.pk}/steps/call/", {"done": "1"})
    done = set(its.steps.filter(done_at__isnull=False).values_list("code", flat=True))
    assert done == {"call", "thanks"}
    client.post(f"/farewells/{its.pk}/remove/")
    client.post(f"/farewells/{its.pk}/restore/")
    assert client.get("/farewells/?show=write").text.count("Bakker BV") == 0


def test_a_step_leads_to_the_page_on_which_it_is_done(client: Client, world: Any, eva: Any) -> None:
    person, firm = leaver(world, eva, "Jo Bakker", kind="person"), leaver(world, eva)
    jan = world.contact(firm, name="Jan Smit")
    addresses = {person: f"/personal/customer/{person.pk}/", firm: f"/personal/contact/{jan.pk}/"}
    for customer, erase in addresses.items():
        page = client.get(f"/customers/{customer.pk}/goodbye/").text
        assert (f'href="{erase}"' in page, 'href="/goodbyes/how/"' in page) == (True, True)
        assert client.get(erase).status_code == 200
    keep_goodbye_tasks(on=timezone.localdate() + timedelta(days=2000), at=timezone.now())
    asked = Task.objects.filter(facts__step="erase").order_by("customer")
    found = [address_of(one) for one in asked]
    assert [one and one[0] for one in found] == [addresses[person], f"/customers/{firm.pk}/goodbye/"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_as_few_queries_for_three_as_for_one(
    client: Client, world: Any, eva: Any, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        leaver(world, eva, f"Leaver {number}")
    client.get("/farewells/")
    with django_assert_num_queries(8):
        page = client.get("/farewells/")
    assert page.text.count("Leaver ") == many


def test_who_was_sent_by_whom_is_noted_counted_and_taken_back(client: Client, world: Any, eva: Any) -> None:
    customer, came = leaver(world, eva), world.customer("Nieuw BV")
    wrong = client.post(f"/customers/{customer.pk}/referrals/", {"name": "Nobody"})
    assert (wrong.status_code, "There is no customer of this name." in wrong.text) == (400, True)
    client.post(f"/customers/{customer.pk}/referrals/", {"name": "nieuw bv"})
    assert [(one.customer, one.recommended_by) for one in Referral.objects.all()] == [(came, customer)]
    assert "sent by Bakker BV" in client.get("/farewells/").text
    number = Referral.objects.get().pk
    client.post(f"/referrals/{number}/remove/")
    assert "sent by Bakker BV" not in client.get("/farewells/").text
    client.post(f"/referrals/{number}/restore/")
    assert "sent by Bakker BV" in client.get("/farewells/").text


def test_the_confirmation_of_a_notice_is_a_page_for_paper(client: Client, world: Any, eva: Any) -> None:
    leaver(world, eva)
    page = client.get(f"/farewells/{Goodbye.objects.get().pk}/goodbye.pdf")
    assert (page.status_code, page["Content-Type"], page.content[:5]) == (200, "application/pdf", b"%PDF-")


def test_opening_the_page_changes_nothing_and_shows_what_a_mail_may_not(world: Any, eva: Any) -> None:
    customer = leaver(world, eva, language="sv")
    address, reader = link_to(customer, eva), Client(enforce_csrf_checks=True)
    counts = (AuditEntry.objects.count(), Mail.objects.count(), Invitation.objects.count())
    page = reader.get(address + "?lang=en")
    assert reader.head(address).status_code == 200
    assert (AuditEntry.objects.count(), Mail.objects.count(), Invitation.objects.count()) == counts
    assert (page.status_code, "Confirmation of your notice" in page.text) == (200, True)
    assert "Let them say that you sent them" in page.text
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "no-store")
    assert 'lang="sv"' in reader.get(address).text


def test_the_data_come_by_mail_to_the_address_on_file_and_only_by_a_post(world: Any, eva: Any) -> None:
    customer = leaver(world, eva, kind="person")
    address, reader = link_to(customer, eva), Client(enforce_csrf_checks=True)
    assert reader.post(address)["Location"].endswith("asked=mailed#data")
    mail = Mail.objects.get()
    data = next(line for line in read_mail(mail).text.splitlines() if "/g/data/" in line)
    data = "/g/data/" + data.rpartition("/")[2]
    assert (mail.address, reader.get(data).status_code) == (customer.email, 200)
    taken = reader.post(data)
    assert (taken["Content-Type"], taken.content[:2]) == ("application/zip", b"PK")


def test_whatever_opens_nothing_is_the_same_404_on_both_pages(world: Any, eva: Any) -> None:
    customer = leaver(world, eva)
    good, reader = link_to(customer, eva), Client()
    its = Goodbye.objects.get()
    mail_data_link(goodbye=its, at=timezone.now())
    text = read_mail(Mail.objects.get()).text
    data = next(line for line in text.splitlines() if "/g/data/" in line).rpartition("/")[2]
    secret = good.removeprefix("/g/")
    guess = secrets.token_urlsafe(40)[:LENGTH]
    gone = [
        f"/g/{data}",
        f"/g/data/{secret}",
        f"/g/{guess}",
        f"/g/data/{guess}",
        "/g/x",
        f"/s/{secret}",
        f"/e/{secret}",
    ]
    assert {reader.get(one).status_code for one in gone} == {404}
    assert len({reader.get(one).content for one in gone[:5]}) == 1
    Departure.objects.update(undone_on=timezone.localdate())
    assert "You stay" in reader.get(good + "?lang=en").text
    customer.deleted_at = timezone.now()
    customer.save()
    assert reader.get(good).status_code == 404


def test_a_letter_that_went_nowhere_says_so(client: Client, world: Any, eva: Any) -> None:
    customer = leaver(world, eva)
    its = Goodbye.objects.get()
    client.post(f"/farewells/{its.pk}/give/", {"way": "mail"})
    Mail.objects.update(state="failed", reason="refused")
    page = client.get(f"/customers/{customer.pk}/goodbye/")
    assert Goodbye.objects.get().far == Far.NOT_SENT
    assert ("The mail server refused it." in page.text, "Send by mail" in page.text) == (True, True)


@pytest.mark.usefixtures("eva")
def test_how_goodbyes_are_said_is_settled_by_who_runs_the_company(client: Client) -> None:
    page = client.get("/farewells/habits/")
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)
    assert seen
    told = {"tasks_for": "key", "keep_months": "18", "seen": seen[1], "was": "{}"}
    assert client.post("/farewells/habits/", told).status_code == 302
    assert client.post("/farewells/habits/", told | {"keep_months": "0"}).status_code == 400
    assert client.post("/farewells/habits/", told | {"keep_months": "6"}).status_code == 409
