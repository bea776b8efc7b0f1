"""A link for a new password, by mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from karn.apps.mailing.actions.passwords import ask_for_password
from karn.apps.mailing.models import Mail
from karn.apps.mailing.queries.composing import read_mail
from karn.apps.people.actions.logins import make_link, use_link
from karn.apps.people.models import AuditEntry, LoginTries, Person
from karn.apps.people.queries.logins import good_link
from karn.platform.models import Run
from karn.platform.runs import do_all

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def ask(address: str = "bo@x.nl", *, at: datetime = NOON, machine: str = "10.0.0.1") -> None:
    ask_for_password(address=address, machine=machine, at=at)
    do_all(at=at)


def links() -> list[str]:
    told = [read_mail(mail).text for mail in Mail.objects.order_by("pk")]
    return [re.search(r"/welcome/([\w-]+)/", text)[1] for text in told]  # type: ignore[index]


@pytest.fixture(autouse=True)
def _bo(world) -> None:
    world.company()
    world.person(email="bo@x.nl", name="Bo", language="nl")


def test_who_has_the_address_gets_a_link_that_works_once_for_a_day() -> None:
    ask(" BO@x.nl ")
    (token,) = links()
    mail = Mail.objects.get()
    assert (mail.address, mail.kind, mail.language) == ("bo@x.nl", "service", "nl")
    assert "tot 23 november 2026" in read_mail(mail).text
    assert good_link(token, at=NOON + timedelta(days=1)) is None
    use_link(token, password="kaas en boter!", at=NOON)
    assert good_link(token, at=NOON) is None


@pytest.mark.parametrize("address", ["nobody@x.nl", "off@x.nl", "", "bo@x.nl\nbcc: all@x.nl"])
def test_others_get_nothing_and_nothing_tells_so(world, address: str) -> None:
    world.person(email="off@x.nl", name="Off", is_active=False)
    ask(address)
    assert (
        Mail.objects.count(),
        LoginTries.objects.count(),
        AuditEntry.objects.count(),
        Run.objects.count(),
    ) == (0, 2, 0, 1)


def test_asking_takes_no_earlier_link_away_and_using_one_closes_all() -> None:
    invited = make_link(Person.objects.get(), by=None, at=NOON)
    ask()
    assert good_link(invited, at=NOON) is not None
    use_link(links()[0], password="kaas en boter!", at=NOON)
    assert good_link(invited, at=NOON) is None


def test_asking_again_and_again_brings_few_mails() -> None:
    for second in range(40):
        ask(at=NOON + timedelta(seconds=second))
    assert Mail.objects.count() == 4
    ask(at=NOON + timedelta(hours=2))
    assert Mail.objects.count() == 5


def test_what_a_question_writes_is_the_same_for_all(django_assert_num_queries) -> None:
    with CaptureQueriesContext(connection) as known:
        ask_for_password(address="bo@x.nl", machine="10.0.0.1", at=NOON)
    with django_assert_num_queries(len(known)):
        ask_for_password(address="nobody@x.nl", machine="10.0.0.2", at=NOON)
