"""Many notices closed at once: seen first, closed once, opened again; nobody else's, and none confirmed."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from karn.apps.farewell.actions.declarations import receive_declaration
from karn.apps.farewell.actions.verification import match_declaration
from karn.apps.farewell.models import Declaration
from karn.apps.farewell.rules.declarations import Said
from karn.apps.mailing.models import Mail
from karn.apps.people.models import AuditEntry
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


def declared(name: str, **more: Any) -> Declaration:
    said = Said(name, "who knows", "a@b.nl")
    return receive_declaration(
        sort="cancel", said=said, language="en", at=timezone.now(), **({"customer": None} | more)
    ).declaration


def look(client: Client, *numbers: int, filtered: str = "", **more: Any) -> str:
    address = reverse("look_to_close") + filtered
    return client.post(address, {"notice": numbers, **more}, follow=True).text


def chosen(page: str) -> str:
    found = re.search(r'name="chosen" value="([^"]+)"', page)
    assert found
    return found[1]


def still_open() -> list[str]:
    return sorted(one.name for one in Declaration.objects.all() if one.is_open)


def test_what_is_ticked_is_shown_closed_once_and_opened_again(page: Client, world: Any, eva: Any) -> None:
    false, other, true = declared("False one"), declared("False too"), declared("True one")
    seen = look(page, false.pk, other.pk, true.pk)
    assert ("Close 3 notices?" in seen, still_open()) == (True, ["False one", "False too", "True one"])
    customer = world.customer("Jo", email="jo@x.nl")
    match_declaration(
        declaration=true.pk, customer=customer, subscription=None, by=eva, at=timezone.now()
    )  # meanwhile
    mails = Mail.objects.count()
    fields = {"chosen": chosen(seen), "why": "A flood from one place"}
    done = page.post(reverse("close_many"), fields, follow=True).text
    assert "2 closed. 1 was left out: it was changed meanwhile." in done
    assert (still_open(), Mail.objects.count()) == ([], mails)
    assert Declaration.objects.get(pk=false.pk).closed_why == "A flood from one place"
    again = page.post(reverse("close_many"), fields, follow=True).text
    assert "There is nothing to change." in again
    undo = re.search(r"/goodbyes/closed/\d+/open/", done)
    assert undo
    assert "2 are open again." in page.post(undo[0], follow=True).text
    assert (still_open(), Declaration.objects.get(pk=true.pk).state) == (
        ["False one", "False too"],
        "verified",
    )
    told = AuditEntry.objects.filter(deed="declaration_changed").order_by("number")
    assert list(told.values_list("detail", flat=True))[-2:] == ["closed 2", "opened 2"]


def test_all_that_the_search_matches_are_closed_and_no_other(
    page: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(120):
        declared(f"Bot {number}")
    declared("True one")
    assert "All that match" in page.get("/goodbyes/?q=bot").text
    seen = look(page, filtered="?state=open&q=bot", all="1")
    assert ("Close 120 notices?" in seen, "And 100 more." in seen) == (True, True)
    with django_assert_max_num_queries(60):
        page.post(reverse("close_many"), {"chosen": chosen(seen), "why": "Bots"})
    assert still_open() == ["True one"]


def test_without_a_reason_or_with_what_nobody_was_shown_nothing_is_closed(page: Client, world: Any) -> None:
    one = declared("False one")
    told = chosen(look(page, one.pk))
    assert "Say why" in page.post(reverse("close_many"), {"chosen": told, "why": " "}, follow=True).text
    other = Client()
    other.force_login(world.person(role=Role.MANAGER))
    for caller, what in ((page, "invented"), (page, told[:-1] + "_"), (other, told)):
        caller.post(reverse("close_many"), {"chosen": what, "why": "x"})
    assert (still_open(), "Tick at least one" in look(page)) == (["False one"], True)


@pytest.mark.usefixtures("eva")
def test_who_sees_only_their_own_customers_closes_nobody_elses(world: Any) -> None:
    one, tom = declared("False one"), Client()
    tom.force_login(world.person(role=Role.ACCOUNT_MANAGER))
    assert ("Tick at least one" in look(tom, one.pk), still_open()) == (True, ["False one"])


def test_a_confirmed_notice_has_nothing_to_tick(page: Client, world: Any) -> None:
    declared("Jo", customer=world.customer("Jo", kind="person", email="jo@x.nl"))
    assert 'name="notice"' not in page.get("/goodbyes/?state=all").text
