"""Goodbyes: begun for whoever leaves, however we know; written, signed, given; honest about what was sent."""

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from karn.apps.contracts.models import Departure, Invoice
from karn.apps.customers.models import Customer
from karn.apps.exits.models import Invitation
from karn.apps.farewell.actions.goodbyes import (
    begin_goodbye,
    care_for_goodbyes,
    change_goodbye_habits,
    hand_over_goodbye,
    mail_data_link,
    remove_goodbye,
    restore_goodbye,
    send_goodbye,
    write_goodbye,
)
from karn.apps.farewell.actions.procedures import mark_read
from karn.apps.farewell.actions.take_along import take_data_along
from karn.apps.farewell.models.goodbyes import Far, Goodbye
from karn.apps.farewell.queries.goodbyes import (
    departures_without,
    ending_of,
    last_bill,
    opened_goodbye,
    steps_of,
)
from karn.apps.farewell.queries.procedures import has_read, version_now
from karn.apps.farewell.rules.checklists import STEP
from karn.apps.farewell.signals import departing
from karn.apps.fit.actions.asking import ask_for_tasks
from karn.apps.fit.models import Check, Decision
from karn.apps.fit.models import Step as FitStep
from karn.apps.fit.rules.parting import PARTING
from karn.apps.mailing.actions.objections import suppress
from karn.apps.mailing.models import Mail, State, Why
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.people.rules import Role
from karn.apps.surveys.actions.asking import ask_customers
from karn.apps.surveys.actions.surveys import make_ready_survey
from karn.apps.tasks.actions import finish_task
from karn.apps.tasks.models import OPEN, Task
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink
from karn.platform.versions import ChangedMeanwhile

AT = datetime(2026, 6, 10, 12, tzinfo=UTC)
ON = AT.date()

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva(world: Any) -> Any:
    world.company(name="Studio", trade="agency", language="en", country="NL")
    return world.person(name="Eva", role=Role.MANAGER)


@pytest.fixture
def leaver(world: Any, eva: Any) -> Any:
    """A company that gave notice on 1 June; its contract ends on 1 July."""
    customer = world.customer(
        "Bakker BV", kind="company", owner=eva, email="jo@bakker.example", language="nl",
        joined_on=date(2022, 3, 1),
    )  # fmt: skip
    world.price(world.subscription(customer), starts_on=date(2022, 3, 1), ends_on=date(2026, 7, 1))
    world.departure(customer, notice_on=date(2026, 6, 1), contract_ends_on=date(2026, 7, 1), kind="voluntary")
    return customer


def goodbye_to(customer: Any) -> Goodbye:
    care_for_goodbyes(on=ON, at=AT)
    return Goodbye.objects.select_related("customer", "departure", "mail", "signer").get(customer=customer)


def open_steps() -> list[str]:
    return [
        task.facts["step"] for task in Task.objects.filter(OPEN, origin=STEP.code).order_by("due_on", "pk")
    ]


def test_who_leaves_gets_a_goodbye_and_a_checklist_once(leaver: Any, eva: Any) -> None:
    its = goodbye_to(leaver)
    assert (its.signer, its.language, its.far) == (eva, "nl", Far.DRAFT)
    assert care_for_goodbyes(on=ON, at=AT) == 0
    # Within two weeks; what is due later waits.
    assert open_steps() == ["procedure", "call", "thanks", "data"]
    care_for_goodbyes(on=date(2026, 6, 20), at=AT)
    assert open_steps() == ["procedure", "call", "thanks", "data", "access", "billing"]


def test_it_begins_at_once_when_notice_is_confirmed_here_and_ends_when_it_is_taken_back(leaver: Any) -> None:
    departure = Departure.objects.get()
    departing.send(sender=None, customer_id=leaver.pk, departure=departure.pk, at=AT)
    its = Goodbye.objects.get()
    assert (its.departure, len(open_steps())) == (departure, 4)
    Departure.objects.update(undone_on=ON)
    departing.send(sender=None, customer_id=leaver.pk, departure=departure.pk, at=AT)
    assert (Goodbye.objects.get().far, open_steps()) == (Far.STAYS, [])


@pytest.mark.parametrize(
    "values",
    [
        {"notice_on": date(2025, 6, 1), "contract_ends_on": date(2025, 7, 1)},
        {"notice_on": date(2026, 6, 1), "contract_ends_on": date(2026, 6, 2), "kind": "withdrawal"},
        {"notice_on": date(2026, 6, 1), "contract_ends_on": date(2026, 7, 1), "undone_on": date(2026, 6, 2)},
        {"contract_ends_on": date(2026, 7, 1), "kind": "payment_failure"},
    ],
    ids=["long ago", "withdrew", "taken back", "may still pay"],
)
@pytest.mark.usefixtures("eva")
def test_who_left_long_ago_withdrew_stays_or_may_still_pay_gets_none(
    world: Any, values: dict[str, Any]
) -> None:
    world.departure(world.customer(), **values)
    assert departures_without(ON) == []


