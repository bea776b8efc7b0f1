"""The page of expectations and promises, the client's own page, and the list of all promises."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from karn.apps.care.actions.confirmations import make_list_link
from karn.apps.care.actions.expectations import Expected, make_expectations
from karn.apps.care.models import Confirmation, Correction, Expectation, Promise
from karn.apps.customers.models import Contact, Customer
from karn.apps.mailing.models import Mail
from karn.apps.people.models import Person
from karn.apps.people.rules import Role
from karn.apps.surveys.actions.surveys import make_page, make_ready_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Person:
    world.company(name="De Studio", language="nl")
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def bakker(world: Any, eva: Person) -> Customer:
    return world.customer("Bakker", owner=eva, language="nl")


@pytest.fixture
def jo(world: Any, bakker: Customer) -> Contact:
    return world.contact(bakker, "Jo", email="jo@bakker.example")


@pytest.fixture
def page(client: Client, eva: Person) -> Client:
    client.force_login(eva)
    return client


@pytest.fixture
def expect(eva: Person, bakker: Customer) -> Any:
    """Write expectations down."""
    return lambda *texts: make_expectations(
        customer=bakker, expected=[Expected(text) for text in texts], by=eva, on=timezone.localdate(),
        at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def reader() -> Client:
    """A mail client's browser: it keeps no cookies, and knows no CSRF token."""
    return Client(enforce_csrf_checks=True)


def link(eva: Person, bakker: Customer, jo: Contact) -> str:
    return "/e/" + make_list_link(customer=bakker, contact=jo, by=eva, at=timezone.now())


def undo(page: Client, text: str) -> None:
    found = re.search(r'class="karn-undo" method="post" action="([^"]+)"', text)
    assert found
    page.post(found.group(1))


def test_a_line_is_an_expectation_and_a_line_with_a_day_a_promise_and_undo_takes_both_back(
    page: Client, eva: Person, bakker: Customer, jo: Contact
) -> None:
    here = f"/customers/{bakker.pk}/expectations/"
    assert "Nothing is written down yet" in page.get(here).text
    shown = page.post(
        here + "new/", {"text": "Reports", "horizon": "short", "voice": f"c{jo.pk}"}, follow=True
    )
    row = Expectation.objects.get()
    assert (row.contact, row.voice, row.horizon, row.owner) == (jo, "client", "short", eva)
    assert ("Reports" in shown.text, "not confirmed yet" in shown.text) == (True, True)
    undo(page, shown.text)
    assert Expectation.objects.get().removed_at is not None
    page.post(f"/expectations/{row.pk}/restore/")
    given = {"text": "Call back", "due_on": "2026-01-05", "contact": jo.pk, "owner": eva.pk}
    shown = page.post(f"/customers/{bakker.pk}/promises/new/", given, follow=True)
    promise = Promise.objects.get()
    assert (promise.due_on, promise.contact, promise.owner) == (date(2026, 1, 5), jo, eva)
    assert ("overdue" in shown.text, "Call back" in page.get("/promises/?state=overdue").text) == (True, True)
    for address in (here + "expectations.csv", "/promises/promises.csv?state=overdue"):
        file = b"".join(page.get(address).streaming_content).decode("utf-8-sig")
        assert ("Jo" in file, "Eva" in file, len(file.splitlines())) == (True, True, 2)
    shown = page.post(f"/promises/{promise.pk}/mark/", {"to": "broken"}, follow=True)
    undo(page, shown.text)
    assert Promise.objects.get().outcome == "open"
    assert page.post(here + "new/", {"text": " ", "horizon": "now", "voice": "us"}).status_code == 400
    assert (
        page.post(f"/customers/{bakker.pk}/promises/new/", {"text": "x", "due_on": "soon"}).status_code == 400
    )


def test_ticked_lines_are_confirmed_in_a_talk_and_a_change_shows_both_values(
    page: Client, eva: Person, bakker: Customer, jo: Contact, expect: Any
) -> None:
    one, two = expect("One", "Two")
    given = {"line": [one.pk], "contact": jo.pk, "on": timezone.localdate(), "to": eva.pk}
    shown = page.post(f"/customers/{bakker.pk}/expectations/confirm/", given, follow=True)
    one.refresh_from_db()
    assert (one.confirmed_by, one.told_to, one.confirmed_how) == (jo, eva, "talk")
    assert ("only we believe so" in shown.text, "by Jo" in shown.text) == (True, True)
    assert page.post(f"/customers/{bakker.pk}/expectations/confirm/", given | {"line": []}).status_code == 400
    seen = two.version
    Expectation.objects.filter(pk=two.pk).update(
        text="Three", changed_at=timezone.now() + timedelta(seconds=1)
    )
    told = {"text": "Four", "horizon": "now", "voice": "us", "seen": seen, "was": "{}"}
    shown = page.post(f"/expectations/{two.pk}/", told)
    assert (shown.status_code, "Three" in shown.text) == (409, True)


