from datetime import date

import pytest

from karn.simulator.rows import Books, Departure
from karn.simulator.scenes import Scene, count_missing, scenes_of
from karn.simulator.simulation import simulate

UNTIL = date(2026, 11, 22)


def test_a_scene_misses_what_is_too_few_or_too_many():
    assert Scene("few", 1, 3).missing == 2
    assert Scene("enough", 7, 3).missing == 0
    assert Scene("many", 7, 3, 5).missing == 2


def test_empty_books_miss_everything_that_must_be_there():
    shown = {scene.name for scene in scenes_of(Books(), UNTIL) if not scene.missing}
    assert shown == {"departures"}


def test_a_notice_for_a_later_day_is_a_scheduled_departure():
    ahead = Departure("", "1", "R1", date(2026, 11, 1), date(2027, 1, 1), date(2027, 1, 1), "voluntary", "", "", "", "")
    (scheduled,) = [scene for scene in scenes_of(Books(departures=[ahead]), UNTIL) if scene.name == "scheduled"]
    assert (scheduled.number, scheduled.missing) == (1, 0)


@pytest.mark.parametrize(
    ("seed", "until"),
    [(7, UNTIL), (1, UNTIL), (2, date(2027, 2, 28)), (3, date(2026, 12, 1)), (4, date(2028, 7, 3))],
)
def test_the_agency_shows_every_situation_whatever_the_seed_and_the_day(seed, until):
    assert count_missing(simulate("agency", until=until, seed=seed).books, until) == 0
