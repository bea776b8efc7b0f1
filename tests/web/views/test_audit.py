"""The page of the audit log."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from karn.apps.people.actions.audit import record
from karn.apps.people.models import AuditEntry, Person, Role
from karn.apps.people.queries.audit import PAGE
from karn.apps.people.rules import Event

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def anna(world) -> Person:
    world.company(zone="Europe/Amsterdam")
    return world.person(name="Anna", role=Role.ADMINISTRATOR)


@pytest.fixture
def page(client: Client, anna: Person) -> Client:
    client.force_login(anna)
    return client


def rows(page: Client, **asked: object) -> int:
    return page.get("/audit/", asked).text.count("<tr>") - 1


def test_an_entry_names_people_and_links_customers_without_naming_them(page: Client, world) -> None:
    customer = world.customer("Bakkerij Zonneschijn")
    page.get(f"/customers/{customer.pk}/")
    text = page.get("/audit/").text
    assert "Customer seen" in text
    address = f"/audit/?kind=customers.customer&amp;object={customer.pk}"
    assert f'<a href="{address}">customer {customer.pk}</a>' in text
    assert "Zonneschijn" not in text


def test_it_is_narrowed_by_person_deed_and_day_in_the_company_s_zone(
    page: Client, world, anna: Person
) -> None:
    bo = world.person(name="Bo")
    late = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)  # in Amsterdam it is March already
    record(by=bo, deed=Event.CUSTOMERS_EXPORTED, about=None, at=late)
    record(by=anna, deed=Event.SWITCHED_OFF, about=bo, at=AT + timedelta(days=1))
    assert rows(page, person=bo.pk) == 2
    assert rows(page, deed="customers_exported") == 1
    assert rows(page, since="2026-03-01", until="2026-03-01") == 1
    assert rows(page, since="2026-03-01", until="2026-03-02") == 2
    assert rows(page, until="2026-02-28", deed="customers_exported") == -1


def test_pages_go_on_where_the_last_one_ended_whatever_is_added(page: Client, anna: Person) -> None:
    for _ in range(PAGE + 4):
        record(by=anna, deed=Event.CUSTOMERS_EXPORTED, about=None, at=AT)
    first = page.get("/audit/").text
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    record(by=anna, deed=Event.CUSTOMERS_EXPORTED, about=None, at=AT)
    second = page.get(f"/audit/{older}").text
    assert second.count("<tr>") - 1 == 5  # with the log in
    assert 'rel="next"' not in second


def test_details_name_people_and_roles(page: Client, world, anna: Person) -> None:
    bo = world.person(name="Bo")
    record(by=anna, deed=Event.HANDED_OVER, about=anna, at=AT, detail=f"3: person:{anna.pk} > person:{bo.pk}")
    record(by=anna, deed=Event.ROLE_CHANGED, about=bo, at=AT, detail="account_manager > analyst")
    text = page.get("/audit/").text
    said = ("3 customers, from Anna to Bo", "Account manager → Analyst")
    assert [words in text for words in said] == [True, True]


def test_one_customer_s_log_holds_what_is_about_it_alone_and_leads_back(page: Client, world) -> None:
    customer, other = world.customer("One"), world.customer("Other")
    for one in (customer, other, customer):
        page.get(f"/customers/{one.pk}/")
    address = f"/audit/?kind=customers.customer&amp;object={customer.pk}"
    assert address in page.get(f"/customers/{customer.pk}/changes/").text
    assert rows(page, kind="customers.customer", object=customer.pk) == 3  # its changes were looked at, too
    text = page.get("/audit/", {"kind": "customers.customer", "object": customer.pk}).text
    assert f"<strong>customer {customer.pk}</strong>" in text
    assert f'<a href="/customers/{customer.pk}/">Open the customer</a>' in text


def test_what_is_looked_for_goes_along_as_a_file_in_words_and_that_is_written_down(
    page: Client, world, anna: Person
) -> None:
    bo = world.person(name="Bo")
    record(by=anna, deed=Event.ROLE_CHANGED, about=bo, at=AT, detail="account_manager > analyst")
    file = page.get("/audit/audit.csv", {"person": bo.pk, "lang": "en"})
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "No.,When,Who,What,About,Details"
    assert lines[1].endswith(",2026-03-01 13:00:00,Anna,Role changed,Bo,Account manager → Analyst")
    assert rows(page, deed="audit_exported") == 1


@pytest.mark.parametrize(
    "asked",
    [{"person": "x" * 30}, {"since": "soon"}, {"until": "9999-12-31"}, {"deed": "'"}, {"before": "-1"}],
)
def test_a_wish_that_makes_no_sense_narrows_nothing(page: Client, asked: dict[str, str]) -> None:
    assert rows(page, **asked) == 1


def test_nothing_found_says_so(page: Client) -> None:
    assert "Nothing like that was written down" in page.get("/audit/", {"until": "2020-01-01"}).text


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("customer_changes", "changes"),
        ("edit_customer", "form"),
        ("contract_changes", "contract changes"),
        ("person_kept", "personal data"),
    ],
)
def test_looking_at_a_customer_is_written_down_on_every_page_of_one(
    page: Client, anna: Person, world, name: str, what: str
) -> None:
    customer = world.customer(kind="person")
    words = {"kind": "customer"} if name == "person_kept" else {}
    page.get(reverse(name, kwargs={"number": customer.pk, **words}))
    told = AuditEntry.objects.filter(deed="customer_seen").values_list("person", "object", "detail")
    assert list(told) == [(anna.pk, str(customer.pk), what)]
