"""The frame of every page: login, languages, colours, policy."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from karn.apps.company.actions import create_company
from karn.apps.company.models import Company
from karn.apps.people.actions import create_person
from karn.apps.people.models import Person, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    create_company(name="Zonnig", trade="subscription")
    return create_person(
        email="anna@example.nl", name="Anna", password="kaas en boter", role=Role.ADMINISTRATOR
    )


@pytest.fixture
def bo() -> Person:
    create_company(name="Zonnig", trade="subscription")
    return create_person(email="bo@example.nl", name="Bo", password="kaas en boter", role=Role.MANAGER)


def test_a_visitor_is_sent_to_the_login_page(client: Client) -> None:
    assert client.get("/settings/company/").headers["Location"] == "/login/?next=/settings/company/"


def test_the_login_page_speaks_the_browser_language(client: Client) -> None:
    page = client.get("/login/", headers={"accept-language": "sv"})
    assert page.headers["Content-Language"] == "sv"
    assert '<html lang="sv"' in page.text


def test_a_wrong_password_is_said_in_words_and_keeps_the_address(client: Client, anna: Person) -> None:
    page = client.post("/login/", {"username": anna.email, "password": "wrong"})
    assert "do not belong together" in page.text
    assert 'value="anna@example.nl"' in page.text


def test_the_right_password_logs_in_whatever_the_case_of_the_address(client: Client, anna: Person) -> None:
    answer = client.post(
        "/login/?next=/settings/company/",
        {"username": "ANNA@example.nl", "password": "kaas en boter", "next": "/settings/company/"},
    )
    assert answer.headers["Location"] == "/settings/company/"
    assert anna.name in client.get("/settings/company/").text


def test_the_chosen_language_is_kept_for_the_person(client: Client, anna: Person) -> None:
    client.force_login(anna)
    client.post(reverse("language"), {"language": "nl", "next": "/settings/company/"})
    anna.refresh_from_db()
    assert anna.language == "nl"
    elsewhere = Client()
    elsewhere.force_login(anna)
    assert '<html lang="nl"' in elsewhere.get("/settings/company/").text


def test_an_unknown_language_changes_nothing(client: Client, anna: Person) -> None:
    client.force_login(anna)
    answer = client.post(reverse("language"), {"language": "xx"})
    anna.refresh_from_db()
    assert (answer.status_code, anna.language, answer.cookies) == (302, "", {})


def test_the_chosen_colours_are_on_the_page(client: Client, anna: Person) -> None:
    client.force_login(anna)
    assert 'data-bs-theme="auto"' in client.get("/settings/company/").text
    client.post(reverse("theme"), {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/settings/company/").text


def test_a_choice_never_leads_to_another_site(client: Client) -> None:
    answer = client.post(reverse("theme"), {"theme": "dark", "next": "https://example.com/"})
    assert answer.headers["Location"] == "/"


def test_reading_a_choice_changes_nothing(client: Client) -> None:
    assert client.get(reverse("theme")).status_code == 405


def test_every_answer_carries_the_content_policy(client: Client) -> None:
    policy = client.get("/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_that_is_not_there_says_so(client: Client, anna: Person) -> None:
    client.force_login(anna)
    page = client.get("/no-such-page/")
    assert (page.status_code, "There is no such page" in page.text) == (404, True)


def test_managers_may_not_see_the_company_settings(client: Client, bo: Person) -> None:
    client.force_login(bo)
    page = client.get("/settings/company/")
    assert page.status_code == 403
    assert "Only an administrator" in page.text
    assert "Zonnig" not in page.text


def test_managers_may_not_change_the_company_settings(client: Client, bo: Person) -> None:
    client.force_login(bo)
    assert client.post("/settings/company/", {"name": "Bo's"}).status_code == 403


def test_each_language_is_named_in_itself(client: Client) -> None:
    page = client.get("/login/", headers={"accept-language": "sv"}).text
    assert [name for name in ("English", "Nederlands", "Svenska") if f">{name}</button>" in page] == [
        "English",
        "Nederlands",
        "Svenska",
    ]


@pytest.mark.django_db
def test_pages_are_packed_for_who_takes_them_so(world: Any, client: Client) -> None:
    world.company()
    client.force_login(world.person())
    plain, packed = client.get("/customers/"), client.get("/customers/", headers={"Accept-Encoding": "gzip"})
    assert (plain.headers.get("Content-Encoding"), packed.headers["Content-Encoding"]) == (None, "gzip")
    assert len(packed.content) < len(plain.content) / 3


def test_what_is_kept_of_the_frame_is_of_this_person_this_company_and_this_page_alone(bo: Person) -> None:
    anna = create_person(email="anna@example.nl", name="Anna", password="kaas en boter", role=Role.ANALYST)
    pages: dict[str, str] = {}
    for person in (bo, anna, bo):
        client = Client()
        client.force_login(person)
        pages[person.name] = client.get("/customers/?q=%3Cb%3E").text
        token = client.cookies["csrftoken"].value
        assert pages[person.name].count("csrfmiddlewaretoken") >= 3
        assert "karn-frame" not in pages[person.name]
        answer = client.post(reverse("theme"), {"theme": "dark"}, headers={"x-csrftoken": token})
        assert answer.status_code == 302
        assert 'value="dark" aria-pressed="true"' in client.get("/customers/").text
    assert "<strong>Anna</strong>" in pages["Anna"]
    assert "<strong>Anna</strong>" not in pages["Bo"]
    assert 'value="/customers/?q=%3Cb%3E"' in pages["Bo"]
    assert reverse("imports") in pages["Bo"]
    assert reverse("imports") not in pages["Anna"]
    Company.objects.update(name="Regen", word="member")
    after = client.get("/customers/").text
    assert "Zonnig" not in after
    assert "Regen" in after
    assert "Search members" in after
    Person.objects.filter(pk=bo.pk).update(role=Role.ANALYST)
    assert f'href="{reverse("imports")}"' not in client.get("/customers/").text