@pytest.mark.usefixtures("eva")
def test_who_gives_up_one_of_two_contracts_stays(world: Any) -> None:
    customer = world.paying()
    going = world.subscription(customer)
    world.price(going, ends_on=date(2026, 7, 1))
    world.departure(customer, subscription=going, notice_on=ON, contract_ends_on=date(2026, 7, 1))
    assert departures_without(ON) == []


def test_two_contracts_that_end_together_have_one_goodbye(leaver: Any, world: Any) -> None:
    other = world.subscription(leaver)
    world.price(other, ends_on=date(2026, 7, 15))
    world.departure(
        leaver, subscription=other, notice_on=date(2026, 6, 1), contract_ends_on=date(2026, 7, 15)
    )
    assert (care_for_goodbyes(on=ON, at=AT), care_for_goodbyes(on=ON, at=AT)) == (1, 0)


def test_the_letter_says_when_and_what_and_recommends_nobody(leaver: Any, eva: Any, world: Any) -> None:
    world.invoice(leaver, invoiced_on=date(2026, 6, 1), due_on=date(2026, 6, 15))
    its = goodbye_to(leaver)
    write_goodbye(
        goodbye=its, words="Bedankt voor alles.", language="nl", signer=eva, contact=None, by=eva, at=AT
    )
    given = send_goodbye(goodbye=its, by=eva, at=AT)
    assert (given.far, given.is_open) == (Far.WAITING, False)
    mail = Mail.objects.get()
    assert (mail.kind, mail.customer, mail.values["sender"]) == ("service", leaver, "Eva")
    said = mail.values["lines"]
    assert said.startswith("Bedankt voor alles.\n\n– 30 juni 2026: De laatste dag van je contract.")
    assert ("60,00" in said, "1 juli 2028" in said, "aanbev" in said.casefold()) == (True, True, False)
    assert Invitation.objects.count() == 1
    assert all(mail.values[name].startswith("sealed:") for name in ("link", "questions"))
    # Thanked: the step is done, and its task is asked for no more.
    assert "thanks" not in open_steps()


@pytest.mark.parametrize("why", ["objected", "no yes in Germany", "a survey asked lately"])
def test_whom_no_survey_may_ask_gets_the_letter_without_questions(
    world: Any, leaver: Any, eva: Any, why: str
) -> None:
    its = goodbye_to(leaver)
    if why == "objected":
        suppress(digest=digest_of(leaver.email), why=Why.OBJECTED, way="file", at=AT)
    elif why == "no yes in Germany":
        Customer.objects.update(country="DE")
    else:
        survey = make_ready_survey(code="nps", language="nl", by=eva, at=AT)
        assert ask_customers(
            survey=survey, customers=[world.customer(email=leaver.email)], by=eva, at=AT
        ).asked
    assert send_goodbye(goodbye=its, by=eva, at=AT).far == Far.WAITING
    mail = Mail.objects.get(template="goodbye_only")
    assert ("link" in mail.values, "questions" in mail.values) == (True, False)
    assert Invitation.objects.count() == 0


def test_who_objects_while_a_letter_with_questions_waits_gets_it_without_them(leaver: Any, eva: Any) -> None:
    its = send_goodbye(goodbye=goodbye_to(leaver), by=eva, at=AT)
    suppress(digest=digest_of(leaver.email), why=Why.OBJECTED, way="link", at=AT)
    its.refresh_from_db()
    assert (its.far, its.is_open) == (Far.NOT_SENT, True)
    assert send_goodbye(goodbye=its, by=eva, at=AT).far == Far.WAITING
    suppress(digest=digest_of(leaver.email), why=Why.COMPLAINED, way="provider", at=AT)
    told = Mail.objects.order_by("pk").values_list("template", "state", "reason")
    assert list(told) == [("goodbye", "withheld", "objected"), ("goodbye_only", "queued", "")]


def test_queued_is_not_sent_and_what_went_nowhere_is_open_again(leaver: Any, eva: Any) -> None:
    its = send_goodbye(goodbye=goodbye_to(leaver), by=eva, at=AT)
    with pytest.raises(BadInput, match="stays as it is"):
        send_goodbye(goodbye=its, by=eva, at=AT)
    fars = []
    for state in (State.SENT, State.UNKNOWN, State.FAILED):
        Mail.objects.update(state=state)
        its = Goodbye.objects.select_related("mail", "departure").get()
        fars.append((its.far, its.is_open))
    assert fars == [(Far.SENT, False), (Far.UNKNOWN, False), (Far.NOT_SENT, True)]
    assert send_goodbye(goodbye=its, by=eva, at=AT).far == Far.WAITING
    assert Mail.objects.count() == 2


