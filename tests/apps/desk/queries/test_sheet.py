"""What is on the sheet for the next talk."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from karn.apps.care.actions.expectations import Expected, Said, make_expectations
from karn.apps.care.models.expectations import How
from karn.apps.contracts.rules import Standing
from karn.apps.conversations.actions import note_hint
from karn.apps.desk.queries.sheet import sheet_of
from karn.apps.people.rules import Role
from karn.apps.tasks.actions import Wanted, make_task
from karn.apps.threats.actions import observe_signals

ON = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
ZONE = ZoneInfo("UTC")
DAY = timedelta(days=1)


def sheet(world, customer, person=None):
    return sheet_of(customer.pk, person=person or world.person(), on=ON, zone=ZONE)


def test_a_customer_of_whom_nothing_is_known_has_nothing_open(world):
    told = sheet(world, world.customer("New"))
    assert (told.standing, told.is_open, told.mrr, told.agreed, told.talks) == (
        Standing.NONE,
        False,
        [],
        [],
        [],
    )


def test_account_managers_get_no_sheet_of_somebody_elses_customer(world):
    person = world.person(role=Role.ACCOUNT_MANAGER)
    assert sheet(world, world.paying(), person) is None
    assert sheet(world, world.paying(owner=person), person) is not None


def test_everything_open_is_on_it(world):
    customer = world.paying()
    asked = world.said(customer, NOON - DAY, direction="in", source="karn")
    bill = world.invoice(customer, due_on=ON - 5 * DAY)
    told = sheet(world, customer)
    assert ([one.pk for one in told.waiting], [one.invoice for one in told.unpaid]) == ([asked.pk], [bill])
    assert told.is_open


def test_what_is_to_be_done_for_them_is_on_it(world):
    customer = world.customer()
    make_task(wanted=Wanted(text="Bring the plan", customer=customer), by=world.person(), at=NOON)
    told = sheet(world, customer)
    assert ([task.text for task in told.tasks], told.is_open) == (["Bring the plan"], True)


def test_what_they_expect_is_on_it_with_what_they_never_confirmed(world):
    customer, eva = world.customer(), world.person()
    said = Said(on=ON, how=How.TALK)
    wanted = {"customer": customer, "by": eva, "on": ON, "at": NOON}
    make_expectations(expected=[Expected("Answer in a day")], said=said, **wanted)
    make_expectations(expected=[Expected("No surprises")], **wanted)
    told = [(one.expectation.text, one.is_confirmed) for one in sheet(world, customer).expected]
    assert told == [("Answer in a day", True), ("No surprises", False)]


@pytest.mark.parametrize(
    ("ends_in", "notice_days", "notice_by", "is_open"),
    [
        (60, 30, ON + 30 * DAY, True),
        (30, 30, ON, True),
        (29, 30, None, True),
        (150, 30, ON + 120 * DAY, True),
        (151, 30, None, False),
        (60, None, None, True),
        (0, 0, None, True),
        (-1, 0, None, False),
    ],
)
def test_the_last_day_for_notice_is_said_when_it_is_near(world, ends_in, notice_days, notice_by, is_open):
    customer = world.customer()
    world.price(world.subscription(customer, contract_ends_on=ON + ends_in * DAY, notice_days=notice_days))
    told = sheet(world, customer)
    (agreed,) = told.agreed
    assert (agreed.notice_by, told.is_open) == (notice_by, is_open)


def test_the_price_now_and_the_next_one_are_on_it_and_what_is_over_is_not(world):
    customer = world.customer()
    running, over = world.subscription(customer), world.subscription(customer)
    world.price(running, mrr=50, ends_on=ON + DAY)
    world.price(running, mrr=60, starts_on=ON + DAY)
    world.price(over, mrr=10, ends_on=ON)
    told = sheet(world, customer)
    (agreed,) = told.agreed
    assert (agreed.now.mrr, agreed.next.mrr) == (Decimal(50), Decimal(60))
    assert told.mrr == [(Decimal(50), "EUR")]


def test_who_of_us_spoke_with_them_is_counted_under_one_name(world):
    customer, eva = world.paying(), world.person(name="Eva", email="eva@example.org")
    world.said(customer, NOON - 9 * DAY, handled_by="EVA@example.org")
    world.said(customer, NOON - 3 * DAY, handled_by="Eva")
    world.said(customer, NOON - DAY, handled_by="bo@elsewhere.org")
    world.said(customer, NOON - DAY, handled_by="Eva", bulk=True)
    world.said(customer, NOON - 400 * DAY, handled_by="Eva")
    speakers = [(one.name, one.times, one.last_at) for one in sheet(world, customer).speakers]
    assert speakers == [("bo@elsewhere.org", 1, NOON - DAY), (eva.name, 2, NOON - 3 * DAY)]


def test_hints_reasons_and_the_last_talks_are_on_it(world):
    world.company()
    customer, eva = world.paying(), world.person()
    for days in range(10):
        world.said(customer, NOON - days * DAY, subject=f"Talk {days}")
    world.contact(customer, "Here")
    world.contact(customer, "Gone", ends_on=ON)
    world.switch_on("named_competitor")
    note_hint(customer=customer, kind="competitor", words="Acme", by=eva, at=NOON)
    observe_signals(on=ON, at=NOON)
    told = sheet(world, customer)
    assert [talk.subject for talk in told.talks] == [f"Talk {days}" for days in range(8)]
    assert [contact.name for contact in told.contacts] == ["Here"]
    assert [hint.words for hint in told.hints] == ["Acme"]
    assert [reason.rule for reason in told.reasons] == ["named_competitor"]


def test_the_queries_do_not_grow_with_what_is_known(world, django_assert_num_queries):
    person, poor, rich = world.person(), world.paying(), world.paying()
    with django_assert_num_queries(15):
        sheet(world, poor, person)
    for number in range(3):
        world.said(rich, NOON - number * DAY, direction="in", source="karn", handled_by="Eva")
        world.contact(rich)
        world.invoice(rich, due_on=ON)
        world.price(world.subscription(rich))
    with django_assert_num_queries(16):  # and one more for the names of who spoke
        sheet(world, rich, person)
