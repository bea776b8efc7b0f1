"""Who declares in somebody else's name gets nowhere: codes, letter boxes, and taking it back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.contracts.models import Departure, PriceState
from karn.apps.customers.models import Customer
from karn.apps.farewell.actions.declarations import receive_declaration
from karn.apps.farewell.actions.settling import undo_declaration
from karn.apps.farewell.actions.verification import confirm_by_code, look_whose
from karn.apps.farewell.actions.withdrawals import keep_declaration_tasks
from karn.apps.farewell.models import Declaration
from karn.apps.farewell.queries.declarations import seems_to_be
from karn.apps.farewell.rules.declarations import CODES_A_DAY, PER_MINUTE, Said
from karn.apps.mailing.models import Mail
from karn.apps.people.rules import Role
from karn.apps.tasks.actions.tasks import finish_task
from karn.apps.tasks.models import Task

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def company(world: Any) -> Any:
    return world.company(name="De Sportschool", language="nl", country="NL", zone="Europe/Amsterdam")


def declare(
    contract: str, *, at: datetime = AT, receipt_to: str = "x@elsewhere.nl", **more: Any
) -> Declaration:
    said = Said("Jo Bakker", contract, receipt_to)
    made = receive_declaration(sort="cancel", said=said, language="en", at=at, **more).declaration
    look_whose(declaration=made.pk, at=at)
    made.refresh_from_db()
    return made


def test_strangers_cannot_fill_the_letter_box_on_file_with_codes(world: Any) -> None:
    world.customer("Jo", email="jo@bakker.nl")
    states = [declare("jo@bakker.nl", receipt_to=f"x{one}@else.nl").state for one in range(CODES_A_DAY + 2)]
    assert states == ["received"] * CODES_A_DAY + ["match"] * 2
    assert Mail.objects.filter(template="declaration_check").count() == CODES_A_DAY
    assert declare("jo@bakker.nl", at=AT + timedelta(days=1, minutes=1)).state == "received"


def test_a_flood_keeps_nobody_out_who_has_a_personal_link(world: Any) -> None:
    customer = world.customer("Jo", email="jo@bakker.nl")
    for one in range(PER_MINUTE):
        said = Said("Jo", "4711", f"x{one}@else.nl")
        receive_declaration(sort="cancel", said=said, language="en", at=AT)
    late = declare("4712", receipt_to="last@else.nl")
    assert (late.mail_waits, Mail.objects.filter(address="last@else.nl").exists()) == (True, False)
    assert declare("", receipt_to="jo@bakker.nl", customer=customer).state == "verified"


def test_whose_it_is_is_found_by_address_or_number_and_no_other_word(world: Any) -> None:
    customer = world.customer("Bakker AB", email="Jo@Bakker.nl", registration_number="5560360793")
    world.contact(customer, "Kim", email="Kim@bakker.nl")
    contract = world.subscription(customer)
    words = ("jo@bakker.NL", "kim@BAKKER.nl", "556036-0793", customer.source_id, contract.source_id)
    found = [seems_to_be(Declaration(contract=word, receipt_to="x@y.nl", received_at=AT)) for word in words]
    assert [[one[0] for one in its] for its in found] == [[customer]] * len(words)
    for word in ("", "Bakker AB", "%", "karn", "5560360794"):
        assert seems_to_be(Declaration(contract=word, receipt_to="x@y.nl", received_at=AT)) == []


def test_what_ended_at_once_can_be_taken_back_for_the_whole_undo_time(world: Any) -> None:
    customer = world.customer("Jo", email="jo@bakker.nl", kind="person", country="NL")
    contract = world.subscription(customer, kind="service")
    world.price(contract, mrr=25)
    made = declare("", customer=customer)
    assert made.ends_on == date(2026, 3, 11)
    undo_declaration(declaration=made.pk, by=None, at=AT + timedelta(days=2))
    assert (PriceState.objects.get().ends_on, Departure.objects.get().undone_on) == (None, date(2026, 3, 12))


def test_of_a_contact_s_notice_the_company_s_other_contacts_hear_in_their_language(world: Any) -> None:
    customer: Customer = world.customer("Bakker AB", email="", country="SE", language="sv")
    for name in ("kim", "bo"):
        world.contact(customer, name, email=f"{name}@bakker.se")
    made = declare("bo@bakker.se")
    code = Mail.objects.get(template="declaration_check").values["code"]
    confirm_by_code(declaration=made.pk, code=code, at=AT)
    told = Mail.objects.filter(template="declaration_confirmed").order_by("address")
    assert list(told.values_list("address", "language")) == [("bo@bakker.se", "sv"), ("kim@bakker.se", "sv")]


def confirmed(contract: str) -> Declaration:
    made = declare(contract)
    code = Mail.objects.filter(template="declaration_check").latest("pk").values["code"]
    return confirm_by_code(declaration=made.pk, code=code, at=AT)


def test_a_contact_s_notice_ends_a_company_s_contract_and_one_of_us_makes_sure_they_may(world: Any) -> None:
    owner = world.person()
    customer = world.customer("Bakker AB", email="info@bakker.se", owner=owner)
    world.contact(customer, "bo", email="bo@bakker.se")
    made = confirmed("bo@bakker.se")
    assert (made.state, Departure.objects.count()) == ("verified", 1)
    task = Task.objects.get(origin="farewell.authority")
    assert (task.number, task.owner, task.customer, task.due_on) == (
        made.pk, owner, customer, date(2026, 3, 11),
    )  # fmt: skip
    finish_task(task=task, outcome="She may", by=owner, at=AT + timedelta(hours=1))
    keep_declaration_tasks(at=AT + timedelta(days=9))
    task.refresh_from_db()
    assert task.done_at == AT + timedelta(hours=1)


def test_a_contact_s_notice_taken_back_or_over_asks_nobody_any_more(world: Any) -> None:
    boss = world.person(role=Role.MANAGER)
    world.contact(world.customer("Bakker AB", email=""), "bo", email="bo@bakker.se")
    made = confirmed("bo@bakker.se")
    assert Task.objects.get(origin="farewell.authority").owner == boss
    undo_declaration(declaration=made.pk, by=boss, at=AT + timedelta(hours=1))
    assert Task.objects.get(origin="farewell.authority").withdrawn_at == AT + timedelta(hours=1)


def test_what_a_contact_ended_at_once_is_asked_about_as_long_as_it_can_be_taken_back(world: Any) -> None:
    world.contact(world.customer("Bakker AB", email=""), "bo", email="bo@bakker.se")
    made = confirmed("bo@bakker.se")
    Declaration.objects.filter(pk=made.pk).update(ends_on=date(2026, 3, 11))
    open_on = []
    for days in (1, 2, 4):
        keep_declaration_tasks(at=AT + timedelta(days=days))
        open_on.append(Task.objects.filter(origin="farewell.authority", withdrawn_at=None).exists())
    assert open_on == [True, True, False]


def test_the_company_s_own_address_and_a_private_person_need_nobody_to_make_sure(world: Any) -> None:
    company = world.customer("Bakker AB", email="info@bakker.se")
    world.contact(company, "bo", email="Info@bakker.se")
    world.customer("Jo", email="jo@bakker.nl", kind="person")
    states = [confirmed("info@bakker.se").state, confirmed("jo@bakker.nl").state]
    assert (states, Task.objects.filter(origin="farewell.authority").count()) == (["verified"] * 2, 0)
