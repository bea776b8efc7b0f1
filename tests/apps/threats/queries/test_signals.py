from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from karn.apps.customers.models import Customer
from karn.apps.threats.models import Signal
from karn.apps.threats.queries import at_risk, latest_observation, signals_of, threatened_on, watched_on

ON = date(2026, 3, 20)
AT = datetime(2026, 3, 20, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def signal(customer, rule="lost_contact", strength=2, **values):
    facts = {"name": "Ann", "day": "2026-03-01", "nobody_left": True}
    days = {"since": ON, "first_seen_on": ON, "last_seen_on": ON, "known_at": AT}
    return Signal.objects.create(
        **{**days, "customer": customer, "rule": rule, "strength": strength, "facts": facts, **values}
    )


def test_the_strongest_come_first_then_those_who_pay_most(world):
    poor, rich, weak = (
        world.paying("Poor", mrr=10),
        world.paying("Rich", mrr=90),
        world.paying("Weak", mrr=500),
    )
    signal(poor, strength=2)
    signal(rich, strength=2)
    signal(weak, strength=2)
    sign_only = world.paying("Signs only")
    signal(sign_only, "strange", strength=1)
    signal(sign_only, "odd", strength=1)
    assert [(risk.name, risk.mrr, risk.strength) for risk in at_risk(on=ON)] == [
        ("Weak", Decimal(500), 2),
        ("Rich", Decimal(90), 2),
        ("Poor", Decimal(10), 2),
    ]
    assert [risk.name for risk in at_risk(on=ON, limit=1)] == ["Weak"]


def test_what_is_to_be_acted_on_today_comes_before_any_number_of_other_signs(world):
    signs, urgent = world.paying("Many signs", mrr=500), world.paying("Urgent", mrr=10)
    for rule in ("lost_contact", "strange", "odd"):
        signal(signs, rule, strength=2)
    signal(urgent, strength=3)
    assert [risk.name for risk in at_risk(on=ON)] == ["Urgent", "Many signs"]


def test_the_strongest_sign_counts_and_each_signal_is_a_reason(world):
    customer = world.paying(owner=world.person(name="Eva"))
    signal(customer, strength=2)
    signal(customer, "unheard_of", 1)
    (risk,) = at_risk(on=ON)
    assert (risk.strength, risk.owner, risk.currency) == (2, "Eva", "EUR")
    assert [(reason.rule, reason.sentence) for reason in risk.reasons] == [
        ("lost_contact", "Ann, our last contact, left on 1 March: we know nobody there now."),
        ("unheard_of", "unheard_of"),
    ]


def test_ended_signals_and_those_of_leavers_are_no_risk(world):
    ended, left, leaving = world.paying("Ended"), world.customer("Left"), world.paying("Leaving")
    signal(ended, ended_on=ON)
    signal(left)
    signal(leaving)
    world.departure(leaving, notice_on=ON, contract_ends_on=ON + timedelta(days=9))
    assert at_risk(on=ON) == []
    assert list(threatened_on(ON)) == []
    assert list(watched_on(ON)) == [ended]


def test_only_those_somebody_may_see_are_listed(world):
    seen, hidden = world.paying("Seen"), world.paying("Hidden")
    signal(seen)
    signal(hidden)
    among = Customer.objects.filter(pk=seen.pk)
    assert [risk.customer_id for risk in at_risk(on=ON, among=among)] == [seen.pk]


@pytest.mark.parametrize("customers", [1, 3])
def test_two_queries_whatever_the_number(world, django_assert_num_queries, customers):
    for number in range(customers):
        signal(world.paying(f"C{number}", owner=world.person()))
    with django_assert_num_queries(2):
        assert len(at_risk(on=ON)) == customers


def test_open_signals_come_before_ended_ones(world):
    customer = world.paying()
    signal(customer, "silent", 3, ended_on=ON)
    signal(customer, "payment", 1)
    assert [its.rule for its in signals_of(customer)] == ["payment", "silent"]


def test_without_a_look_there_is_no_observation():
    assert latest_observation() is None
