from datetime import date

import pytest

from karn.simulator.rows import Books, Departure
from karn.simulator.scenes import count_missing, tally_scenes, wanted_scenes
from karn.simulator.simulation import simulate

UNTIL = date(2026, 11, 22)


def tallies(**numbers):
    """48 customers, of whom the first brings so many of each situation."""
    none = dict.fromkeys(wanted_scenes(48), 0)
    return [none | {name.replace("_", " "): number for name, number in numbers.items()}] + [none] * 47


ENOUGH = {
    "departures": 7,
    "left_lately": 2,
    "left_last_month": 1,
    "scheduled": 1,
    "hidden": 1,
    "term_ends_soon": 3,
    "unanswered": 2,
    "silent": 1,
    "overdue": 2,
    "champion_lost_lately": 1,
}


def test_nothing_is_missing_where_everything_occurs():
    assert count_missing(tallies(**ENOUGH)) == 0


def test_too_few_and_too_many_are_both_missing_something():
    assert count_missing(tallies(**ENOUGH | {"departures": 4})) == 2
    assert count_missing(tallies(**ENOUGH | {"departures": 11, "scheduled": 0})) == 3


def test_a_notice_for_a_later_day_is_scheduled_and_not_yet_a_departure():
    days = (date(2026, 11, 1), date(2027, 1, 1), date(2027, 1, 1))
    ahead = Departure("", "1", "R1", *days, "voluntary", "", "", "", "")
    tally = tally_scenes(Books(departures=[ahead]), UNTIL)
    assert (tally["scheduled"], tally["departures"], tally["left lately"]) == (1, 0, 0)


@pytest.mark.parametrize(
    ("seed", "until"),
    [
        (7, UNTIL),
        pytest.param(2, date(2027, 2, 28), marks=pytest.mark.slow),
        pytest.param(3, date(2026, 12, 1), marks=pytest.mark.slow),
        pytest.param(4, date(2028, 7, 3), marks=pytest.mark.slow),
    ],
)
def test_the_agency_shows_every_situation_whatever_the_seed_and_the_day(seed, until):
    tally = tally_scenes(simulate("agency", until=until, seed=seed).books, until)
    for name, (low, high) in wanted_scenes(48).items():
        assert low <= tally[name] <= (high or 48), name
