"""The search over everything, and what the palette shows of it."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from karn.apps.care.models import Wish
from karn.apps.company.models import Company
from karn.apps.company.rules.trades import Station
from karn.apps.customers.models import Contact, Customer
from karn.apps.lessons.models import Lesson
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.segments.models import Segment
from karn.apps.surveys.models import Survey
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db
KNOWN = datetime(2026, 1, 1, tzinfo=UTC)


def make(name, number=1, **values):
    fact = {"source": "test", "source_id": f"C-{number}", "known_at": KNOWN}
    return Customer.objects.create(name=name, **fact, **values)


def contact(customer, name, **values):
    fact = {"source": "test", "source_id": f"K-{name}", "known_at": KNOWN}
    return Contact.objects.create(customer=customer, name=name, **fact, **values)


def logged_in(role=Role.MANAGER, email="eva@example.org"):
    client = Client()
    client.force_login(Person.objects.create(email=email, name="Eva", role=role))
    return client


def found(client, text):
    page = client.get("/search/", {"q": text}, headers={"HX-Request": "true"}).text
    return re.findall(r"<span>([^<]+)</span>", page)


def test_without_words_the_palette_offers_actions_and_pages():
    offered = found(logged_in(), "")
    assert offered[0] == "Log a conversation"
    assert {"Import a file", "Dashboard", "Customers", "Unanswered", "Figures", "Imports"} <= set(offered)


def test_everything_offered_opens():
    # That each role gets in where it may, tests of access show for every address.
    for role in (Role.ADMINISTRATOR, Role.SERVICE):
        client = logged_in(role, f"{role}@example.org")
        part = client.get("/search/", headers={"HX-Request": "true"}).text
        addresses = set(re.findall(r'<a href="([^"]+)"', part))
        assert len(addresses) >= 4
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
            addresses, 200
        )


def test_who_looks_for_a_page_finds_it_before_what_changes_something():
    assert found(logged_in(), "figures") == ["Figures", "Refresh the figures"]


def test_only_what_one_may_is_offered():
    analyst = found(logged_in(Role.ANALYST), "")
    assert {"Log a conversation", "Import a file", "Company settings"} & set(analyst) == set()
    assert "Company settings" in found(logged_in(Role.ADMINISTRATOR, "ad@example.org"), "company")


def test_names_that_begin_so_come_before_names_that_hold_it():
    for number, name in enumerate(["De Bakkers", "Bakker", "bakkerij Zon", "Slager"]):
        make(name, number)
    assert found(logged_in(), "bakk")[:4] == [
        "Bakker", "bakkerij Zon", "De Bakkers", "All customers that match “bakk”",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["åsa", "Åsa", "ÅSA", "åsas blom", "info@asa.se", "C-7", "jo jans", "JANSEN"]
)
def test_a_customer_is_found_by_name_address_id_and_contact(text):
    make("Nobody", 1)
    customer = make("Åsas blommor", 7, email="info@asa.se")
    contact(customer, "Jo Jansen")
    assert "Åsas blommor" in found(logged_in(), text)
    assert "Nobody" not in found(logged_in(email="b@example.org"), text)


def test_contacts_are_found_with_their_customer():
    contact(make("Bakker"), "Jo Jansen", role="Director", email="jo@bakker.nl")
    page = logged_in().get("/search/", {"q": "jo@"}).text
    assert "Jo Jansen" in page
    assert "Director · Bakker" in page


def test_account_managers_find_only_who_is_in_their_care():
    client = logged_in(Role.ACCOUNT_MANAGER)
    eva = Person.objects.get()
    contact(make("Bakker Own", 1, owner=eva), "Jo Bakker")
    contact(make("Bakker Secret", 2), "Secret Bakker")
    assert found(client, "bakker")[:3] == ["Bakker Own", "All customers that match “bakker”", "Jo Bakker"]
    page = client.get("/conversations/new/", {"q": "bakker"}).text
    assert "Bakker Own" in page
    assert "Secret" not in page


def test_a_few_of_each_kind_are_enough():
    for number in range(20):
        contact(make(f"Bakker {number:02}", number), f"Bakker Jo {number:02}")
    page = logged_in().get("/search/", {"q": "bakker"}, headers={"HX-Request": "true"}).text
    assert page.count('href="/customers/') == 6 + 1 + 6


@pytest.mark.parametrize(
    "text", ["\x00", "%", "_", "'", "\\", "a" * 500, "  ", "\U0010ffff", "<b>", "a b c d e f g"]
)
def test_odd_words_get_a_page(text):
    make("Bakker")
    client = logged_in()
    assert client.get("/search/", {"q": text}).status_code == 200
    assert client.get("/conversations/new/", {"q": text}).status_code == 200


@pytest.mark.parametrize("customers", [1, 3])
def test_a_search_takes_the_same_queries_whatever_it_finds(django_assert_num_queries, customers):
    client = logged_in()
    for number in range(customers):
        contact(make(f"Bakker {number}", number), f"Bakker {number}")
    with django_assert_num_queries(12):
        client.get("/search/", {"q": "bakker"})


def test_what_people_keep_is_found_by_its_name_and_by_nobody_who_may_not_see_it():
    eva, other = (Person.objects.create(email=f"{name}@e.org", name=name, role=Role.MANAGER) for name in "ab")
    made = {"made_at": KNOWN, "changed_at": KNOWN}
    named = {"made_at": KNOWN, "known_at": KNOWN, "definition": {}}
    Segment.objects.create(name="Quick leavers", owner=other, **named)
    Segment.objects.create(name="Quick payers", owner=other, shared=True, **named)
    Task.objects.create(text="Quick call", owner=eva, made_by=eva, **made)
    Task.objects.create(text="Quick call of somebody else", owner=other, made_by=other, **made)
    Task.objects.create(text="Quick call done", owner=eva, made_by=eva, done_at=KNOWN, **made)
    Survey.objects.create(name="Quick survey", ready="nps", **made)
    Lesson.objects.create(sentence="Answer quickly", question="Did we?", next_on=KNOWN.date(), **made)
    Wish.objects.create(title="Quicker pages", **made)
    client = Client()
    client.force_login(eva)
    assert found(client, "quick") == [
        "Quick payers", "Quick call", "Quick survey", "Answer quickly", "Quicker pages",
    ]  # fmt: skip
    analyst = logged_in(Role.ANALYST)
    assert "Quick call" not in found(analyst, "quick")
    Company.objects.create(name="Acme", zone="UTC", stations=[])
    assert found(client, "quick") == ["Quick payers", "Quick call", "Quick survey"]


def test_every_page_of_the_menus_is_in_the_palette():
    client = logged_in(Role.ADMINISTRATOR)
    Company.objects.create(name="Acme", zone="UTC", stations=list(Station))
    menus = client.get("/people/").text.partition("<main")[0]
    offered = client.get("/search/", headers={"HX-Request": "true"}).text
    linked = set(re.findall(r'<a class="karn-(?:nav|sheet)-link" href="([^"]+)"', menus)) - {"/search/"}
    assert len(linked) > 40
    assert linked - set(re.findall(r'href="([^"]+)"', offered)) == set()


def test_what_was_found_is_shown_as_text():
    contact(make("<script>alert(1)</script>"), "<img src=x>")
    for address in ("/search/?q=alert", "/search/?q=img", "/search/?q=<script>"):
        page = logged_in(email=f"{address}@example.org").get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
