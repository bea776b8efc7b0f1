"""What holds in every simulated company, whatever the seed, the size and the day it stops."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karn.kernel.month import add_months
from karn.simulator.agreements import MONTHS
from karn.simulator.rows import Books
from karn.simulator.simulation import Simulation, simulate


def states_by_subscription(books: Books):
    grouped = defaultdict(list)
    for row in books.subscriptions:
        grouped[row.subscription_id].append(row)
    return grouped


def every_row_has_its_customer(made: Simulation) -> None:
    books = made.books
    customers = {row.customer_id for row in books.customers}
    assert len(customers) == len(books.customers)
    for table in (books.contacts, books.subscriptions, books.payments, books.conversations, books.orders):
        assert {row.customer_id for row in table} <= customers
    assert {row.customer_id for row in books.departures} <= customers
    assert {row.customer_id for row in books.subscriptions} == customers


def references_point_at_rows_of_the_same_customer(made: Simulation) -> None:
    books = made.books
    contacts = {(row.contact_id, row.customer_id) for row in books.contacts}
    subscriptions = {(row.subscription_id, row.customer_id) for row in books.subscriptions}
    people = {row.email for row in books.people}
    for talk in books.conversations:
        assert not talk.contact_id or (talk.contact_id, talk.customer_id) in contacts
        assert talk.handled_by in people | {""}
    for row in [*books.payments, *books.departures]:
        assert (row.subscription_id, row.customer_id) in subscriptions
    assert {row.owner for row in books.customers} <= people | {""}


def numbers_are_given_once(made: Simulation) -> None:
    books = made.books
    for rows, name in (
        (books.contacts, "contact_id"),
        (books.payments, "payment_id"),
        (books.conversations, "conversation_id"),
        (books.orders, "order_id"),
        (books.departures, "departure_id"),
    ):
        numbers = [getattr(row, name) for row in rows]
        assert "" not in numbers
        assert len(set(numbers)) == len(numbers)


def price_states_follow_each_other_without_gap(made: Simulation) -> None:
    books = made.books
    for states in states_by_subscription(books).values():
        for state, following in pairwise(states):
            assert state.ends_on == following.starts_on
        assert all(row.ends_on is None or row.ends_on > row.starts_on for row in states)
        assert all(not row.end_kind for row in states[:-1])
        assert bool(states[-1].end_kind) == (states[-1].ends_on is not None)


def a_customer_pays_one_subscription_at_a_time(made: Simulation) -> None:
    books = made.books
    spans = defaultdict(list)
    for states in states_by_subscription(books).values():
        spans[states[0].customer_id].append((states[0].starts_on, states[-1].ends_on))
    for found in spans.values():
        for (_, ends_on), (starts_on, _) in pairwise(sorted(found)):
            assert ends_on is not None
            assert ends_on <= starts_on


def departures_are_the_ends_of_subscriptions(made: Simulation) -> None:
    books = made.books
    ends = {}
    for subscription_id, states in states_by_subscription(books).items():
        if states[-1].ends_on is not None and states[-1].end_kind != "term_ended":
            ends[subscription_id] = (states[-1].ends_on, states[-1].end_kind)
    departed = {row.subscription_id: (row.contract_ends_on, row.kind) for row in books.departures}
    assert departed == ends
    assert len(departed) == len(books.departures)
    for row in books.departures:
        assert row.notice_on is None or row.notice_on <= row.contract_ends_on
        assert row.access_ends_on >= row.contract_ends_on


def the_truth_names_every_departure_once(made: Simulation) -> None:
    books = made.books
    truths = [(row.departure.departure_id, row.customer_id, row.left_on) for row in books.truths]
    departures = [(row.departure_id, row.customer_id, row.contract_ends_on) for row in books.departures]
    assert truths == departures
    assert all(row.stated_reason == row.departure.reason for row in books.truths)


def nothing_has_happened_on_or_after_the_last_day(made: Simulation) -> None:
    books = made.books
    assert all(row.joined_on < made.until for row in books.customers)
    assert all(row.starts_on < made.until for row in [*books.subscriptions, *books.contacts, *books.states])
    assert all(row.ends_on is None or row.ends_on < made.until for row in books.contacts)
    assert all(row.notice_on is None or row.notice_on < made.until for row in books.departures)
    assert all(row.ordered_on < made.until for row in books.orders)
    for payment in books.payments:
        assert payment.invoiced_on < made.until
        assert (payment.paid_on or payment.failed_on or date.min) < made.until
    for talk in books.conversations:
        assert talk.happened_at.date() < made.until
        assert talk.answered_at is None or talk.answered_at.date() < made.until


def only_agreed_ends_lie_ahead(made: Simulation) -> None:
    books = made.books
    noticed = {row.subscription_id for row in books.departures if row.notice_on is not None}
    for states in states_by_subscription(books).values():
        end = states[-1].ends_on
        assert end is None or end <= made.until or states[-1].subscription_id in noticed


def invoices_match_the_price_in_force(made: Simulation) -> None:
    books = made.books
    states = states_by_subscription(books)
    for payment in books.payments:
        (state,) = [
            row
            for row in states[payment.subscription_id]
            if row.starts_on <= payment.invoiced_on
            and (row.ends_on is None or payment.invoiced_on < row.ends_on)
        ]
        assert state.status == "active"
        assert payment.amount == (state.amount * state.quantity * (100 - state.discount_percent) + 50) // 100
        assert payment.currency == state.currency


def no_interval_is_invoiced_twice(made: Simulation) -> None:
    books = made.books
    invoiced = defaultdict(set)
    intervals = {row.subscription_id: [] for row in books.subscriptions}
    for row in books.subscriptions:
        intervals[row.subscription_id].append(row)
    for payment in books.payments:
        invoiced[payment.subscription_id].add((payment.invoiced_on, payment.invoice_id))
    for subscription_id, invoices in invoiced.items():
        days = [day for day, _ in invoices]
        shortest = min(MONTHS[row.interval] for row in intervals[subscription_id])
        assert all(
            add_months(day, shortest) <= later + timedelta(days=3) for day, later in pairwise(sorted(days))
        )


def each_attempt_says_what_became_of_it(made: Simulation) -> None:
    books = made.books
    for row in books.payments:
        assert (row.status == "paid") == (row.paid_on is not None)
        assert (row.status == "failed") == (row.failed_on is not None)
        assert row.due_on >= row.invoiced_on
        assert (row.paid_on or row.failed_on or row.invoiced_on) >= row.invoiced_on


def attempts_of_an_invoice_end_with_the_payment(made: Simulation) -> None:
    books = made.books
    invoices = defaultdict(list)
    for row in books.payments:
        invoices[row.invoice_id].append(row)
    for attempts in invoices.values():
        assert {row.status for row in attempts[:-1]} <= {"failed"}
        assert len({(row.subscription_id, row.invoiced_on, row.due_on, row.amount) for row in attempts}) == 1


def an_involuntary_end_is_thirty_days_after_the_first_failure(made: Simulation) -> None:
    books = made.books
    failed = defaultdict(list)
    for row in books.payments:
        failed[row.invoice_id, row.subscription_id].append(row)
    unpaid = defaultdict(set)
    for (_, subscription_id), attempts in failed.items():
        if attempts[-1].status == "failed":
            unpaid[subscription_id].add(min(row.failed_on for row in attempts))
    ended = {
        row.subscription_id: row.contract_ends_on for row in books.departures if row.kind == "payment_failure"
    }
    grace = timedelta(days=30)
    assert all(end - grace in unpaid[subscription_id] for subscription_id, end in ended.items())
    # Who had given notice before leaves by that notice.
    noticed = {row.subscription_id: row.notice_on for row in books.departures if row.notice_on is not None}
    overdue = {
        name
        for name, days in unpaid.items()
        if min(days) + grace <= made.until and min(days) < noticed.get(name, date.max)
    }
    assert overdue == set(ended)


def nobody_talks_after_the_end(made: Simulation) -> None:
    books = made.books
    last = {}
    for states in states_by_subscription(books).values():
        customer_id, end = states[0].customer_id, states[-1].ends_on
        last[customer_id] = max(last.get(customer_id, date.min), end or date.max)
    assert all(talk.happened_at.date() < last[talk.customer_id] for talk in books.conversations)
    assert all(
        talk.answered_at is None or talk.answered_at >= talk.happened_at for talk in books.conversations
    )


def contacts_come_before_they_go(made: Simulation) -> None:
    books = made.books
    assert all(row.ends_on is None or row.ends_on > row.starts_on for row in books.contacts)


def a_pause_knows_when_it_ends_and_a_trial_costs_nothing(made: Simulation) -> None:
    books = made.books
    for row in books.subscriptions:
        assert (row.status == "paused") == (row.resumes_on is not None)
        assert (row.status == "trial") == (row.amount == 0)
        assert row.resumes_on is None or row.resumes_on > row.starts_on


def leaving_months_are_the_departures(made: Simulation) -> None:
    books = made.books
    left = sorted(row.customer_id for row in books.states if row.left)
    departed = sorted(row.customer_id for row in books.departures if row.kind != "withdrawal")
    assert left == departed
    assert all(0 <= row.hazard <= 0.6 for row in books.states)


LAWS = [
    every_row_has_its_customer,
    references_point_at_rows_of_the_same_customer,
    numbers_are_given_once,
    price_states_follow_each_other_without_gap,
    a_customer_pays_one_subscription_at_a_time,
    departures_are_the_ends_of_subscriptions,
    the_truth_names_every_departure_once,
    nothing_has_happened_on_or_after_the_last_day,
    only_agreed_ends_lie_ahead,
    invoices_match_the_price_in_force,
    no_interval_is_invoiced_twice,
    each_attempt_says_what_became_of_it,
    attempts_of_an_invoice_end_with_the_payment,
    an_involuntary_end_is_thirty_days_after_the_first_failure,
    nobody_talks_after_the_end,
    contacts_come_before_they_go,
    a_pause_knows_when_it_ends_and_a_trial_costs_nothing,
    leaving_months_are_the_departures,
]


@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds_at_the_agency(law, agency):
    law(agency)


@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds_at_the_subscription_service(law, service):
    law(service)


@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds_at_the_practice(law, practice):
    law(practice)


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["agency", "practice", "subscription"]),
    st.integers(0, 10**9),
    st.integers(1, 40),
    st.dates(date(2024, 1, 1), date(2033, 12, 31)),
)
def test_every_law_holds_for_any_seed_size_and_day(company, seed, customers, until):
    made = simulate(company, until=until, seed=seed, customers=customers)
    assert len(made.books.customers) == customers
    for law in LAWS:
        law(made)
