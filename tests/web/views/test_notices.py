"""Notices, for those who work here: who sees which, matching, writing one down, and reading how it works."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from karn.apps.contracts.models import Departure, PriceState, Subscription
from karn.apps.farewell.actions.declarations import receive_declaration
from karn.apps.farewell.models import Declaration, ProcedureRead
from karn.apps.farewell.queries.procedures import procedure_in
from karn.apps.farewell.rules.declarations import Said
from karn.apps.mailing.models import Mail
from karn.apps.people.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Any:
    world.company(name="De Praktijk", language="en", country="NL")
    return world.person(role=Role.MANAGER, name="Eva")


@pytest.fixture
def page(eva: Any) -> Client:
    client = Client()
    client.force_login(eva)
    return client


def paying(world: Any, name: str, **values: Any) -> Any:
    customer = world.customer(name, kind="person", country="NL", email=f"{name.lower()}@x.nl", **values)
    subscription = Subscription.objects.create(
        **world.fact(), customer=customer, currency="EUR", notice_days=30, plan="Plan"
    )
    PriceState.objects.create(
        subscription=subscription, starts_on=date(2025, 1, 10), mrr=25, amount=25, known_at=timezone.now()
    )
    return customer


def declared(customer: Any = None, name: str = "Somebody") -> Declaration:
    said = Said(name, "who knows", "a@b.nl")
    return receive_declaration(
        sort="cancel", said=said, language="en", customer=customer, at=timezone.now()
    ).declaration


def test_each_sees_the_notices_of_their_customers_and_nobody_s_only_who_sees_all(
    page: Client, world: Any, eva: Any
) -> None:
    tom = world.person(role=Role.ACCOUNT_MANAGER)
    own, foreign, nobody = paying(world, "Own", owner=tom), paying(world, "Foreign", owner=eva), declared()
    notices = [declared(one) for one in (own, foreign)]
    theirs = Client()
    theirs.force_login(tom)
    shown = theirs.get("/goodbyes/?state=all").text
    assert ("Own" in shown, "Foreign" in shown, "Somebody" in shown) == (True, False, False)
    seen = [theirs.get(f"/goodbyes/{one.pk}/").status_code for one in (*notices, nobody)]
    assert seen == [200, 404, 404]
    assert theirs.post(f"/goodbyes/{notices[1].pk}/undo/").status_code == 404
    shown = page.get("/goodbyes/?state=all").text
    assert ("Own" in shown, "Foreign" in shown, "Somebody" in shown) == (True, True, True)
    analyst = Client()
    analyst.force_login(world.person(role=Role.ANALYST))
    assert analyst.get(f"/goodbyes/{nobody.pk}/").status_code == 404
    told = page.get(f"/goodbyes/{nobody.pk}/").text
    assert ("What they declared" in told, "What you declared" in told) == (True, False)


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    page: Client, world: Any, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for _ in range(2):
        declared(paying(world, f"Jo{len(counts)}"))
        declared()
        with django_assert_max_num_queries(40) as asked:
            page.get("/goodbyes/?state=all")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "Receipt number" in page.get("/goodbyes/notices.csv?state=all").getvalue().decode()


def test_a_manager_matches_a_notice_and_takes_it_back(page: Client, world: Any) -> None:
    customer, made = paying(world, "Jo"), declared()
    shown = page.get(f"/goodbyes/{made.pk}/?q=jo")
    assert f'value="{customer.pk}"' in shown.text
    told = {"customer": str(customer.pk), "version": "another"}
    page.post(f"/goodbyes/{made.pk}/match/", told)
    assert Departure.objects.count() == 0
    page.post(f"/goodbyes/{made.pk}/match/", told | {"version": made.version})
    made.refresh_from_db()
    assert (made.state, made.proof, made.verified_by is not None) == ("verified", "staff", True)
    assert "Last day" in page.get(f"/goodbyes/{made.pk}/").text
    page.post(f"/goodbyes/{made.pk}/undo/")
    made.refresh_from_db()
    assert (made.state, Departure.objects.get().undone_on is not None) == ("undone", True)


def test_nobody_s_notice_is_closed_with_a_reason_and_opened_again(page: Client) -> None:
    made = declared()
    page.post(f"/goodbyes/{made.pk}/close/", {"why": " "})
    assert Declaration.objects.get().state == "received"
    page.post(f"/goodbyes/{made.pk}/close/", {"why": "A test of ours"})
    assert Declaration.objects.get().state == "closed"
    page.post(f"/goodbyes/{made.pk}/open/")
    assert Declaration.objects.get().state == "match"


def test_a_letter_is_written_down_with_its_day_and_brings_the_same_receipt(page: Client, world: Any) -> None:
    customer = paying(world, "Jo")
    assert f"customer={customer.pk}" in page.get("/goodbyes/new/?q=jo").text
    address = f"/goodbyes/new/?customer={customer.pk}"
    assert page.get(address).status_code == 200
    came = timezone.now() - timedelta(days=2)
    told = {"sort": "cancel", "way": "letter", "received_at": f"{came:%Y-%m-%dT%H:%M}", "receipt_to": "no"}
    assert page.post(address, told).status_code == 400
    assert (
        page.post(address, told | {"receipt_to": "jo@x.nl", "received_at": "2031-01-01T00:00"}).status_code
        == 400
    )
    assert page.post(address, told | {"receipt_to": "jo@x.nl"}).status_code == 302
    made, departure = Declaration.objects.get(), Departure.objects.get()
    assert (made.way, departure.notice_on, made.made_by is not None) == ("letter", came.date(), True)
    assert sorted(Mail.objects.values_list("template", flat=True)) == [
        "declaration_confirmed",
        "declaration_receipt",
    ]


def test_each_of_us_reads_how_leaving_works_and_is_asked_again_when_it_changes(
    page: Client, eva: Any, monkeypatch: Any
) -> None:
    asked = "You have not read yet"
    assert asked in page.get("/goodbyes/").text
    version = page.get("/goodbyes/how/").context["version"]
    page.post("/goodbyes/how/", {"version": "another"})
    assert ProcedureRead.objects.count() == 0
    page.post("/goodbyes/how/", {"version": version})
    assert (ProcedureRead.objects.get().person, asked in page.get("/goodbyes/").text) == (eva, False)
    monkeypatch.setattr("karn.apps.farewell.queries.procedures.version_of", lambda _words: "newer")
    assert asked in page.get("/goodbyes/").text


@pytest.mark.parametrize("language", ["nl", "sv"])
def test_how_leaving_works_is_told_us_in_the_language_we_read(page: Client, language: str) -> None:
    shown = page.get("/goodbyes/how/", headers={"accept-language": language})
    assert shown.context["sections"] == procedure_in(language).sections


def test_the_buttons_for_one_s_own_site_lead_to_where_the_page_is(page: Client) -> None:
    shown = page.get("/goodbyes/embed/", headers={"host": "localhost"}).text
    assert "http://localhost/nl/cancel" in shown
    assert "Abonnement beëindigen" in shown


def test_a_personal_link_is_made_for_who_may_see_the_customer(page: Client, world: Any) -> None:
    customer = paying(world, "Jo")
    shown = page.post(f"/customers/{customer.pk}/cancel-link/")
    secret = shown.context["address"].rpartition("/")[2]
    assert Client().get(f"/cancel/{secret}").status_code == 200
