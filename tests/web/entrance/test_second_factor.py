"""Codes after the password: switching on and off, limits, recovery codes, and who must have one."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import NoReverseMatch, reverse

from karn.apps.people.actions import create_person
from karn.apps.people.actions.logins import make_link
from karn.apps.people.actions.membership import change_person, switch_off
from karn.apps.people.actions.second_factors import reset_second_factor
from karn.apps.people.models import AuditEntry, Person, Role
from karn.kernel.errors import BadInput
from karn.web.entrance.adapters import AccountAdapter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "kaas en boter"
LATER = timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _at_noon(time_machine: Any, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def bo() -> Person:
    return create_person(email="bo@x.nl", name="Bo", password=PASSWORD, role=Role.MANAGER)


def log_in(client: Client) -> Any:
    return client.post("/login/", {"username": "bo@x.nl", "password": PASSWORD})


def confirm(client: Client) -> None:
    assert client.post("/me/confirm/", {"password": PASSWORD}).status_code == 302


def code_of(secret: str, at: datetime) -> str:
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def switch_on(client: Client) -> tuple[str, list[str]]:
    """Switch codes on as somebody does; return the secret and the recovery codes."""
    log_in(client)
    assert client.get("/me/app/").headers["Location"] == "/me/confirm/?next=%2Fme%2Fapp%2F"
    confirm(client)
    secret = re.search(r'id="secret" value="(\w+)"', client.get("/me/app/").text)
    assert secret
    answer = client.post("/me/app/", {"code": code_of(secret[1], NOW)})
    assert answer.headers["Location"] == "/me/codes/"
    codes = re.findall(r"<li>(\d{8})</li>", client.get("/me/codes/").text)
    assert len(codes) == 10
    assert "<li>" not in client.get("/me/codes/").text.split("<main")[1], "they are shown once"
    return secret[1], codes


def deeds() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("deed", flat=True))


@pytest.mark.django_db(transaction=True)  # allauth tells of it after the commit
def test_with_codes_on_the_password_alone_lets_nobody_in(bo: Person, time_machine: Any) -> None:
    secret, _ = switch_on(Client())
    stored = Authenticator.objects.get(user=bo, type="totp").data["secret"]
    assert secret not in stored
    time_machine.move_to(NOW + LATER, tick=False)
    client = Client()
    assert log_in(client).headers["Location"] == "/login/code/"
    assert client.get("/me/").headers["Location"] == "/login/?next=/me/"
    log_in(client)
    answer = client.post("/login/code/", {"code": code_of(secret, NOW + LATER)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/me/").status_code == 200
    assert deeds() == ["logged_in", "second_factor_on", "recovery_codes_made", "logged_in"]


def test_a_code_works_once(time_machine: Any) -> None:
    secret, _ = switch_on(Client())
    time_machine.move_to(NOW + LATER, tick=False)
    answers = []
    for client in (Client(), Client()):
        log_in(client)
        answers.append(client.post("/login/code/", {"code": code_of(secret, NOW + LATER)}).status_code)
    assert answers == [302, 200]


def test_wrong_codes_cost_waiting_like_wrong_passwords(time_machine: Any) -> None:
    secret, _ = switch_on(Client())
    time_machine.move_to(NOW + LATER, tick=False)
    client = Client()
    log_in(client)
    for _ in range(5):
        assert "Incorrect code." in client.post("/login/code/", {"code": "000000"}).text
    page = client.post("/login/code/", {"code": code_of(secret, NOW + LATER)})
    assert "Try again in 1 minute." in page.text
    assert log_in(Client()).status_code == 429
    assert deeds()[-6:] == ["code_failed"] * 5 + ["login_delayed"]


def test_a_recovery_code_lets_in_once_and_stands_in_the_log() -> None:
    _, codes = switch_on(Client())
    client = Client()
    log_in(client)
    assert client.post("/login/code/", {"code": codes[0]}).status_code == 302
    assert deeds()[-2:] == ["recovery_code_used", "logged_in"]
    assert "9 codes are left." in client.get("/me/").text
    client = Client()
    log_in(client)
    assert client.post("/login/code/", {"code": codes[0]}).status_code == 200


@pytest.mark.parametrize("change", ["off", "role", "password"])
def test_whoever_is_changed_between_password_and_code_does_not_get_in(bo: Person, change: str) -> None:
    _, codes = switch_on(Client())
    anna = create_person(email="anna@x.nl", name="Anna", password=PASSWORD, role=Role.ADMINISTRATOR)
    client = Client()
    log_in(client)
    if change == "off":
        switch_off(bo, by=anna, at=NOW)
    elif change == "role":
        change_person(bo, name="Bo", role=Role.ANALYST, team="", by=anna, at=NOW)
    else:
        new = {"password": "hagelslag 12", "again": "hagelslag 12"}
        Client().post(f"/welcome/{make_link(bo, by=anna, at=NOW)}/", new)
    answer = client.post("/login/code/", {"code": codes[0]})
    assert answer.headers["Location"] == "/login/"
    assert client.get("/").headers["Location"] == "/login/?next=/"
    assert deeds().count("logged_in") == 1


def test_switching_off_asks_again_who_it_is_and_takes_the_recovery_codes_along(
    bo: Person, time_machine: Any
) -> None:
    client = Client()
    switch_on(client)
    time_machine.move_to(NOW + timedelta(minutes=11), tick=False)
    assert client.get("/me/app/off/").headers["Location"].startswith("/me/confirm/")
    assert client.post("/me/app/off/", {}).headers["Location"].startswith("/me/confirm/")
    confirm(client)
    client.post("/me/app/off/", {})
    assert not Authenticator.objects.filter(user=bo).exists()
    assert deeds()[-1] == "second_factor_off"
    assert log_in(Client()).headers["Location"] == "/"


def test_who_must_have_a_second_factor_is_led_to_one_and_cannot_switch_it_off(bo: Person, world: Any) -> None:
    world.company(second_factor_roles=["manager"])
    client = Client()
    log_in(client)
    assert client.get("/").headers["Location"] == "/me/second-factor/"
    assert client.get("/customers/").headers["Location"] == "/me/second-factor/"
    assert "more than a password" in client.get("/me/second-factor/").text
    switch_on(client)
    assert client.get("/figures/").status_code == 200
    page = client.post("/me/app/off/", {})
    assert "Your role must have a second factor." in page.text
    assert Authenticator.objects.filter(user=bo, type="totp").exists()


def test_other_roles_are_left_alone(world: Any) -> None:
    world.company(second_factor_roles=["administrator"])
    client = Client()
    log_in(client)
    assert client.get("/figures/").status_code == 200


def test_an_administrator_takes_a_lost_second_factor_away(bo: Person) -> None:
    anna = create_person(email="anna@x.nl", name="Anna", password=None, role=Role.ADMINISTRATOR)
    theirs, hers = Client(), Client()
    switch_on(theirs)
    hers.force_login(anna)
    assert "Reset second factor" in hers.get(f"/people/{bo.pk}/").text
    page = hers.post(f"/people/{bo.pk}/reset/")
    link = re.search(r"/welcome/[\w-]+/", page.text)
    assert theirs.get("/me/").status_code == 302, "every session ends"
    assert log_in(Client()).status_code == 200, "the old password is good no more"
    assert link
    Client().post(link[0], {"password": "hagelslag 12", "again": "hagelslag 12"})
    answer = Client().post("/login/", {"username": "bo@x.nl", "password": "hagelslag 12"})
    assert answer.headers["Location"] == "/"
    assert deeds()[-5:] == [
        "link_made", "second_factor_reset", "login_failed", "password_set", "logged_in"
    ]  # fmt: skip


def test_only_an_administrator_may_take_it_away(bo: Person) -> None:
    other = create_person(email="other@x.nl", name="Other", password=None, role=Role.ANALYST)
    with pytest.raises(BadInput, match="Only an administrator"):
        reset_second_factor(other, by=bo, at=NOW)


def test_what_allauth_could_do_besides_has_no_address() -> None:
    for name in ("account_signup", "account_email", "account_reset_password", "account_change_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert not AccountAdapter().is_open_for_signup(None)  # type: ignore[arg-type]  # it looks at nothing