def test_a_client_confirms_and_corrects_and_what_is_taken_over_is_the_clients_own_word(
    page: Client, reader: Client, eva: Person, bakker: Customer, jo: Contact, expect: Any
) -> None:
    one, two = expect("Elke maandag een rapport", "Eén contactpersoon")
    shown = page.post(
        f"/customers/{bakker.pk}/expectations/send/", {"contact": jo.pk, "mail": "1"}, follow=True
    )
    assert (Mail.objects.get().address, "goes to Jo" in shown.text) == ("jo@bakker.example", True)
    address = link(eva, bakker, jo)
    shown = reader.get(address)
    assert ("Wat je van ons verwacht" in shown.text, 'lang="nl"' in shown.text) == (True, True)
    assert re.findall(r"<script|<link|<img|src=|https?://", shown.text) == []
    assert (shown["Referrer-Policy"], shown["Cache-Control"], Correction.objects.count()) == (
        "no-referrer",
        "no-store",
        0,
    )
    sent = {f"said-{one.pk}": "right", f"seen-{one.pk}": one.text, f"seen-{two.pk}": two.text}
    assert reader.post(address, {}).status_code == 400
    answer = reader.post(address, sent | {f"text-{two.pk}": "Twee contactpersonen", "more-0": "Taart"})
    assert answer.status_code == 302
    shown = reader.get(answer["Location"])
    assert [word in shown.text for word in ("Twee contactpersonen", "Taart", "<form")] == [True, True, False]
    assert reader.post(address, sent).status_code == 302
    assert (reader.cookies, Correction.objects.count()) == ({}, 2)
    here = f"/expectations/lists/{Confirmation.objects.latest('pk').pk}/"
    assert "Twee contactpersonen" in page.get(here).text
    page.post(here, {"take": Correction.objects.order_by("pk")[0].pk})
    page.post(here, {"leave": Correction.objects.order_by("pk")[1].pk})
    two.refresh_from_db()
    assert (
        two.text,
        two.contact,
        list(Correction.objects.order_by("pk").values_list("decided", flat=True)),
    ) == (
        "Twee contactpersonen",
        jo,
        ["taken", "left"],
    )


def test_not_right_without_a_word_is_asked_once_more_and_words_beside_right_are_not_lost(
    reader: Client, eva: Person, bakker: Customer, jo: Contact, expect: Any
) -> None:
    (one,) = expect("Elke maandag een rapport")
    address = link(eva, bakker, jo)
    seen = {f"seen-{one.pk}": one.text}
    shown = reader.post(address, seen | {f"said-{one.pk}": "other"})
    asked = "Schrijf in je eigen woorden wat niet helemaal klopt."
    assert (shown.status_code, asked in shown.text) == (400, True)
    reader.post(address, seen | {f"said-{one.pk}": "right", f"text-{one.pk}": "Op dinsdag"})
    one.refresh_from_db()
    assert (Correction.objects.get().text, one.confirmed_on) == ("Op dinsdag", None)


def test_whatever_opens_nothing_gets_the_same_page_and_a_list_opens_no_other_kind(
    page: Client, reader: Client, eva: Person, bakker: Customer, jo: Contact, expect: Any
) -> None:
    expect("One")
    good = link(eva, bakker, jo)
    survey = make_ready_survey(code="nps", language="en", by=eva, at=timezone.now())
    hung = make_page(survey=survey, name="Desk", by=eva, at=timezone.now()).secret
    gone = ["/e/x", f"/e/{'a' * 38}", f"/e/{hung}", good[:-1] + ("a" if good[-1] != "a" else "b")]
    pages = [getattr(reader, method)(address) for address in gone for method in ("get", "post")]
    assert {shown.status_code for shown in pages} == {404}
    assert len({(shown.content, repr(sorted(shown.headers.items()))) for shown in pages}) == 1
    secret = good.removeprefix("/e/")
    kinds = ("/s/{}", "/r/{}", "/welcome/{}/", "/m/{}/")
    assert {reader.get(kind.format(secret)).status_code for kind in kinds} == {404}
    assert reader.get(good).status_code == 200
    page.post(f"/expectations/lists/{Confirmation.objects.get().pk}/", {"revoke": "1"})
    assert reader.get(good).status_code == 404


def test_the_pages_load_as_much_for_three_rows_as_for_one_and_are_not_there_where_switched_off(
    page: Client, eva: Person, bakker: Customer, jo: Contact, expect: Any
) -> None:
    counts = []
    here = f"/customers/{bakker.pk}/expectations/"
    for many in (1, 2):
        for _ in range(many):
            expect("One")
            page.post(
                f"/customers/{bakker.pk}/promises/new/", {"text": "x", "contact": jo.pk, "owner": eva.pk}
            )
        for address in (here, "/promises/"):
            page.get(address)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert page.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    company = eva_company()
    company.stations = []
    company.save()
    assert {
        page.get(address).status_code for address in (here, "/promises/", f"/customers/{bakker.pk}/start/")
    } == {404}


def eva_company() -> Any:
    from karn.apps.company.models import Company  # noqa: PLC0415

    return Company.objects.get()
