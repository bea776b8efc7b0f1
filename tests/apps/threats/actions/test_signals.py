from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.apps.threats.actions import look_soon, look_where_due, observe_customers, observe_signals
from karn.apps.threats.actions.hushing import hush_signal
from karn.apps.threats.actions.signals import keep_findings
from karn.apps.threats.models import Observation, Signal
from karn.apps.threats.queries import open_signals
from karn.apps.threats.rules.finding import Finding
from karn.engine.signals.catalogue import SIGNALS

ON = date(2026, 3, 20)
AT = datetime(2026, 3, 21, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def observe(on, at=AT, **found):
    """Keep what rules found: {rule: {customer: strength}}."""
    findings = {
        code: [Finding(number, ON, strength, {"strength": strength}) for number, strength in its.items()]
        for code, its in found.items()
    }
    return keep_findings(findings, on=on, at=at, codes=list(findings), customers=len(findings))


def kept():
    return list(Signal.objects.order_by("customer", "rule", "pk").values())


def without_ids():
    return [{key: value for key, value in row.items() if key != "id"} for row in kept()]


def test_a_signal_opens_is_refreshed_and_ends(world):
    customer = world.paying()
    first = observe(ON, silent={customer.pk: 1})
    second = observe(ON + timedelta(days=1), silent={customer.pk: 2})
    third = observe(ON + timedelta(days=2), silent={})
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
        observe(ON + timedelta(days=day), silent=strengths)
    assert [signal.ended_on is None for signal in Signal.objects.order_by("pk")] == [False, True]


def test_rules_that_did_not_look_end_nothing(world):
    customer = world.paying()
    observe(ON, silent={customer.pk: 1})
    assert observe(ON, payment={}).ended == 0


strengths = st.dictionaries(st.sampled_from(range(4)), st.sampled_from((1, 2, 3)))
days = st.lists(st.tuples(strengths, strengths), min_size=1, max_size=4)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=days)
def test_looking_twice_changes_nothing_and_the_order_of_rules_does_not_matter(world, days):
    Signal.objects.all().delete()
    customers = [world.paying(f"C{number}") for number in range(4)]
    outcomes = []
    for codes in permutations(("silent", "payment")):
        for day, found in enumerate(days):
            told = dict(zip(("silent", "payment"), found, strict=True))
            its = {
                code: {customers[no].pk: strength for no, strength in told[code].items()} for code in codes
            }
            observe(ON + timedelta(days=day), **its)
            once = kept()
            again = observe(ON + timedelta(days=day), at=AT + timedelta(hours=5), **its)
            assert (again.opened, again.ended, kept()) == (0, 0, once)
        outcomes.append(without_ids())
        Signal.objects.all().delete()
    assert outcomes[0] == outcomes[1]


def late(world, customer):
    """Let a customer owe an invoice, of a source that records payments."""
    invoice = world.invoice(customer, due_on=ON - timedelta(days=30))
    world.payment(invoice, "failed", failed_on=ON - timedelta(days=29))
    return invoice


def test_customers_who_left_or_gave_notice_are_not_looked_at(world):
    staying, left, leaving = world.paying("Stays"), world.customer("Left"), world.paying("Leaving")
    world.price(world.subscription(left), ends_on=ON)
    world.departure(leaving, notice_on=ON, contract_ends_on=ON + timedelta(days=30))
    for customer in (staying, left, leaving):
        late(world, customer)
    observed = observe_signals(on=ON, at=AT)
    assert observed.customers == 1
    assert [signal.customer_id for signal in Signal.objects.all()] == [staying.pk]


def test_notice_ends_the_signals_of_who_leaves(world):
    customer = world.paying()
    late(world, customer)
    assert observe_signals(on=ON, at=AT).by_rule["payment"] == 1
    world.departure(customer, notice_on=ON, contract_ends_on=ON + timedelta(days=30))
    assert observe_signals(on=ON + timedelta(days=1), at=AT).ended == 1


def test_what_was_found_says_which_rows_it_stands_on(world):
    customer = world.paying()
    invoice = late(world, customer)
    observe_signals(on=ON, at=AT)
    signal = Signal.objects.get()
    assert (signal.rule, signal.evidence) == ("payment", [{"model": "contracts.invoice", "id": invoice.pk}])
    assert signal.facts["day"] == (ON - timedelta(days=29)).isoformat()


def test_the_day_of_the_look_is_kept_once_with_the_rules_that_looked(world):
    world.company()
    observe_signals(on=ON, at=AT)
    observe_signals(on=ON, at=AT + timedelta(hours=1))
    observation = Observation.objects.get()
    assert (observation.on, observation.at) == (ON, AT + timedelta(hours=1))
    assert set(observation.rules) == {code for code, one in SIGNALS.items() if one.is_on_at_first}


def test_a_look_at_one_customer_says_what_a_look_at_all_does_and_leaves_others_alone(world):
    one, other = world.paying("One"), world.paying("Other")
    for customer in (one, other):
        world.said(customer, AT - timedelta(days=9), direction="in", channel="mail", source="karn")
    observe_customers(customers=[one.pk], on=ON, at=AT)
    at_once = without_ids()
    assert [row["customer_id"] for row in at_once] == [one.pk]
    observe_signals(on=ON, at=AT)
    assert without_ids()[:1] == at_once
    assert len(without_ids()) == 2


def test_what_a_customer_told_by_himself_is_looked_at_soon_and_once(world):
    three = [world.paying(name) for name in ("One", "Other", "Third")]
    for customer in three:
        world.said(customer, AT - timedelta(days=9), direction="in", channel="mail", source="karn")
    for customer in (*three[:2], three[0]):
        look_soon(customer_id=customer.pk, at=AT)
    assert without_ids() == []
    assert [look_where_due(on=ON, at=AT) for _ in range(2)] == [2, 0]
    assert [row["customer_id"] for row in without_ids()] == [customer.pk for customer in three[:2]]


def test_the_number_of_queries_is_the_same_for_one_customer_and_for_three(
    world, django_assert_max_num_queries
):
    late(world, world.paying("One"))
    with django_assert_max_num_queries(30) as first:
        observe_signals(on=ON, at=AT)
    Signal.objects.all().delete()
    Observation.objects.all().delete()
    for name in ("Two", "Three"):
        late(world, world.paying(name))
    with django_assert_max_num_queries(30) as second:
        assert observe_signals(on=ON, at=AT).by_rule["payment"] == 3
    assert len(first.captured_queries) == len(second.captured_queries)


def test_what_was_put_off_comes_back_on_its_day_or_when_it_is_stronger_and_else_not(world):
    person, soon, weak, dismissed = world.person(), world.paying("Soon"), world.paying("Weak"), world.paying()
    found = {soon.pk: 2, weak.pk: 1, dismissed.pk: 2}
    observe(ON, silent=found)
    day, far = ON + timedelta(days=7), ON + timedelta(days=90)
    for customer, until, why in ((soon, day, ""), (weak, far, ""), (dismissed, None, "Moved")):
        number = Signal.objects.get(customer=customer).pk
        hush_signal(signal=number, until=until, why=why, by=person, on=ON, at=AT)
    assert list(open_signals()) == []
    observe(ON + timedelta(days=1), silent=found)
    assert list(open_signals()) == []
    observe(day, silent=found | {weak.pk: 2})
    assert {signal.customer_id for signal in open_signals()} == {soon.pk, weak.pk}
    observe(day, silent={})
    observe(day + timedelta(days=1), silent={dismissed.pk: 2})
    assert [signal.customer_id for signal in open_signals()] == [dismissed.pk]
