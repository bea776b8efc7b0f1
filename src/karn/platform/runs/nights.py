"""What happens once per local day of the company, at night: through changes of the clock, never twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from karn.platform.models import Run, RunState
from karn.platform.runs.asking import begin_run, skip_night
from karn.platform.runs.job import Job, all_jobs

_DAY = timedelta(days=1)

Zone = Callable[[], str | None]
"""Says in which time zone the company is; None before it is set up."""

_zone: list[Zone] = []


def register_zone(zone: Zone) -> None:
    """Say who knows the company's zone."""
    _zone[:] = [zone]


def moment_of(night: date, zone: ZoneInfo, clock: time) -> datetime:
    """Return the instant at which the night of a local date begins there.

    The first time the clock shows `clock` on that date; where it leaps over it, as much after the leap as
    the time lies within it. Where it leaps over the rest of the day (Nuuk, in March), at the end of that day.
    """
    begins, ends = datetime.combine(night, clock, zone), datetime.combine(night + _DAY, time(), zone)
    return min(begins.astimezone(UTC), ends.astimezone(UTC) - timedelta(microseconds=1))


def night_at(at: datetime, zone: ZoneInfo, clock: time) -> date:
    """Return the latest night that has begun at `at`: at a later instant never an earlier one."""
    day = at.astimezone(zone).date() + timedelta(days=1)
    while moment_of(day, zone, clock) > at:
        day -= timedelta(days=1)
    return day


def begin_nights(*, clock: time, at: datetime) -> None:
    """Ask for a run of every nightly job, unless there was one for the latest night.

    Nights that were missed are made up for by one. A job that never ran begins with the next night.
    """
    zone = _zone[0]() if _zone else None
    if zone is None:
        return
    night = night_at(at, ZoneInfo(zone), clock)
    for job in all_jobs():
        if job.nightly:
            _begin(job, night, at)


def last_night(job: Job) -> Run | None:
    """Return the latest nightly run of the job that was not skipped."""
    nights = Run.objects.filter(job=job.name, night__isnull=False)
    return nights.exclude(state=RunState.SKIPPED).order_by("-pk").first()


def _begin(job: Job, night: date, at: datetime) -> None:
    nights = Run.objects.filter(job=job.name, night__isnull=False)
    if nights.filter(night=night).exists():
        return
    if nights.exists():
        begin_run(job=job.name, at=at, night=night)
    else:
        skip_night(job, night, at=at)
