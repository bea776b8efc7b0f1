import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from karn.kernel.errors import BadInput, UnknownName
from karn.simulator.simulation import simulate
from karn.simulator.troubles import Cause

UNTIL = date(2026, 11, 22)
README = Path(__file__).resolve().parents[2] / "README.md"


def paying_on(books, day):
    """The customers who pay just before `day`."""
    return {
        row.customer_id
        for row in books.subscriptions
        if row.status == "active" and row.starts_on < day and (row.ends_on is None or row.ends_on >= day)
    }


def test_an_unknown_company_names_the_known_ones():
    with pytest.raises(UnknownName, match="agency, practice, subscription"):
        simulate("circus", until=UNTIL)


def test_a_company_without_customers_is_refused():
    with pytest.raises(BadInput, match="at least one customer"):
        simulate("agency", until=UNTIL, customers=0)


@pytest.mark.parametrize("company", ["agency", "practice", "subscription"])
def test_the_same_arguments_give_the_same_books_and_another_seed_others(company):
    first, again = (simulate(company, until=UNTIL, customers=12) for _ in range(2))
    assert first == again
    assert simulate(company, until=UNTIL, customers=12, seed=8).books != first.books


def test_progress_counts_every_customer():
    seen = []
    simulate(
        "subscription", until=UNTIL, customers=5, progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_a_practice_has_as_many_clients_as_the_first_page_says(practice):
    told = re.search(r"a practice with (\d+) to (\d+)", README.read_text(encoding="utf-8"))
    assert told
    assert int(told[1]) <= len(paying_on(practice.books, UNTIL)) <= int(told[2])


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause is not Cause.NOISE])
def test_a_cause_multiplies_the_rate_of_leaving(service, cause):
    """Months with the cause at work against months with none: leavers per month, at least twice as many."""
    months, left = Counter(), Counter()
    for row in service.books.states:
        for name in row.states.split() or ["none"]:
            months[name] += 1
            left[name] += row.left
    assert months[cause] > 50
    assert left[cause] / months[cause] > 2 * left["none"] / months["none"]


def test_most_months_with_a_cause_end_without_a_leaver(service):
    """Signals have false positives: whoever suffers mostly stays."""
    suffering = [row.left for row in service.books.states if row.states]
    assert sum(suffering) / len(suffering) < 0.2


def test_every_cause_makes_leavers_and_some_are_hidden(service):
    causes = Counter(row.true_cause for row in service.books.truths)
    assert set(causes) == set(Cause)
    hidden = sum(row.hidden for row in service.books.truths) / len(service.books.truths)
    assert 0.12 < hidden < 0.35
    assert 0.2 < causes[Cause.NOISE] / len(service.books.truths) < 0.5


def test_some_say_no_longer_needed_who_were_not_answered(service):
    told = {(row.true_cause, row.stated_reason) for row in service.books.truths if row.hidden}
    assert (Cause.UNANSWERED_MAILS, "need_ended") in told


def test_an_ignored_customer_has_unanswered_mails(service):
    """Of the leavers for unanswered mails whose cause shows, each wrote at least once in vain or in wait."""
    ignored = {
        row.customer_id
        for row in service.books.truths
        if row.true_cause == Cause.UNANSWERED_MAILS and not row.hidden
    }
    waiting = {
        row.customer_id
        for row in service.books.conversations
        if row.direction == "in"
        and (row.answered_at is None or (row.answered_at - row.happened_at).days >= 7)
    }
    assert len(ignored) > 10
    assert len(ignored & waiting) / len(ignored) > 0.85


def test_a_lost_champion_is_an_ended_contact(agency, service):
    for books in (agency.books, service.books):
        assert any(row.champion and row.ends_on is not None for row in books.contacts)


@pytest.mark.slow
def test_the_subscription_service_has_its_size_and_its_churn():
    books = simulate("subscription", until=UNTIL).books
    assert len(books.customers) == 4000
    assert 2100 <= len(paying_on(books, UNTIL)) <= 2400
    firsts = [date(2025 + (month - 1) // 12, (month - 1) % 12 + 1, 1) for month in range(11, 24)]
    rates = [
        len(paying_on(books, start) - paying_on(books, end)) / len(paying_on(books, start))
        for start, end in pairwise(firsts)
    ]
    assert 0.02 < sum(rates) / len(rates) < 0.04
    tables = (books.customers, books.contacts, books.subscriptions, books.payments, books.conversations)
    assert 80_000 < sum(map(len, tables)) < 200_000


def test_the_subscription_service_shows_every_situation_on_its_last_day(service):
    books = service.books
    assert {row.status for row in books.subscriptions} == {"active", "paused", "trial"}
    assert {row.interval for row in books.subscriptions} == {"month", "quarter", "year"}
    assert {row.plan for row in books.subscriptions} == {"Basis", "Plus", "Pro"}
    assert {row.kind for row in books.departures} == {"voluntary", "payment_failure", "withdrawal", "unknown"}
    assert any(row.contract_ends_on > UNTIL for row in books.departures)
    assert any(row.status == "open" and row.due_on < UNTIL for row in books.payments)
    assert max(int(row.subscription_id.partition("-")[2]) for row in books.subscriptions) >= 2


def test_talks_are_ten_to_twenty_a_year(service):
    years = len(service.books.states) / 12
    assert 10 <= len(service.books.conversations) / years <= 20


def test_the_agency_loses_a_few_of_its_forty_eight(agency):
    books = agency.books
    ended = [row for row in books.departures if row.contract_ends_on <= UNTIL]
    assert len(books.customers) == 48
    assert len(books.people) == 6
    assert 6 <= len(ended) <= 9
    assert min(row.amount for row in books.subscriptions) >= 400_00
    assert books.orders
