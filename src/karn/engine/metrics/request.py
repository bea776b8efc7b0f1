"""What is asked of a metric, checked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from karn.engine.currencies import CURRENCIES
from karn.engine.metrics.catalogue import GOLD, Metric, metric_named
from karn.engine.metrics.timeline import EVERY, periods_of
from karn.kernel.errors import BadInput, UnknownName
from karn.kernel.period import Period

INTERVALS = ("day", "week", "month")
WEEK_STARTS = ("monday", "sunday")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a request beyond metric, period and modes; see :func:`karn.engine.run_metric`."""

    by: str | None = None
    currency: str | None = None
    every: str | None = None
    span: int = 1
    interval: str = "month"
    week_start: str = "monday"
    event: str | None = None
    margin: Decimal | None = None
    winning_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A metric, a period, modes and options that fit together."""

    metric: Metric
    period: Period
    modes: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)

    @property
    def labels(self) -> list[Period]:
        """The periods as asked, in order."""
        return periods_of(self.period, self.options.every, self.options.span)

    @property
    def periods(self) -> list[Period]:
        """The periods as computed: `gold` counts balances *at* a day, which is just before the next one."""
        if GOLD not in self.modes:
            return self.labels
        day = timedelta(days=1)
        return [Period(label.starts_on + day, label.ends_on + day) for label in self.labels]


def request_for(name: str, period: Period, modes: tuple[str, ...], options: Options) -> Request:
    """Check what is asked and return it.

    Raises UnknownName for a metric, mode or choice that does not exist, BadInput for options that
    mean nothing here or exclude each other.
    """
    metric = metric_named(name)
    _check_days(period)
    _check_choices(options)
    _check_numbers(options)
    _check_taken(metric, options)
    currency = options.currency and _currency(options.currency)
    return Request(metric, period, metric.checked_modes(tuple(modes)), replace(options, currency=currency))


def _currency(given: str) -> str:
    code = given.strip().upper()
    if code not in CURRENCIES:
        raise BadInput("“%(code)s” is no currency code such as EUR or SEK.", code=given)
    return code


def _check_days(period: Period) -> None:
    if period.starts_on < FIRST_DAY or period.ends_on > LAST_DAY:
        raise BadInput(
            "Figures can be asked for days from %(first)s to %(last)s.", first=FIRST_DAY, last=LAST_DAY
        )


def _check_choices(options: Options) -> None:
    if options.every is not None and options.every not in EVERY:
        raise UnknownName("length of period", options.every, list(EVERY))
    if options.interval not in INTERVALS:
        raise UnknownName("interval", options.interval, list(INTERVALS))
    if options.week_start not in WEEK_STARTS:
        raise UnknownName("first day of the week", options.week_start, list(WEEK_STARTS))


def _check_numbers(options: Options) -> None:
    if not 1 <= options.span <= 366:
        raise BadInput("The span must be between 1 and 366 intervals, not %(span)s.", span=options.span)
    if options.span > 1 and options.every is None:
        raise BadInput("A span needs the length of the intervals too: for instance --every month --span 12.")
    if options.margin is not None and not 0 <= options.margin <= 1:
        raise BadInput("The margin is a share between 0 and 1, not %(margin)s.", margin=options.margin)
    if options.winning_cost is not None and not 0 <= options.winning_cost < Decimal(10) ** 12:
        raise BadInput("The cost of winning a customer cannot be %(cost)s.", cost=options.winning_cost)


def _check_taken(metric: Metric, options: Options) -> None:
    standard = Options()
    for option in ("every", "span", "interval", "week_start", "event", "margin", "winning_cost"):
        if option not in metric.takes and getattr(options, option) != getattr(standard, option):
            raise BadInput(
                "%(metric)s has no use for --%(option)s: leave it out.",
                metric=metric.name,
                option=option.replace("_", "-"),
            )
