from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.contracts.rules import Standing
from karn.apps.customers.models import Customer
from karn.apps.desk.queries import story
from karn.apps.desk.queries.story import story_of, timeline_of
from karn.apps.threats.models import Signal
from karn.kernel.money import Money
from karn.platform.timeline import place_token

ON = date(2026, 3, 20)
ZONE = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def tell(world, customer, **asked):
    return story_of(customer.pk, person=world.person(), on=ON, zone=ZONE, **asked)


def everything(world):
    """One customer of whom there is one of each."""
    customer = world.customer("Bakker")
    world.price(world.subscription(customer, plan="Basis"), ends_on=date(2026, 3, 9))
    world.said(customer, NOON, subject="Question", direction="in")
    world.payment(world.invoice(customer, invoiced_on=date(2026, 2, 1)), "failed", failed_on=date(2026, 2, 5))
    world.order(customer, date(2026, 2, 7))
    world.contact(customer, "Ann", starts_on=date(2025, 1, 2), ends_on=date(2026, 2, 8), champion=True)
    world.departure(customer, notice_on=date(2026, 2, 9), contract_ends_on=date(2026, 3, 9), kind="voluntary")
    days = {"since": ON, "first_seen_on": date(2026, 2, 10), "last_seen_on": ON, "known_at": NOON}
    facts = {"name": "Ann", "day": "2026-02-08", "nobody_left": True}
    Signal.objects.create(
        customer=customer, rule="lost_contact", strength=3, facts=facts, ended_on=ON, **days
    )
    return customer


def test_everything_is_on_one_timeline_newest_first(world):
    timeline = tell(world, everything(world)).timeline
    assert [(entry.code, entry.title) for entry in timeline.entries] == [
        ("departure", "Left"),
        ("conversation", "Question"),
        ("signal", "Ann, our last contact, left on 8 February: we know nobody there now."),
        ("notice", "Notice received"),
        ("contact_left", "Ann left"),
        ("order", "Order"),
        ("payment", "Payment failed"),
        ("invoice", "Invoice"),
        ("contact_came", "Ann became a contact"),
        ("price", "Price per month"),
    ]
    assert {entry.source for entry in timeline.entries} == {"test", "karn"}
    assert all(entry.source_id and entry.known_at for entry in timeline.entries)


def test_the_story_adds_up(world):
    told = tell(world, everything(world))
    assert told.standing == Standing.LEFT
    assert told.mrr == []
    assert [purse.owed for purse in told.purses] == [Decimal(60)]
    assert [bill.state for bill in told.unpaid] == ["failed"]
    assert [contact.name for contact in told.contacts] == ["Ann"]
    assert (told.is_watched, told.strength, len(told.watch.past)) == (False, 0, 1)


def test_mrr_is_told_per_currency(world):
    customer = world.paying(mrr=50)
    world.price(world.subscription(customer), mrr=7)
    world.price(world.subscription(customer, currency="SEK"), mrr=100)
    assert tell(world, customer).mrr == [Money(Decimal(57), "EUR"), Money(Decimal(100), "SEK")]


def test_who_spoke_is_told_by_name_where_a_file_names_one_of_us_by_e_mail(world):
    customer = world.customer()
    world.person(name="Eva", email="eva@example.org")
    for handler in ("EVA@example.org", "bo@elsewhere.org", "Daan"):
        world.said(customer, NOON, direction="out", handled_by=handler)
    told = [entry.detail.split(" · ")[-1] for entry in tell(world, customer).timeline.entries]
    assert sorted(told) == ["Daan", "Eva", "bo@elsewhere.org"]


def test_one_kind_can_be_chosen_and_an_unknown_one_means_all(world):
    customer = everything(world)
    assert [entry.code for entry in tell(world, customer, kind="money").timeline.entries] == [
        "payment",
        "invoice",
    ]
    assert len(tell(world, customer, kind="odd").timeline.entries) == 10


def test_an_end_without_a_departure_is_told_by_the_price(world):
    customer = world.customer()
    subscription = world.subscription(customer)
    world.price(subscription, ends_on=date(2026, 1, 1))
    world.price(subscription, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1), end_kind="voluntary")
    ended = [entry for entry in tell(world, customer).timeline.entries if entry.code == "price_end"]
    assert [(entry.at.date(), entry.detail) for entry in ended] == [(date(2026, 2, 1), "Left by choice")]


def test_other_customers_rows_are_not_told(world):
    everything(world)
    assert tell(world, world.customer("Other")).timeline.entries == []


def test_there_is_no_story_of_nobody(world):
    assert story_of(4711, person=world.person(), on=ON, zone=ZONE) is None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.lists(st.integers(0, 60), max_size=6),
    days=st.lists(st.integers(0, 2), max_size=5),
    size=st.integers(1, 3),
)
def test_going_back_page_by_page_tells_everything_once(world, hours, days, size):
    Customer.objects.all().delete()
    customer = world.customer()
    start = datetime(2026, 3, 1, tzinfo=ZONE)
    for hour in hours:
        world.said(customer, start + timedelta(hours=hour))
    for number in days:
        world.order(customer, date(2026, 3, 1) + timedelta(days=number))
        world.contact(customer, starts_on=date(2026, 3, 1) + timedelta(days=number))
    told, after = [], ""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(story, "PAGE", 100)
        at_once = [entry.place for entry in timeline_of(customer.pk, zone=ZONE).entries]
        patch.setattr(story, "PAGE", size)
        while True:
            page = timeline_of(customer.pk, zone=ZONE, after=after)
            told += [entry.place for entry in page.entries]
            if not (after := page.older):
                break
    assert told == at_once == sorted(set(told))
    assert len(told) == len(hours) + 2 * len(days)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_do_not_grow_with_what_is_known(world, django_assert_num_queries, rows):
    customer, person = world.paying(), world.person()
    with django_assert_num_queries(14):
        story_of(customer.pk, person=person, on=ON, zone=ZONE)
    rich = everything(world)
    for number in range(rows):
        world.price(world.subscription(rich))
        world.said(rich, NOON + timedelta(days=number + 1))
        world.order(rich, date(2026, 2, 7))
        world.contact(rich)
    with django_assert_num_queries(21):
        story_of(rich.pk, person=person, on=ON, zone=ZONE)


def test_the_timeline_says_the_same_whether_its_rows_were_there_or_had_to_be_asked_for(world):
    customer, gone, person = everything(world), world.customer(), world.person()
    plan = world.subscription(gone)
    world.price(plan, starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 1))
    world.price(plan, starts_on=date(2025, 6, 1), ends_on=date(2026, 2, 1))
    world.contact(gone, "Ann", starts_on=date(2025, 6, 1))
    for one in (customer, gone):
        told = story_of(one.pk, person=person, on=ON, zone=ZONE).timeline
        assert told == timeline_of(one.pk, zone=ZONE)
        older = told.entries[len(told.entries) // 2]
        after = place_token(older)
        assert story_of(one.pk, person=person, on=ON, zone=ZONE, after=after).timeline == timeline_of(
            one.pk, zone=ZONE, after=after
        )
