from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.threats.actions import observe_signals
from karn.apps.threats.models import Observation, Signal
from karn.apps.threats.rules.finding import Finding
from karn.apps.threats.signals import RULES

ON = date(2026, 3, 20)
AT = datetime(2026, 3, 21, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Told:
    """A rule that finds what it is told."""

    card = None

    def __init__(self, code, strengths):
        self.code = code
        self.strengths = strengths

    def find(self, look):
        for customer_id, strength in self.strengths.items():
            if customer_id in look.watched:
                yield Finding(customer_id, ON, strength, {"strength": strength})


def observe(on, *rules, at=AT):
    return observe_signals(on=on, at=at, rules=rules)


def kept():
    return list(Signal.objects.order_by("customer", "rule", "pk").values())


def without_ids():
    return [{key: value for key, value in row.items() if key != "id"} for row in kept()]


def test_a_signal_opens_is_refreshed_and_ends(world):
    customer = world.paying()
    first = observe(ON, Told("silent", {customer.pk: 1}))
    second = observe(ON + timedelta(days=1), Told("silent", {customer.pk: 2}))
    third = observe(ON + timedelta(days=2), Told("silent", {}))
    signal = Signal.objects.get()
    assert (first.opened, second.kept, third.ended) == (1, 1, 1)
    assert (signal.first_seen_on, signal.last_seen_on, signal.ended_on) == (
        ON,
        ON + timedelta(days=1),
        ON + timedelta(days=2),
    )
    assert (signal.strength, signal.facts, signal.known_at) == (2, {"strength": 2}, AT)


def test_a_signal_that_comes_back_is_a_new_one(world):
    customer = world.paying()
    for day, strengths in enumerate(({customer.pk: 1}, {}, {customer.pk: 1})):
        observe(ON + timedelta(days=day), Told("silent", strengths))
    assert [signal.ended_on is None for signal in Signal.objects.order_by("pk")] == [False, True]


def test_customers_who_left_or_gave_notice_are_not_looked_at(world):
    staying, left, leaving = world.paying("Stays"), world.customer("Left"), world.paying("Leaving")
    world.price(world.subscription(left), ends_on=ON)
    world.departure(leaving, notice_on=ON, contract_ends_on=ON + timedelta(days=30))
    observed = observe(ON, Told("silent", {staying.pk: 1, left.pk: 1, leaving.pk: 1}))
    assert observed.customers == 1
    assert [signal.customer_id for signal in Signal.objects.all()] == [staying.pk]


def test_notice_ends_the_signals_of_who_leaves(world):
    customer = world.paying()
    rule = Told("silent", {customer.pk: 1})
    observe(ON, rule)
    world.departure(customer, notice_on=ON, contract_ends_on=ON + timedelta(days=30))
    assert observe(ON + timedelta(days=1), rule).ended == 1


def test_rules_that_did_not_look_end_nothing(world):
    customer = world.paying()
    observe(ON, Told("silent", {customer.pk: 1}))
    assert observe(ON, Told("payment", {})).ended == 0


def test_the_day_of_the_look_is_kept_once(world):
    world.company()
    observe(ON, at=AT)
    observe(ON, at=AT + timedelta(hours=1))
    assert list(Observation.objects.values_list("on", "at")) == [(ON, AT + timedelta(hours=1))]


strengths = st.dictionaries(st.sampled_from(range(4)), st.sampled_from((1, 2, 3)))
days = st.lists(st.tuples(strengths, strengths), min_size=1, max_size=4)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=days)
def test_looking_twice_changes_nothing_and_the_order_of_rules_does_not_matter(world, days):
    Signal.objects.all().delete()
    customers = [world.paying(f"C{number}") for number in range(4)]
    outcomes = []
    for order in permutations((0, 1)):
        for day, found in enumerate(days):
            named = [
                Told(code, {customers[number].pk: strength for number, strength in its.items()})
                for code, its in zip(("silent", "payment"), found, strict=True)
            ]
            rules = [named[number] for number in order]
            observe(ON + timedelta(days=day), *rules)
            once = kept()
            again = observe(ON + timedelta(days=day), *rules, at=AT + timedelta(hours=5))
            assert (again.opened, again.ended, kept()) == (0, 0, once)
        outcomes.append(without_ids())
        Signal.objects.all().delete()
    assert outcomes[0] == outcomes[1]


def test_all_real_rules_look_without_a_row_in_the_database():
    observed = observe_signals(on=ON, at=AT)
    assert observed.by_rule == {rule.code: 0 for rule in RULES}


def test_the_number_of_queries_is_the_same_for_one_customer_and_for_three(
    world, django_assert_max_num_queries
):
    def trouble(name):
        customer = world.paying(name, joined_on=date(2025, 1, 1))
        invoice = world.invoice(customer, due_on=ON - timedelta(days=30))
        world.payment(invoice, "failed", failed_on=ON - timedelta(days=29))
        world.contact(customer, "Ann", champion=True, ends_on=ON)
        return customer

    trouble("One")
    with django_assert_max_num_queries(26) as first:
        observe_signals(on=ON, at=AT)
    Signal.objects.all().delete()
    Observation.objects.all().delete()
    trouble("Two")
    trouble("Three")
    with django_assert_max_num_queries(26) as second:
        assert observe_signals(on=ON, at=AT).by_rule["payment"] == 3
    assert len(first.captured_queries) == len(second.captured_queries)
