"""The situations a small company must be in on its last day, so that there is something to see and to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from karn.simulator.rows import Books

LEFT_SHARE = (0.125, 0.19)  # of all clients ever; of 48 that is 6 to 9
RECENT_DAYS = 100


@dataclass(frozen=True, slots=True)
class Scene:
    """A situation: how often it occurs, and how often it should."""

    name: str
    number: int
    low: int
    high: int | None = None

    @property
    def missing(self) -> int:
        """By how much the number is too low or too high."""
        if self.high is not None and self.number > self.high:
            return self.number - self.high
        return max(0, self.low - self.number)


def count_missing(books: Books, until: date) -> int:
    """Return how far the books are from showing every situation on the day `until`; 0 = all are there."""
    return sum(scene.missing for scene in scenes_of(books, until))


def scenes_of(books: Books, until: date) -> list[Scene]:
    """Return the situations of a small company on the day `until`."""
    ended = [row for row in books.departures if row.contract_ends_on <= until]
    low, high = (round(share * len(books.customers)) for share in LEFT_SHARE)
    recent = [row for row in ended if row.contract_ends_on > until - timedelta(days=RECENT_DAYS)]
    overdue = sum(row.status == "open" and row.due_on < until for row in books.payments)
    lost = sum(_left_lately(row.ends_on, until) for row in books.contacts if row.champion)
    return [
        Scene("departures", len(ended), low, high),
        Scene("left lately", len(recent), 1, 3),
        Scene("scheduled", len(books.departures) - len(ended), 1, 3),
        Scene("term ends soon", _terms_ending(books, until), 1),
        Scene("unanswered", _unanswered(books, until), 2, 6),
        Scene("silent", _silent(books, until), 1, 5),
        Scene("overdue", overdue, 2, 8),
        Scene("champion lost lately", lost, 1),
        Scene("hidden", sum(row.hidden for row in books.truths), 1),
    ]


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
