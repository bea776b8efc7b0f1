"""Time sheets: what the people of a company spent on its customers, month by month.

Drawn beside the lives, from streams of their own: who leaves and why does not depend on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from karn.kernel.month import add_months
from karn.simulator.chance import Chance
from karn.simulator.profile import Craft
from karn.simulator.rows import Books, Employee, Hours, Subscription
from karn.simulator.workdays import workday_from

COST_SHARE = 0.42  # of what a retainer brings goes into hours, in the middle
SPREAD = 0.4  # between customers: some are served at a loss, and nobody noticed
QUARTER = 25  # hundredths of an hour: so people write them down
ENTRIES = ((2, 0.3), (3, 0.4), (4, 0.3))  # a month


@dataclass(frozen=True, slots=True)
class Studio:
    """Who writes hours, for what, up to (not including) which day."""

    crafts: Sequence[Craft]
    people: Sequence[Employee]
    until: date


def keep_timesheets(books: Books, studio: Studio, *, seed: str) -> None:
    """Enter in `books` the hours that each month of each agreement took."""
    for customer in books.customers:
        chance = Chance(seed, "timesheet", customer.customer_id)
        share = COST_SHARE * chance.spread(SPREAD)
        for state in books.subscriptions:
            if state.customer_id == customer.customer_id and state.status == "active":
                for month in _months(state, studio.until):
                    books.hours.extend(_entries(chance, studio, state, month, cents=state.amount * share))
    books.hours.sort(key=lambda row: (row.worked_on, row.customer_id, row.person, row.what))
    for number, row in enumerate(books.hours, start=1):
        row.hours_id = f"U{number:06d}"


def _months(state: Subscription, until: date) -> Iterator[date]:
    number, day = 0, state.starts_on
    while day < min(state.ends_on or until, until):
        yield day
        number += 1
        day = add_months(state.starts_on, number)


def _entries(
    chance: Chance, studio: Studio, state: Subscription, month: date, *, cents: float
) -> Iterator[Hours]:
    count = chance.weigh(ENTRIES)
    for _ in range(count):
        craft = chance.pick(studio.crafts)
        hours = cents / count * chance.spread(0.25) / craft.rate
        hundredths = max(round(100 * hours / QUARTER), 1) * QUARTER
        day = workday_from(month + timedelta(days=chance.whole(0, 26)))
        who, what = chance.pick(studio.people).email, chance.pick(craft.tasks)
        if day < studio.until:
            yield Hours("", state.customer_id, day, hundredths, who, craft.role, craft.rate, what)