def test_nobody_signs_for_nobody_and_without_an_address_it_goes_on_paper(world: Any, eva: Any) -> None:
    customer = world.customer()
    world.departure(customer, notice_on=ON, contract_ends_on=date(2026, 7, 1))
    its = goodbye_to(customer)
    with pytest.raises(BadInput, match="no e-mail address"):
        send_goodbye(goodbye=its, by=eva, at=AT)
    with pytest.raises(BadInput, match="Somebody signs it"):
        hand_over_goodbye(goodbye=its, by=eva, at=AT)
    told = {"words": "", "language": "en", "contact": None, "by": eva, "at": AT}
    write_goodbye(goodbye=its, signer=eva, **told)
    assert hand_over_goodbye(goodbye=its, by=eva, at=AT).far == Far.HANDED
    with pytest.raises(BadInput, match="stays as it is"):
        write_goodbye(goodbye=its, signer=None, **told)


def test_two_who_write_at_once_meet(leaver: Any, eva: Any) -> None:
    its = goodbye_to(leaver)
    told = {"language": "nl", "signer": eva, "contact": None, "by": eva, "at": AT, "seen": its.version}
    write_goodbye(goodbye=its, words="A", **told)
    with pytest.raises(ChangedMeanwhile):
        write_goodbye(goodbye=its, words="B", **told)


def test_a_task_and_its_step_are_done_together(leaver: Any, eva: Any) -> None:
    its = goodbye_to(leaver)
    finish_task(task=Task.objects.get(origin=STEP.code, facts__step="call"), by=eva, at=AT)
    done = {
        step.row.code: step.row.done_by for step in steps_of(its, ending_of(its, on=ON)) if step.row.done_at
    }
    assert done == {"call": eva}


def test_who_read_how_leaving_works_has_that_step_done_for_who_leaves_now_and_later(
    leaver: Any, eva: Any, world: Any
) -> None:
    its = goodbye_to(leaver)
    assert mark_read(by=eva, seen="another", at=AT) is False
    assert mark_read(by=eva, seen=version_now(), at=AT) is True
    assert ("procedure" in open_steps(), its.steps.get(code="procedure").done_by) == (False, eva)
    later = world.customer("Visser BV", kind="company", owner=eva)
    world.departure(later, notice_on=date(2026, 6, 9), contract_ends_on=date(2026, 9, 1), kind="voluntary")
    assert goodbye_to(later).steps.get(code="procedure").done_at == AT


def test_who_ticks_the_task_of_reading_has_read_it(leaver: Any, eva: Any) -> None:
    goodbye_to(leaver)
    finish_task(task=Task.objects.get(origin=STEP.code, facts__step="procedure"), by=eva, at=AT)
    assert has_read(eva)


def test_what_became_known_late_is_due_from_the_day_it_did(world: Any, eva: Any) -> None:
    customer = world.customer("Smit BV", kind="company", owner=eva)
    world.departure(customer, notice_on=date(2026, 1, 5), contract_ends_on=date(2026, 6, 1), kind="voluntary")
    its = goodbye_to(customer)
    assert {one.due_on for one in steps_of(its, ending_of(its, on=ON)) if one.row.code != "erase"} == {ON}
    assert not Task.objects.filter(origin=STEP.code, due_on__lt=ON).exists()


def test_the_last_invoice_is_the_last_one_of_that_day(leaver: Any) -> None:
    for number, day in enumerate((date(2026, 6, 1), date(2026, 7, 1))):
        Invoice.objects.create(
            source="crm", source_id=f"I{number}", known_at=AT, customer=leaver, invoiced_on=day, amount=10,
            currency="EUR",
        )  # fmt: skip
    bills = [last_bill(leaver.pk, on=day) for day in (date(2026, 5, 1), ON, date(2026, 7, 2))]
    told = [bill and bill.invoice.invoiced_on for bill in bills]
    assert told == [None, date(2026, 6, 1), date(2026, 7, 1)]


def test_erasing_is_asked_of_who_may(world: Any, eva: Any) -> None:
    jan = world.person(name="Jan", role=Role.ACCOUNT_MANAGER)
    change_goodbye_habits(tasks_for="everybody", keep_months=1, by=eva, at=AT)
    for name, owner in (("Smit BV", jan), ("Mol BV", eva)):
        its = world.customer(name, kind="company", owner=owner)
        world.departure(its, notice_on=date(2026, 4, 1), contract_ends_on=date(2026, 5, 20), kind="voluntary")
        goodbye_to(its)
    asked = Task.objects.filter(origin=STEP.code, facts__step="erase").order_by("customer__name")
    assert [one.owner for one in asked] == [eva, None]


