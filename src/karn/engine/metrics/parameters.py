"""The tiny tables through which a request reaches the SQL: nothing is ever spliced into the text."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from karn.engine.metrics.request import Request
from karn.engine.metrics.timeline import MOST_PERIODS, Slots, echoes, full_months_before, reaches
from karn.kernel.errors import BadInput
from karn.kernel.period import Period

LIFETIME_MONTHS = 6
LIFETIME_CAP = 36
REQUESTED, MONTHLY = 1, 2

NUMBER = pa.int32()
SCHEMAS: dict[str, pa.Schema] = {
    "calendar": pa.schema(
        [
            ("on_date", pa.date32()),
            ("slot_no", NUMBER),
            ("interval_no", NUMBER),
            ("day_no", NUMBER),
            ("month_no", NUMBER),
            ("day_of_month", NUMBER),
            ("days_in_month", NUMBER),
        ]
    ),
    "periods": pa.schema([("period_no", NUMBER), ("starts_on", pa.date32()), ("ends_on", pa.date32())]),
    "series": pa.schema([("series_no", NUMBER), ("period_no", NUMBER), ("stretch_no", NUMBER)]),
    "stretches": pa.schema([("stretch_no", NUMBER), ("slot_no", NUMBER), ("during", pa.bool_())]),
    "reaches": pa.schema([("period_no", NUMBER), ("slot_no", NUMBER), ("during", pa.bool_())]),
    "echoes": pa.schema(
        [("slot_no", NUMBER), ("period_no", NUMBER), ("opens", pa.bool_()), ("closes", pa.bool_())]
    ),
    "months_before": pa.schema([("period_no", NUMBER), ("month_no", NUMBER), ("starts_on", pa.date32())]),
    "cohorts": pa.schema([("interval_no", NUMBER), ("cohort", pa.date32())]),
    "cells": pa.schema(
        [("cohort_no", NUMBER), ("interval", NUMBER), ("interval_no", NUMBER), ("provisional", pa.bool_())]
    ),
    "ticks": pa.schema([("t", NUMBER)]),
    "request": pa.schema(
        [
            ("interval_name", pa.string()),
            ("starts_on", pa.date32()),
            ("ends_on", pa.date32()),
            ("day_no", NUMBER),
            ("month_no", NUMBER),
            ("day_of_month", NUMBER),
            ("days_in_month", NUMBER),
            ("event", pa.string()),
            ("margin", pa.float64()),
            ("winning_cost", pa.decimal128(18, 6)),
            ("newcomers_only", pa.bool_()),
            ("last_tick", NUMBER),
        ]
    ),
}


@dataclass(frozen=True)
class Parameters:
    """All parameter tables of one request, made when asked for.

    `earliest` is the first day of the data; `request` says the rest.
    """

    request: Request
    earliest: date | None

    def table(self, name: str) -> pa.Table:
        """Return the parameter table `name` (a key of SCHEMAS)."""
        makers: dict[str, Callable[[], Iterable[Sequence[Any]]]] = {
            "calendar": self._calendar,
            "periods": self._periods,
            "series": self._series,
            "stretches": lambda: reaches(self.slots, self.stretches),
            "reaches": lambda: reaches(self.slots, self.request.periods),
            "echoes": self._echoes,
            "months_before": self._months_before,
            "cohorts": self._cohorts,
            "cells": self._cells,
            "ticks": self._ticks,
            "request": self._request,
        }
        schema = SCHEMAS[name]
        columns = list(zip(*makers[name](), strict=True)) or [()] * len(schema)
        arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=schema)

    @property
    def months(self) -> list[Period]:
        """The full calendar months whose churn a lifetime value needs, each once, oldest first."""
        if "margin" not in self.request.metric.takes:
            return []
        needed = {
            month
            for one in self.request.periods
            for month in full_months_before(one.ends_on, LIFETIME_MONTHS)
        }
        return sorted(needed, key=lambda month: month.starts_on)

    @property
    def slots(self) -> Slots:
        """The slots between all bounds this request looks at."""
        return Slots.between([*self.request.periods, *self.months])

    def _calendar(self) -> Iterable[Sequence[Any]]:
        slots, request = self.slots, self.request
        last = slots.bounds[-1]
        day = min(slots.bounds[0] - timedelta(days=1), self.earliest or last)
        while day < last:
            interval = interval_number(day, request.options.interval, request.options.week_start)
            yield (day, slots.slot_of(day), interval, *_numbers(day))
            day += timedelta(days=1)

    def _periods(self) -> Iterable[Sequence[Any]]:
        for number, period in enumerate(self.request.periods, start=1):
            yield number, period.starts_on, period.ends_on

    @property
    def stretches(self) -> list[Period]:
        """The periods asked for and the months a lifetime value needs, each once."""
        return sorted({*self.request.periods, *self.months}, key=lambda one: (one.starts_on, one.ends_on))

    def _series(self) -> Iterable[Sequence[Any]]:
        places = {stretch: number for number, stretch in enumerate(self.stretches, start=1)}
        for series_no, periods in ((REQUESTED, self.request.periods), (MONTHLY, self.months)):
            for period_no, period in enumerate(periods, start=1):
                yield series_no, period_no, places[period]

    def _echoes(self) -> Iterable[Sequence[Any]]:
        for echo in echoes(self.slots, self.request.periods):
            yield echo.slot_no, echo.period_no, echo.opens, echo.closes

    def _months_before(self) -> Iterable[Sequence[Any]]:
        numbers = {month: number for number, month in enumerate(self.months, start=1)}
        for period_no, period in enumerate(self.request.periods, start=1):
            for month in full_months_before(period.ends_on, LIFETIME_MONTHS):
                yield period_no, numbers[month], month.starts_on

    def _intervals(self) -> list[tuple[int, date]]:
        """The intervals that touch the period, with the first day of each."""
        options, period = self.request.options, self.request.period
        first = interval_number(period.starts_on, options.interval, options.week_start)
        last = interval_number(period.ends_on - timedelta(days=1), options.interval, options.week_start)
        if last - first >= MOST_PERIODS:
            raise BadInput(
                "That makes more than %(most)s cohorts: ask for a shorter time or longer intervals.",
                most=MOST_PERIODS,
            )
        return [(n, interval_start(n, options.interval, options.week_start)) for n in range(first, last + 1)]

    def _cohorts(self) -> Iterable[Sequence[Any]]:
        return self._intervals()

    def _cells(self) -> Iterable[Sequence[Any]]:
        """Every cell of the triangle; provisional while its interval is not over for the youngest member."""
        options, intervals = self.request.options, self._intervals()
        late = 1 if "anniversary" in self.request.modes else 0
        for cohort, _ in intervals:
            for number, _ in intervals:
                if number >= cohort:
                    over = interval_start(number + 1 + late, options.interval, options.week_start)
                    yield cohort, number - cohort, number, over > self.request.period.ends_on

    def _ticks(self) -> Iterable[Sequence[Any]]:
        return ((t,) for t in range(self.last_tick + 1))

    @property
    def last_tick(self) -> int:
        """The longest elapsed time looked at: the whole period, or the cap of a lifetime value."""
        if self.months:
            return LIFETIME_CAP
        shortest = {"day": 1, "week": 7, "month": 28}[self.request.options.interval]
        return self.request.period.days // shortest + 1

    def _request(self) -> Iterable[Sequence[Any]]:
        options, period = self.request.options, self.request.period
        margin = None if options.margin is None else float(options.margin)
        winning = None if options.winning_cost is None else Decimal(options.winning_cost)
        yield (
            options.interval,
            period.starts_on,
            period.ends_on,
            *_numbers(period.ends_on),
            options.event,
            margin,
            winning,
            not self.months,
            self.last_tick,
        )


def interval_number(day: date, interval: str, week_start: str) -> int:
    """Number the day's interval: consecutive days, weeks or months have consecutive numbers."""
    if interval == "month":
        return 12 * day.year + day.month - 1
    if interval == "week":
        return (day.toordinal() - _week_offset(week_start)) // 7
    return day.toordinal()


def interval_start(number: int, interval: str, week_start: str) -> date:
    """The first day of the interval with that number."""
    if interval == "month":
        return date(number // 12, number % 12 + 1, 1)
    if interval == "week":
        return date.fromordinal(number * 7 + _week_offset(week_start))
    return date.fromordinal(number)


def _week_offset(week_start: str) -> int:
    return 1 if week_start == "monday" else 0  # 1 January of the year 1 was a Monday, ordinal 1


def _numbers(day: date) -> tuple[int, int, int, int]:
    return day.toordinal(), 12 * day.year + day.month, day.day, monthrange(day.year, day.month)[1]
