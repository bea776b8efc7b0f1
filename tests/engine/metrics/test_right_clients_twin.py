"""Right-client churn against a twin in plain Python, on random contracts, notices and checks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.metrics.test_twin import (
    DAY,
    FIRST,
    LAST,
    QUARTER,
    RANDOM,
    State,
    Twin,
    as_period,
    ask,
    companies,
    put_into_lake,
)

from karn.engine.run import Session
from karn.engine.tables import TABLES

pytestmark = pytest.mark.slow

FITS = TABLES["fits"].column("fit").choices


@dataclass(frozen=True)
class World:
    states: list[State]
    checks: dict[tuple[str, date], str]
    notices: dict[str, tuple[date, date]]
    """Per customer: the day of the notice, and the day of the churn it belongs to."""


@st.composite
def worlds(draw) -> World:
    states = draw(companies())
    twin, days = Twin(states), st.dates(FIRST, LAST)
    checks, notices = {}, {}
    for customer in twin.customers:
        for day in draw(st.lists(days, max_size=3, unique=True)):
            checks[customer, day] = draw(st.sampled_from(FITS))
        churns = [day for c, day, kind, _ in twin.movements(QUARTER) if c == customer and kind == "churn"]
        if churns and draw(st.integers(0, 3)):
            day = draw(st.sampled_from(churns))
            notices[customer] = (day - timedelta(draw(st.integers(0, 60))), day)
            if draw(st.booleans()):
                checks[customer, notices[customer][0]] = draw(st.sampled_from(FITS))
    return World(states, checks, notices)


def fit_of(world: World, customer: str, day: date) -> str:
    """What was found of a customer by the end of the day."""
    known = {on: fit for (c, on), fit in world.checks.items() if c == customer and on <= day}
    return known[max(known)] if known else "unchecked"


def counted(world: World, period) -> tuple[Counter, Counter]:
    """The opening customers of each fit, and those of them who are gone."""
    twin = Twin(world.states)
    opening, lost = Counter(), Counter()
    for customer in twin.customers:
        if twin.level(customer, period.starts_on) <= 0:
            continue
        day = period.starts_on - DAY
        gone = twin.level(customer, period.ends_on) == 0
        if gone:
            moves = twin.movements(period)
            left_on = max(on for c, on, kind, _ in moves if c == customer and kind == "churn")
            notice, churn = world.notices.get(customer, (None, None))
            day = notice if churn == left_on else left_on
        opening[fit_of(world, customer, day)] += 1
        lost[fit_of(world, customer, day)] += gone
    return opening, lost


@RANDOM
@given(many=st.lists(worlds(), min_size=14, max_size=18))
def test_each_fit_is_counted_as_the_twin_counts_it(make_lake, many):
    lake = put_into_lake(make_lake, [world.states for world in many])
    further = make_lake(
        fits=[
            {"customer_id": f"{number}-{customer}", "checked_on": on, "fit": fit}
            for number, world in enumerate(many)
            for (customer, on), fit in world.checks.items()
        ],
        departures=[
            {
                "departure_id": f"{number}-{customer}",
                "customer_id": f"{number}-{customer}",
                "notice_on": notice,
                "contract_ends_on": churn,
                "kind": "voluntary",
            }
            for number, world in enumerate(many)
            for customer, (notice, churn) in world.notices.items()
        ],
    )
    lake.tables.update(further.tables)
    with Session(lake) as session:
        rows = ask(session, "right_client_churn", every="month")
        churn = ask(session, "customer_churn", every="month")
    found = {(row["by_value"], row["from"], row["fit"]): row for row in rows}
    for row in churn:
        world, key = many[int(row["by_value"])], (row["by_value"], row["from"])
        opening, lost = counted(world, as_period(row))
        told = {fit: (found[*key, fit]["numerator"], found[*key, fit]["denominator"]) for fit in FITS}
        assert told == {fit: (lost[fit], opening[fit]) for fit in FITS}
        assert sum(of for _, of in told.values()) == row["denominator"]
        assert sum(left for left, _ in told.values()) == row["numerator"]
