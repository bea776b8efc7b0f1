"""Logging in: waiting after wrong passwords, the same for who exists and who does not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from karn.apps.mailing.models import Mail
from karn.apps.people.actions import create_person
from karn.apps.people.models import AuditEntry, LoginTries
from karn.apps.people.queries.logins import kept_names
from karn.platform.runs import do_all
from karn.web.entrance.machines import machine_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BO = {"username": "bo@x.nl", "password": "kaas en boter"}


@pytest.fixture(autouse=True)
def _bo(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    create_person(email="bo@x.nl", name="Bo", password="kaas en boter")


def tried(client: Client, times: int, address: str = "bo@x.nl") -> list[int]:
    wrong = {"username": address, "password": "wrong"}
    return [client.post("/login/", wrong).status_code for _ in range(times)]


def test_after_five_wrong_passwords_even_the_right_one_must_wait(client: Client, time_machine) -> None:
    assert tried(client, 5) == [200] * 5
    answer = client.post("/login/", BO)
    assert (answer.status_code, "Try again in 1 minute." in answer.text) == (429, True)
    time_machine.move_to(NOW + timedelta(seconds=31), tick=False)
    assert client.post("/login/", BO).status_code == 302


def test_whoever_exists_gets_the_same_answers(client: Client) -> None:
    assert tried(client, 7, "bo@x.nl") == tried(Client(), 7, "nobody@x.nl") == [200] * 5 + [429] * 2
    pages = [
        Client().post("/login/", {"username": who, "password": "x"}).text
        for who in ("bo@x.nl", "nobody@x.nl")
    ]
    assert len({_alike(page) for page in pages}) == 1


def _alike(page: str) -> str:
    import re  # noqa: PLC0415

    return re.sub(r'X-CSRFToken": "\w+"|value="\w{64}"|(bo|nobody)@x\.nl', "", page)


def test_the_case_of_an_address_opens_no_second_row_of_tries(client: Client) -> None:
    assert tried(client, 3) + tried(client, 3, " BO@X.nl ") == [200] * 5 + [429]


def test_one_machine_trying_many_addresses_must_wait(client: Client) -> None:
    answers = [tried(client, 1, f"p{number}@x.nl")[0] for number in range(32)]
    assert answers == [200] * 30 + [429] * 2
    assert client.post("/login/", BO).status_code == 429
    assert client.post("/login/", BO, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_each_further_wrong_password_costs_more_up_to_a_quarter_of_an_hour(
    client: Client, time_machine
) -> None:
    tried(client, 5)
    at, waits = NOW, []
    for _ in range(7):
        wait = next(
            n
            for n in (30, 60, 120, 240, 480, 900)
            if _is_let_through(client, at + timedelta(seconds=n), time_machine)
        )
        waits.append(wait)
        at += timedelta(seconds=wait)
    assert waits == [30, 60, 120, 240, 480, 900, 900]


def _is_let_through(client: Client, at: datetime, time_machine) -> bool:
    time_machine.move_to(at, tick=False)
    return tried(client, 1) == [200]


def test_logging_in_forgets_the_wrong_passwords(client: Client) -> None:
    tried(client, 4)
    assert client.post("/login/", BO).status_code == 302
    assert tried(Client(), 5) == [200] * 5


def test_after_an_hour_wrong_passwords_are_forgotten_and_nothing_of_them_is_kept(
    client: Client, time_machine
) -> None:
    tried(client, 4)
    time_machine.move_to(NOW + timedelta(hours=1, seconds=1), tick=False)
    tried(client, 1, "other@x.nl")
    assert set(LoginTries.objects.values_list("digest", flat=True)) == set(
        kept_names("other@x.nl", "127.0.0.1")
    )


def test_the_log_tells_of_tries_and_never_holds_an_address(client: Client) -> None:
    tried(client, 5)
    tried(client, 1, "nobody@x.nl")
    client.post("/login/", BO, REMOTE_ADDR="10.0.0.9")
    entries = list(AuditEntry.objects.order_by("number").values_list("deed", "person", "kind"))
    assert entries == [("login_failed", None, "people.person")] * 5 + [
        ("login_delayed", None, "people.person"),
        ("login_failed", None, ""),
    ]


def test_logging_in_and_out_stands_in_the_log(client: Client) -> None:
    client.post("/login/", BO)
    client.post("/logout/")
    assert list(AuditEntry.objects.order_by("number").values_list("deed", flat=True)) == [
        "logged_in",
        "logged_out",
    ]


@pytest.mark.parametrize(
    ("https", "told", "machine"),
    [
        (False, "9.9.9.9", "10.0.0.1"),
        (True, "9.9.9.9", "9.9.9.9"),
        (True, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (True, "", "10.0.0.1"),
    ],
)
def test_only_what_our_own_proxy_tells_is_believed(
    rf, settings, https: bool, told: str, machine: str
) -> None:
    settings.INSTALLATION = settings.INSTALLATION.model_copy(update={"https": https})
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=told)
    assert machine_of(request) == machine


@pytest.fixture
def mail_leaves(settings) -> None:
    told = {"mail": "provider", "mail_provider": "postmark"}
    settings.INSTALLATION = settings.INSTALLATION.model_copy(update=told)


@pytest.mark.usefixtures("mail_leaves")
def test_who_forgot_the_password_is_told_the_same_whether_there_is_such_a_person(client: Client) -> None:
    assert 'href="/forgotten/"' in client.get("/login/").text
    for asked in ("bo@x.nl", "nobody@x.nl"):
        answer = client.post("/forgotten/", {"email": asked}, follow=True)
        assert (answer.redirect_chain, answer.status_code) == ([("/login/", 302)], 200)
        assert "If somebody here has this address, a mail with a link is on its way." in answer.text
    do_all(at=NOW)
    assert list(Mail.objects.values_list("address", "template")) == [("bo@x.nl", "password_link")]


def test_where_no_mail_leaves_an_administrator_makes_the_link(client: Client) -> None:
    assert "/forgotten/" not in client.get("/login/").text
    assert "Ask an administrator" in client.post("/forgotten/", {"email": "bo@x.nl"}).text
    assert not Mail.objects.exists()
