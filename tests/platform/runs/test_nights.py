"""Once per local day, in every zone there is, whatever the clock does."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karn.platform.models import Run, RunState
from karn.platform.runs import Job, do_all, job_named
from karn.platform.runs.nights import begin_nights, last_night, moment_of, night_at, register_zone

MakeJob = Callable[..., Job]
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
CLOCKS = [time(0, 0), time(0, 15), time(1, 30), time(2, 0), time(2, 30), time(3, 15), time(23, 59)]


def _offset(zone: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(zone).utcoffset()


def _changes(zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which the zone's clock is moved, to the second."""
    # No zone moves its clock there and back within two weeks; Ramadan, the shortest, has four.
    seen = [(at, _offset(zone, at)) for at in (FIRST + timedelta(weeks=2 * step) for step in range(8 * 53))]
    pairs = itertools.pairwise(seen)
    return [_moved_between(zone, early, late) for (early, was), (late, became) in pairs if was != became]


def _moved_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high.replace(microsecond=0)


def _nights_are_once(zone: ZoneInfo, clock: time, around: datetime) -> None:
    """Step through the days around an instant: each local date begins one night, in its order."""
    steps = [around + timedelta(minutes=30 * number) for number in range(-60, 60)]
    nights = [night_at(at, zone, clock) for at in steps]
    dates = [night for night, _each in itertools.groupby(nights)]
    assert dates == [dates[0] + timedelta(days=number) for number in range(len(dates))]
    for night in dates[1:]:
        begins = moment_of(night, zone, clock)
        assert night_at(begins, zone, clock) == night
        assert night_at(begins - timedelta(microseconds=1), zone, clock) == night - timedelta(days=1)
        shown, later = (at.astimezone(zone) for at in (begins, begins + timedelta(microseconds=1)))
        is_over = later.date() > night  # the clock leaps over the rest of the day
        assert (shown.date(), shown.time() >= clock or is_over) == (night, True)


@pytest.mark.slow
def test_in_every_zone_at_every_change_of_2020_to_2035_each_local_date_has_one_night() -> None:
    """At each change the night begins by a clock of the list in turn, and by the very time that was shown."""
    seen, turns = set(), itertools.cycle(CLOCKS)
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        changes = _changes(zone) or [FIRST]
        rules = tuple((change, _offset(zone, change)) for change in changes)
        if rules in seen:  # one zone under several names
            continue
        seen.add(rules)
        for change in changes:
            _nights_are_once(zone, next(turns), change)
            _nights_are_once(zone, (change - timedelta(minutes=1)).astimezone(zone).time(), change)
    assert (len(seen) > 50, sum(map(len, seen)) > 1000) == (True, True)


ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
INSTANTS = st.integers(0, 16 * 365 * 24 * 3600).map(lambda seconds: FIRST + timedelta(seconds=seconds))


@given(zone=ZONES, clock=st.times(), two=st.tuples(INSTANTS, INSTANTS).map(sorted))
@settings(max_examples=100)
def test_a_later_instant_never_has_an_earlier_night(zone: ZoneInfo, clock: time, two: list[datetime]) -> None:
    early, late = (night_at(at, zone, clock) for at in two)
    assert early <= late
    assert moment_of(early, zone, clock) <= two[0] < moment_of(early + timedelta(days=1), zone, clock)


def _nothing(run: object) -> None:
    pass


@pytest.fixture
def zone(job: MakeJob) -> None:
    """Put the company into Amsterdam, with one nightly job."""
    job(_nothing, nightly=True)
    register_zone(lambda: "Europe/Amsterdam")


def _pass(at: datetime) -> int:
    """Look once whether it is night, and do what is due."""
    begin_nights(clock=time(3, 15), at=at)
    return do_all(at=at)


@pytest.mark.django_db
@pytest.mark.usefixtures("zone")
@given(hours=st.lists(st.integers(-200, 200), min_size=1, max_size=6))
@settings(max_examples=10)
def test_wherever_the_clock_is_set_no_night_comes_twice(hours: list[int]) -> None:
    Run.objects.all().delete()
    begun = datetime(2026, 3, 29, 12, tzinfo=UTC)  # the day on which summer time begins
    _pass(begun)
    for hour in [*hours, *reversed(hours)]:
        _pass(begun + timedelta(hours=hour))
    amsterdam = ZoneInfo("Europe/Amsterdam")
    passed = {night_at(begun + timedelta(hours=hour), amsterdam, time(3, 15)) for hour in hours}
    done = Run.objects.filter(state=RunState.DONE).values_list("night", flat=True).order_by("night")
    assert list(done) == sorted(passed - {date(2026, 3, 29)})


@pytest.mark.django_db
@pytest.mark.usefixtures("zone")
def test_a_job_begins_with_its_first_night_and_makes_up_for_missed_ones_once() -> None:
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 1, 2, 6)]
    assert [_pass(at) for at in days] == [0, 0, 1, 1]
    known = job_named("test.job")
    last = last_night(known) if known else None
    assert (last and last.night, Run.objects.count()) == (date(2026, 3, 6), 3)


@pytest.mark.django_db
def test_before_there_is_a_company_there_is_no_night(job: MakeJob) -> None:
    job(_nothing, nightly=True)
    register_zone(lambda: None)
    assert _pass(datetime(2026, 3, 1, 12, tzinfo=UTC)) == 0
    assert not Run.objects.exists()