def test_thrown_away_it_opens_nothing_and_comes_back_whole(leaver: Any, eva: Any) -> None:
    its = send_goodbye(goodbye=goodbye_to(leaver), by=eva, at=AT)
    token = _token(its)
    assert opened_goodbye(token, at=AT + timedelta(days=179)).pk == its.pk
    remove_goodbye(goodbye=its, by=eva, at=AT)
    assert (open_steps(), care_for_goodbyes(on=ON, at=AT)) == ([], 0)
    with pytest.raises(NoSuchLink):
        opened_goodbye(token, at=AT)
    restore_goodbye(goodbye=its, by=eva, at=AT)
    assert (opened_goodbye(token, at=AT).pk, len(open_steps())) == (its.pk, 3)


def _token(goodbye: Goodbye) -> str:
    from karn.apps.mailing.queries.composing import read_mail  # noqa: PLC0415

    text = read_mail(Mail.objects.get(pk=goodbye.mail_id)).text
    return next(line.rpartition("/g/")[2] for line in text.splitlines() if "/g/" in line)


def test_tasks_are_for_whom_the_habits_say(leaver: Any, eva: Any) -> None:
    goodbye_to(leaver)
    change_goodbye_habits(tasks_for="key", keep_months=12, by=eva, at=AT)
    assert open_steps() == []
    leaver.is_key = True
    leaver.save()
    change_goodbye_habits(tasks_for="key", keep_months=12, by=eva, at=AT)
    assert len(open_steps()) == 4
    its = Goodbye.objects.select_related("customer", "departure").get()
    assert ending_of(its, on=ON).erase_on == date(2027, 7, 1)


def test_a_goodbye_to_who_left_long_ago_is_begun_by_hand(world: Any, eva: Any) -> None:
    customer = world.customer()
    with pytest.raises(BadInput, match="Record first"):
        begin_goodbye(customer=customer, by=eva, at=AT)
    world.departure(customer, notice_on=date(2024, 1, 1), contract_ends_on=date(2024, 2, 1))
    assert begin_goodbye(customer=customer, by=eva, at=AT).far == Far.DRAFT


def test_the_data_go_to_the_address_on_file_once_a_day(leaver: Any, eva: Any) -> None:
    its = send_goodbye(goodbye=goodbye_to(leaver), by=eva, at=AT)
    first = mail_data_link(goodbye=its, at=AT)
    assert first is not None
    assert (mail_data_link(goodbye=its, at=AT), first.address, first.kind) == (first, leaver.email, "service")


@pytest.mark.parametrize("kind", ["company", "person"])
def test_a_leaver_takes_own_data_along_and_nobody_elses(leaver: Any, world: Any, kind: str) -> None:
    leaver.kind = kind
    leaver.save()
    world.contact(leaver, "Jo Bakker", email="jo@bakker.example")
    world.invoice(leaver, invoiced_on=date(2026, 6, 1))
    world.contact(world.customer("Other"), "Somebody Else")
    packed = zipfile.ZipFile(io.BytesIO(take_data_along(goodbye=goodbye_to(leaver), at=AT)))
    name = "customer.json" if kind == "company" else "person.json"
    told = json.loads(packed.read(name))["tables"]
    texts = "".join(packed.read(one).decode() for one in packed.namelist())
    assert ("Jo Bakker" in texts, "Somebody Else" in texts) == (True, False)
    assert "invoice" in {table.rpartition(".")[2] for table in told}
    assert any(one.endswith(".csv") for one in packed.namelist())


def test_what_the_goodbye_asks_for_a_parting_does_not_ask_again(world: Any, eva: Any) -> None:
    customer = world.customer(owner=eva)
    check = Check.objects.create(customer=customer, on=ON, at=AT, fit="not_right", occasion="check")
    decision = Decision.objects.create(customer=customer, check_made=check, course="part", on=ON, at=AT)
    for place, code in enumerate(PARTING):
        FitStep.objects.create(decision=decision, place=place, ready=code, due_on=ON)
    asked = Task.objects.filter(OPEN, origin="fit.step")
    ask_for_tasks(on=ON, at=AT, among=[customer.pk])
    assert asked.all().count() == len(PARTING)
    world.departure(customer, notice_on=ON, contract_ends_on=date(2026, 7, 1), kind="ended_by_us")
    care_for_goodbyes(on=ON, at=AT)
    ask_for_tasks(on=ON, at=AT, among=[customer.pk])
    assert {task.facts["ready"] for task in asked.all()} == {"tell", "notice", "successor"}
