"""What is asked of a metric fits together, or one line says why not."""

from datetime import date
from decimal import Decimal

import pytest

from karn.engine.metrics.catalogue import METRICS
from karn.engine.metrics.request import Options, request_for
from karn.kernel.errors import BadInput, UnknownName
from karn.kernel.period import Period

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def ask(name: str = "customer_churn", *modes: str, period: Period = MARCH, **options):
    return request_for(name, period, modes, Options(**options))


def test_a_request_keeps_what_was_asked_with_modes_once_and_in_the_metrics_order() -> None:
    asked = ask("customer_churn", "gold", "stripe", "gold", every="month", span=12)
    assert (asked.metric.name, asked.period, asked.modes) == ("customer_churn", MARCH, ("stripe", "gold"))
    assert asked.labels == [Period(date(2025, 4, 1), date(2026, 4, 1))]


@pytest.mark.parametrize("written", ["eur", " EUR ", "Eur"])
def test_a_currency_is_written_in_upper_case(written: str) -> None:
    assert ask("arpa", currency=written).options.currency == "EUR"


def test_a_currency_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput, match="“XX” is no currency code such as EUR or SEK"):
        ask("arpa", currency="XX")


def test_gold_counts_a_day_later_than_it_says() -> None:
    asked = ask("customer_churn", "gold")
    assert asked.labels == [MARCH]
    assert asked.periods == [Period(date(2026, 3, 2), date(2026, 4, 2))]
    assert ask().periods == [MARCH]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"every": "fortnight"}, "There is no length of period “fortnight”"),
        ({"interval": "year"}, "There is no interval “year”"),
        ({"week_start": "Monday"}, "There is no first day of the week “Monday”. Did you mean monday?"),
    ],
)
def test_a_choice_that_does_not_exist_is_refused_by_name(options: dict, said: str) -> None:
    with pytest.raises(UnknownName) as told:
        ask("cohort_retention", **options)
    assert str(told.value).startswith(said)


def test_an_unknown_metric_or_mode_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match=r"There is no metric “customer_chrn”. Did you mean customer_churn"):
        ask("customer_chrn")
    with pytest.raises(UnknownName, match=r"There is no mode of arpa “ledger”. Known: gold"):
        ask("arpa", "ledger")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"every": "month", "span": 0}, "The span must be between 1 and 366 intervals, not 0."),
        ({"every": "day", "span": 367}, "The span must be between 1 and 366 intervals, not 367."),
        ({"span": 12}, "A span needs the length of the intervals too"),
        ({"margin": Decimal("1.01")}, "The margin is a share between 0 and 1, not 1.01."),
        ({"margin": Decimal("-0.1")}, "The margin is a share between 0 and 1, not -0.1."),
        ({"winning_cost": Decimal(-1)}, "The cost of winning a customer cannot be -1."),
        ({"winning_cost": Decimal(10) ** 12}, "The cost of winning a customer cannot be 1000000000000."),
    ],
)
def test_a_number_out_of_range_is_refused(options: dict, said: str) -> None:
    with pytest.raises(BadInput) as told:
        ask("customer_churn", **options)
    assert str(told.value).startswith(said)


def test_the_ends_of_a_range_are_taken() -> None:
    for margin in (Decimal(0), Decimal(1)):
        assert ask("lifetime_value", margin=margin, winning_cost=Decimal(0)).options.margin == margin


@pytest.mark.parametrize(
    "period",
    [Period(date(1899, 12, 31), date(2026, 1, 1)), Period(date(2026, 1, 1), date(2200, 1, 2))],
    ids=["early", "late"],
)
def test_days_no_company_keeps_books_of_are_refused(period: Period) -> None:
    with pytest.raises(BadInput, match="days from 1900-01-01 to 2200-01-01"):
        ask(period=period)


OTHER_THAN_STANDARD = {
    "every": "month",
    "interval": "week",
    "week_start": "sunday",
    "event": "opened",
    "margin": Decimal("0.5"),
    "winning_cost": Decimal(9),
}


@pytest.mark.parametrize("name", METRICS)
def test_an_option_a_metric_has_no_use_for_is_refused_and_all_others_are_taken(name: str) -> None:
    takes = METRICS[name].takes
    for option, value in OTHER_THAN_STANDARD.items():
        if option in takes:
            assert getattr(ask(name, **{option: value}).options, option) == value
        else:
            with pytest.raises(BadInput, match=f"{name} has no use for --{option.replace('_', '-')}"):
                ask(name, **{option: value})
