"""The situations a small company must be in on its last day, so that there is something to see and to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from karn.kernel.month import Month
from karn.kernel.period import Period
from karn.simulator.rows import Books

LEFT_SHARE = (0.125, 0.19)  # of all clients ever; of 48 that is 6 to 9
RECENT_DAYS = 100


Tally = dict[str, int]  # how often each situation occurs


def tally_scenes(books: Books, until: date) -> Tally:
    """Return how often each situation occurs on the day `until`; tallies of single customers add up."""
    ended = [row for row in books.departures if row.contract_ends_on <= until]
    last_month = Period.month(Month.of(until).plus(-1))
    recent = until - timedelta(days=RECENT_DAYS)
    return {
        "departures": len(ended),
        "left lately": sum(row.contract_ends_on > recent for row in ended),
        "left last month": sum(row.contract_ends_on in last_month for row in ended),
        "scheduled": len(books.departures) - len(ended),
        "hidden": sum(row.hidden for row in books.truths),
        "term ends soon": _terms_ending(books, until),
        "unanswered": _unanswered(books, until),
        "silent": _silent(books, until),
        "overdue": sum(row.status == "open" and row.due_on < until for row in books.payments),
        "champion lost lately": sum(
            _left_lately(row.ends_on, until) for row in books.contacts if row.champion
        ),
    }


def wanted_scenes(customers: int) -> dict[str, tuple[int, int | None]]:
    """Return how often each situation must occur in a company of so many customers: at least, at most."""
    fewest, most = (round(share * customers) for share in LEFT_SHARE)
    return {
        "departures": (fewest, most),
        "left lately": (2, 3),
        "left last month": (1, 3),
        "scheduled": (1, 3),
        "hidden": (1, None),
        "term ends soon": (1, None),
        "unanswered": (2, 6),
        "silent": (1, 5),
        "overdue": (2, 8),
        "champion lost lately": (1, None),
    }


def count_missing(tallies: Sequence[Tally]) -> int:
    """Return how far the customers of these tallies are from showing everything; 0 = it is all there."""
    missing = 0
    for name, (low, high) in wanted_scenes(len(tallies)).items():
        number = sum(tally[name] for tally in tallies)
        missing += max(0, low - number, 0 if high is None else number - high)
    return missing


def _staying(books: Books) -> dict[str, None]:
    """Return the customers with an open agreement."""
    return {row.customer_id: None for row in books.subscriptions if row.ends_on is None}


def _terms_ending(books: Books, until: date) -> int:
    soon = until + timedelta(days=60)
    return sum(
        row.ends_on is None and row.contract_ends_on is not None and until < row.contract_ends_on <= soon
        for row in books.subscriptions
    )


def _unanswered(books: Books, until: date) -> int:
    staying, since = _staying(books), until - timedelta(days=30)
    asking = {
        row.customer_id: None
        for row in books.conversations
        if row.direction == "in"
        and row.answered_at is None
        and since < row.happened_at.date() < until - timedelta(days=4)
    }
    return sum(customer_id in staying for customer_id in asking)


def _silent(books: Books, until: date) -> int:
    last: dict[str, datetime] = {}
    for row in books.conversations:
        if not row.bulk:
            last[row.customer_id] = max(last.get(row.customer_id, row.happened_at), row.happened_at)
    since = until - timedelta(days=60)
    return sum(last[customer_id].date() < since for customer_id in _staying(books) if customer_id in last)


def _left_lately(ends_on: date | None, until: date) -> bool:
    return ends_on is not None and ends_on > until - timedelta(days=120)
