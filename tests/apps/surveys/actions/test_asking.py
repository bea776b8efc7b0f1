"""Whom surveys ask: once, by mail, with days of rest across all of them, one reminder, and on occasions."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from karn.apps.customers.models import Contact
from karn.apps.mailing.actions.decisions import take_back
from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.mailing.models import Mail, Reason, State, Suppression
from karn.apps.mailing.queries.digests import digest_of
from karn.apps.mailing.queries.seals import unsealed
from karn.apps.people.actions.quarantine import release_copy
from karn.apps.people.rules import Role
from karn.apps.segments.models import Segment
from karn.apps.surveys.actions import asking
from karn.apps.surveys.actions.answers import answer
from karn.apps.surveys.actions.asking import Sent, ask_customers, ask_due, remind_due
from karn.apps.surveys.actions.surveys import Plan, close_survey, make_ready_survey, plan_survey
from karn.apps.surveys.models import Invitation, Occasion, Survey, Version
from karn.apps.surveys.queries.leaving import LETTERS
from karn.apps.surveys.queries.opening import opened
from karn.apps.surveys.queries.people import weigh
from karn.apps.surveys.rules.asking import Verdict
from karn.platform.quarantine import enter_quarantine
from karn.project.installation import Installation

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
ON = date(2026, 11, 1)
DAY = timedelta(days=1)


@pytest.fixture
def eva(world: Any) -> Any:
    world.company()
    return world.person(name="Eva", role=Role.MANAGER)


def make(eva: Any, code: str = "nps") -> Survey:
    return make_ready_survey(code=code, language="en", by=eva, at=AT)


def test_each_person_is_asked_once_within_the_days_of_rest_whatever_the_survey(world: Any, eva: Any) -> None:
    nps, csat = make(eva), make(eva, "csat")
    bakker = world.customer("Bakker", email="b@example.org", language="nl")
    same = world.customer("Bakker's shop", email="B@example.org")
    nobody = world.customer("Nobody")
    silent = world.customer("Silent", email="s@example.org")
    Suppression.objects.create(digest=digest_of("s@example.org"), why="objected", at=AT)
    everybody = [bakker, same, nobody, silent]
    sent = ask_customers(survey=nps, customers=everybody, by=eva, at=AT)
    assert sent == Sent(1, {Verdict.COOLING: 1, Verdict.NO_ADDRESS: 1, Verdict.OBJECTED: 1})
    mail = Mail.objects.get()
    assert (mail.kind, mail.address, mail.language, mail.template) == (
        "survey", "b@example.org", "nl", "survey_invitation",
    )  # fmt: skip
    assert ask_customers(survey=csat, customers=[same], by=eva, at=AT + 29 * DAY).asked == 0
    assert ask_customers(survey=nps, customers=[bakker], by=eva, at=AT + 31 * DAY).left == {Verdict.DONE: 1}
    assert ask_customers(survey=csat, customers=[same], by=eva, at=AT + 31 * DAY).asked == 1


@pytest.mark.parametrize("template", LETTERS)
def test_who_left_and_was_asked_how_it_was_rests_from_surveys_too(
    world: Any, eva: Any, template: str
) -> None:
    survey = make(eva)
    asked, spared = world.customer(email="a@example.org"), world.customer(email="s@example.org")
    for customer in (asked, spared):
        queue_mail(
            key=customer.email, to=customer.email, template=template, language="en", about=customer, by=eva,
            at=AT, values={},
        )  # fmt: skip
    Mail.objects.filter(address=spared.email).update(state=State.WITHHELD, reason=Reason.OBJECTED)
    sent = ask_customers(survey=survey, customers=[asked, spared], by=eva, at=AT + 29 * DAY)
    assert sent == Sent(1, {Verdict.COOLING: 1})
    assert ask_customers(survey=survey, customers=[asked], by=eva, at=AT + 31 * DAY).asked == 1


def test_two_who_ask_at_once_mail_the_same_person_once(
    world: Any, eva: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey, customer = make(eva), world.customer(email="b@example.org")
    other = world.customer(email="B@example.org")
    told: list[Sent] = []

    def weigh_and_be_overtaken(*args: Any, **asked: Any) -> Any:
        weighed = weigh(*args, **asked)
        monkeypatch.setattr(asking, "weigh", weigh)
        told.append(ask_customers(survey=survey, customers=[customer], by=eva, at=AT))
        return weighed

    monkeypatch.setattr(asking, "weigh", weigh_and_be_overtaken)
    told.append(ask_customers(survey=survey, customers=[customer, other], by=eva, at=AT))
    assert told == [Sent(1, {}), Sent(0, {Verdict.DONE: 1, Verdict.COOLING: 1})]
    assert (Mail.objects.count(), Invitation.objects.count()) == (1, 1)


def test_the_contact_who_decides_is_asked_and_not_the_office(world: Any, eva: Any) -> None:
    customer = world.customer(email="office@example.org")
    world.contact(customer, "Uses", email="u@example.org", influence="uses")
    decides = world.contact(customer, "Decides", email="d@example.org", influence="decides")
    world.contact(customer, "Gone", email="g@example.org", influence="decides", ends_on=date(2026, 1, 1))
    ask_customers(survey=make(eva), customers=[customer], by=eva, at=AT)
    assert (Invitation.objects.get().contact, Mail.objects.get().address) == (decides, "d@example.org")


def test_the_link_in_the_mail_opens_the_survey_and_the_reminder_comes_once(world: Any, eva: Any) -> None:
    customers = [world.customer(f"C{number}", email=f"c{number}@example.org") for number in range(2)]
    ask_customers(survey=make(eva), customers=customers, by=eva, at=AT)
    links = {mail.address: unsealed(mail.values["link"]) or "" for mail in Mail.objects.all()}
    token = links["c0@example.org"].rpartition("/s/")[2]
    answer(
        opened=opened(token, at=AT), fields={"a-recommend": "9"}, asked=["recommend"], language="en", at=AT
    )
    Mail.objects.update(state=State.SENT)
    assert [remind_due(at=AT + days * DAY) for days in (6, 7, 8, 20)] == [0, 1, 0, 0]
    reminder = Mail.objects.get(template="survey_reminder")
    assert reminder.address == "c1@example.org"
    again = (unsealed(reminder.values["link"]) or "").rpartition("/s/")[2]
    assert opened(again, at=AT + 7 * DAY).invitation == Invitation.objects.get(customer=customers[1])


def test_only_who_was_asked_at_this_address_and_is_still_there_is_reminded(world: Any, eva: Any) -> None:
    def asked(name: str) -> tuple[Any, Any]:
        acme = world.customer(name, email="office@example.org")
        return acme, world.contact(acme, name, email=f"{name}@example.org", influence="decides")

    people = {name: asked(name) for name in ("stays", "left", "binned", "gone", "moved", "back", "away")}
    ask_customers(survey=make(eva), customers=[acme for acme, _ in people.values()], by=eva, at=AT)
    take_back(mail=Mail.objects.get(address="back@example.org"), by=eva, at=AT)
    Mail.objects.filter(state=State.QUEUED).exclude(address="away@example.org").update(state=State.UNKNOWN)
    contacts = {name: Contact.objects.filter(pk=contact.pk) for name, (_acme, contact) in people.items()}
    contacts["left"].update(ends_on=ON + DAY)
    contacts["binned"].update(deleted_at=AT)
    contacts["gone"].delete()
    contacts["moved"].update(email="other@example.org")
    assert remind_due(at=AT + 8 * DAY) == 1
    assert Mail.objects.get(template="survey_reminder").address == "stays@example.org"


def test_what_waits_of_a_survey_stays_here_when_it_closes(world: Any, eva: Any) -> None:
    closed, other = make(eva), make(eva, "csat")
    for number, survey in enumerate((closed, other)):
        customer = world.customer(email=f"c{number}@example.org")
        ask_customers(survey=survey, customers=[customer], by=eva, at=AT)
    close_survey(survey=closed, by=eva, at=AT + DAY)
    assert list(Mail.objects.order_by("address").values_list("state", "reason")) == [
        (State.WITHHELD, Reason.CANCELLED),
        (State.QUEUED, ""),
    ]


def test_after_a_delivery_its_customer_is_asked_once_about_the_latest(world: Any, eva: Any) -> None:
    survey = make(eva, "csat")
    plan_survey(survey=survey, plan=Plan(Occasion.DELIVERY, 3), on=ON, by=eva, at=AT)
    customer = world.customer(email="c@example.org")
    for day in (date(2026, 10, 30), date(2026, 11, 1), date(2026, 11, 2)):
        world.order(customer, day)
    days = [ON + number * DAY for number in range(8)]
    asked = [ask_due(on=day, at=AT + number * DAY).asked for number, day in enumerate(days)]
    assert asked == [0, 0, 0, 1, 0, 0, 0, 0]
    assert ask_due(on=days[3], at=AT + 40 * DAY).asked == 0


def test_at_half_term_the_customer_of_a_running_contract_is_asked(world: Any, eva: Any) -> None:
    survey = make(eva, "half_term")
    plan_survey(survey=survey, plan=Plan(Occasion.HALF_TERM), on=ON, by=eva, at=AT)
    running = {"term_months": 12, "contract_ends_on": date(2027, 5, 7)}  # the middle: 2026-11-05
    customer = world.customer(email="c@example.org")
    world.price(world.subscription(customer, **running))
    gone = world.customer(email="g@example.org")
    world.price(world.subscription(gone, **running), ends_on=date(2026, 10, 1))
    asked = [ask_due(on=ON + number * DAY, at=AT + number * DAY).asked for number in range(3, 7)]
    assert asked == [0, 1, 0, 0]
    assert Invitation.objects.get().customer == customer


def test_a_released_copy_reminds_nobody_and_asks_about_nothing_of_before(
    world: Any, eva: Any, settings: Any, tmp_path: Path
) -> None:
    settings.INSTALLATION = Installation(data=tmp_path)
    ask_customers(survey=make(eva), customers=[world.customer(email="a@example.org")], by=eva, at=AT)
    Mail.objects.update(state=State.SENT)
    delivered, member = make(eva, "csat"), make(eva)
    plan_survey(survey=delivered, plan=Plan(Occasion.DELIVERY, 3), on=ON, by=eva, at=AT)
    plan_survey(survey=member, plan=Plan(Occasion.SEGMENT, 60, all_named(eva, "In")), on=ON, by=eva, at=AT)
    world.customer("In", email="in@example.org")
    for day in (7, 8):
        world.order(world.customer(email=f"o{day}@example.org"), ON + day * DAY)
    enter_quarantine(backup="karn-1.zip", made_at=AT, at=AT + 8 * DAY)
    told = release_copy(by=None, send_waiting=False, at=AT + 8 * DAY)
    counted = {str(one.name): one.count for one in told}
    assert counted == {"Letters of the next night": 0, "Mails": 0, "Reminders of surveys": 1}
    assert remind_due(at=AT + 8 * DAY) == 0
    asked = {days: ask_due(on=ON + days * DAY, at=AT + days * DAY).asked for days in (8, 10, 11, 59, 60)}
    assert asked == {8: 0, 10: 0, 11: 1, 59: 0, 60: 1}


def all_named(eva: Any, name: str) -> Segment:
    part = {"field": "customers.name", "operator": "is", "values": [name]}
    return Segment.objects.create(
        name="S", owner=eva, shared=True, made_at=AT, known_at=AT,
        definition={"version": 1, "root": {"match": "all", "parts": [part]}},
    )  # fmt: skip


def test_members_of_a_segment_are_asked_once_in_so_many_days(world: Any, eva: Any) -> None:
    segment = all_named(eva, "In")
    world.customer("In", email="in@example.org")
    world.customer("Out", email="out@example.org")
    survey = make(eva)
    plan_survey(survey=survey, plan=Plan(Occasion.SEGMENT, 90, segment), on=ON, by=eva, at=AT)
    asked = [ask_due(on=ON + days * DAY, at=AT + days * DAY).asked for days in (0, 1, 89, 90, 91)]
    assert asked == [1, 0, 0, 1, 0]
    assert {invitation.customer.name for invitation in Invitation.objects.all()} == {"In"}


def test_a_term_that_cannot_be_and_a_survey_that_fails_keep_no_other_from_asking(
    world: Any, eva: Any, caplog: pytest.LogCaptureFixture
) -> None:
    broken, survey = make(eva, "half_term"), make(eva, "half_term")
    for one in (broken, survey):
        plan_survey(survey=one, plan=Plan(Occasion.HALF_TERM), on=ON, by=eva, at=AT)
    Version.objects.filter(survey=broken).delete()
    for months in (30_000, 12):
        customer = world.customer(f"{months}", email=f"m{months}@example.org")
        term = {"term_months": months, "contract_ends_on": date(2027, 5, 7)}
        world.price(world.subscription(customer, **term))
    assert ask_due(on=ON + 4 * DAY, at=AT + 4 * DAY) == Sent(1, {})
    assert Invitation.objects.get().customer.name == "12"
    assert caplog.messages == [f"Survey {broken.pk} could not ask."]


@pytest.mark.parametrize(
    ("left", "rests"),
    [
        ({"notice_on": ON - 29 * DAY}, True),
        ({"notice_on": ON - 30 * DAY}, False),
        ({"notice_on": ON - 60 * DAY, "contract_ends_on": ON}, True),
        ({"recognised_on": ON - DAY, "kind": "payment_failure"}, True),
        ({"contract_ends_on": ON + DAY}, False),
        ({"notice_on": ON, "undone_on": ON}, False),
        ({"contract_ends_on": ON - DAY, "kind": "term_ended"}, False),
    ],
)
def test_who_left_within_the_days_of_rest_is_asked_by_no_survey(
    world: Any, eva: Any, left: dict[str, Any], rests: bool
) -> None:
    customer = world.customer(email="b@example.org")
    world.departure(customer, **left)
    sent = ask_customers(survey=make(eva), customers=[customer], by=eva, at=AT)
    assert sent == (Sent(0, {Verdict.COOLING: 1}) if rests else Sent(1, {}))


@pytest.mark.parametrize("template", LETTERS)
def test_who_was_asked_why_they_leave_after_a_survey_asked_is_not_reminded_of_it(
    world: Any, eva: Any, template: str
) -> None:
    customer = world.customer(email="b@example.org")
    ask_customers(survey=make(eva), customers=[customer], by=eva, at=AT)
    queue_mail(to="B@example.org", key="x", template=template, language="en", by=None, at=AT + DAY)
    Mail.objects.update(state=State.SENT)
    assert [remind_due(at=AT + days * DAY) for days in (8, 30, 31)] == [0, 0, 1]
