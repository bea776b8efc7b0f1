"""The list goes to the client and comes back once; what the client would have otherwise is decided here."""

from datetime import timedelta
from typing import Any

import pytest
from tests.apps.care.conftest import AT, ON

from karn.apps.care.actions.confirmations import (
    Added,
    ListChanged,
    Told,
    answer_list,
    decide_correction,
    mail_list,
    make_list_link,
    revoke_list,
)
from karn.apps.care.actions.expectations import Expected, change_expectation, make_expectations
from karn.apps.care.actions.start_ups import begin_start_up
from karn.apps.care.models import Confirmation, Correction, Expectation, StartUp
from karn.apps.care.queries.confirmations import opened_list
from karn.apps.mailing.models import Mail
from karn.apps.people.models import Role
from karn.apps.personal.actions.erasures import erase_person
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


@pytest.fixture
def rows(client_of: Any) -> list[Expectation]:
    expected = [Expected("Reports on Monday"), Expected("One person to call", horizon="short")]
    return make_expectations(customer=client_of.customer, expected=expected, by=client_of.eva, on=ON, at=AT)


@pytest.fixture
def secret(client_of: Any, rows: list[Expectation]) -> str:  # noqa: ARG001 (there is something to confirm)
    return make_list_link(customer=client_of.customer, contact=client_of.jo, by=client_of.eva, at=AT)


def test_lines_that_are_right_are_confirmed_and_the_rest_waits_to_be_taken_over(
    client_of: Any, rows: list[Expectation], secret: str
) -> None:
    start_up = begin_start_up(customer=client_of.customer, occasion="new", by=client_of.eva, on=ON, at=AT)
    first, second = rows
    told = [
        Told(first.pk, "right", "", first.text),
        Told(second.pk, "other", "Two people to call", second.text),
    ]
    answer_list(opened=opened_list(secret, at=LATER), told=told, more=[Added("Cake", "long")], at=LATER)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_confirmed_on(ON), first.confirmed_by, first.confirmed_how) == (
        True,
        client_of.jo,
        "link",
    )
    assert (second.text, second.is_confirmed_on(ON)) == ("One person to call", False)
    task = Task.objects.get(OPEN, origin="care.answer")
    assert (task.owner, task.title) == (client_of.eva, "Read what Jo would have otherwise: 2 lines")
    for one in Correction.objects.order_by("pk"):
        decide_correction(correction=one, take=True, by=client_of.eva, at=LATER)
    second.refresh_from_db()
    added = Expectation.objects.get(text="Cake")
    assert (second.text, second.contact, second.is_confirmed_on(ON)) == (
        "Two people to call",
        client_of.jo,
        True,
    )
    assert (added.horizon, added.contact, added.is_confirmed_on(ON)) == ("long", client_of.jo, True)
    assert not Task.objects.filter(OPEN, origin="care.answer").exists()
    start_up.refresh_from_db()
    assert (start_up.confirmed_on, start_up.confirmed_how, start_up.confirmed_by) == (
        ON,
        "link",
        client_of.jo,
    )


def test_sent_again_nothing_changes_and_a_line_we_changed_is_shown_once_more(
    client_of: Any, rows: list[Expectation], secret: str
) -> None:
    first, _second = rows
    its = opened_list(secret, at=LATER)
    with pytest.raises(BadInput):
        answer_list(opened=its, told=[Told(first.pk, "", "", first.text)], more=[Added(" ")], at=LATER)
    change_expectation(expectation=first, expected=Expected("Reports on Friday"), by=client_of.eva, at=LATER)
    with pytest.raises(ListChanged):
        answer_list(opened=its, told=[Told(first.pk, "right", "", first.text)], more=[], at=LATER)
    sent = [Told(first.pk, "right", "", "Reports on Friday")]
    answer_list(opened=its, told=sent, more=[], at=LATER)
    answer_list(opened=its, told=sent, more=[Added("More")], at=LATER + timedelta(hours=1))
    stored = Confirmation.objects.get()
    assert (stored.answered_at, stored.answer["silent"], Correction.objects.count()) == (LATER, 1, 0)


def test_a_silent_line_or_one_left_as_it_was_does_not_confirm_the_start_up(
    client_of: Any, rows: list[Expectation], secret: str
) -> None:
    begin_start_up(customer=client_of.customer, occasion="new", by=client_of.eva, on=ON, at=AT)
    told = [Told(row.pk, "over", "", row.text) for row in rows]
    answer_list(opened=opened_list(secret, at=LATER), told=told, more=[], at=LATER)
    one, other = Correction.objects.order_by("pk")
    decide_correction(correction=one, take=True, by=client_of.eva, at=LATER)
    decide_correction(correction=other, take=False, by=client_of.eva, at=LATER)
    assert [row.standing for row in Expectation.objects.order_by("pk")] == ["gone", "open"]
    assert StartUp.objects.get().confirmed_on is None


def test_a_newer_list_and_taking_it_back_end_the_link_and_without_an_address_there_is_no_mail(
    client_of: Any, secret: str, world: Any
) -> None:
    customer, eva = client_of.customer, client_of.eva
    newer = mail_list(customer=customer, contact=client_of.jo, by=eva, at=LATER)
    with pytest.raises(NoSuchLink):
        opened_list(secret, at=LATER)
    mail = Mail.objects.get()
    assert (mail.address, mail.template, mail.kind, mail.values["day"]) == (
        "jo@bakker.example",
        "expectations_list",
        "service",
        "15 July 2026",
    )
    revoke_list(confirmation=newer, by=eva, at=LATER)
    newer.refresh_from_db()
    assert newer.revoked_at == LATER
    with pytest.raises(BadInput):
        mail_list(customer=customer, contact=world.contact(customer, "No mail"), by=eva, at=LATER)
    with pytest.raises(BadInput):
        make_list_link(customer=world.customer("Empty"), contact=None, by=eva, at=LATER)


def test_not_right_without_a_word_confirms_nothing_and_asks_for_the_words(
    rows: list[Expectation], secret: str
) -> None:
    told = [Told(rows[0].pk, "other", " ", rows[0].text)]
    with pytest.raises(BadInput, match="in your own words what is not quite right"):
        answer_list(opened=opened_list(secret, at=LATER), told=told, more=[], at=LATER)
    rows[0].refresh_from_db()
    assert (rows[0].is_confirmed_on(ON), opened_list(secret, at=LATER).is_answered) == (False, False)


def test_erasing_the_contact_ends_the_link_and_takes_what_was_said_along(
    client_of: Any, rows: list[Expectation], secret: str, world: Any
) -> None:
    first, second = rows
    told = [Told(first.pk, "right", "", first.text), Told(second.pk, "other", "Call Jo Jansen", second.text)]
    answer_list(opened=opened_list(secret, at=LATER), told=told, more=[], at=LATER)
    link = make_list_link(customer=client_of.customer, contact=client_of.jo, by=client_of.eva, at=LATER)
    admin = world.person(role=Role.ADMINISTRATOR)
    erase_person(kind="contact", number=client_of.jo.pk, by=admin, on=ON, at=LATER)
    with pytest.raises(NoSuchLink):
        opened_list(link, at=LATER + timedelta(minutes=1))
    first.refresh_from_db()
    correction = Correction.objects.get()
    assert (first.confirmed_by, first.confirmed_on, correction.text, correction.decided) == (
        None,
        None,
        "",
        "left",
    )
    assert [one.answer for one in Confirmation.objects.order_by("pk")] == [{}, {}]


def test_who_left_opens_no_list_and_the_day_to_ask_again_stays(
    client_of: Any, rows: list[Expectation], secret: str
) -> None:
    opened = opened_list(secret, at=LATER)
    begin_start_up(customer=client_of.customer, occasion="new", by=client_of.eva, on=ON, at=AT)
    before = list(Expectation.objects.order_by("pk").values_list("ask_on", flat=True))
    type(client_of.jo).objects.filter(pk=client_of.jo.pk).update(ends_on=ON)
    with pytest.raises(NoSuchLink):
        opened_list(secret, at=LATER)
    told = [Told(row.pk, "right", "", row.text) for row in rows]
    with pytest.raises(NoSuchLink):
        answer_list(opened=opened, told=told, more=[], at=LATER)
    assert list(Expectation.objects.order_by("pk").values_list("ask_on", flat=True)) == before
    assert StartUp.objects.get().confirmed_on is None


def test_what_somebody_corrected_who_left_since_is_taken_over_unconfirmed_and_asked_about_as_before(
    client_of: Any, rows: list[Expectation], secret: str
) -> None:
    told = [Told(rows[0].pk, "other", "Reports on Friday", rows[0].text)]
    answer_list(opened=opened_list(secret, at=LATER), told=told, more=[Added("Cake", "long")], at=LATER)
    before = rows[0].ask_on
    type(client_of.jo).objects.filter(pk=client_of.jo.pk).update(ends_on=ON)
    for correction in Correction.objects.order_by("pk"):
        decide_correction(correction=correction, take=True, by=client_of.eva, at=LATER)
    first, _second, cake = Expectation.objects.order_by("pk")
    assert (first.text, first.ask_on, first.confirmed_on) == ("Reports on Friday", before, None)
    assert (cake.text, cake.ask_on, cake.confirmed_on) == ("Cake", ON + timedelta(days=14), None)
