"""When a contract ends next, over all dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.contracts.rules.terms import (
    Renewal,
    Terms,
    end_after_notice,
    last_notice_day,
    next_end,
    renewal_after,
)
from karn.kernel.month import add_months

DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))
TERMS = st.builds(
    Terms,
    starts_on=DAYS,
    term_months=st.integers(1, 60),
    contract_ends_on=st.none() | DAYS,
    notice_days=st.integers(0, 400),
)


@pytest.mark.parametrize(
    ("starts_on", "months", "day", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 27), date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28), date(2026, 3, 31)),
        (date(2027, 12, 31), 2, date(2028, 1, 1), date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 27), date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2027, 2, 28), date(2028, 2, 29)),
        (date(2026, 1, 1), 12, date(2025, 6, 1), date(2027, 1, 1)),  # signed, not begun
    ],
)
def test_terms_keep_the_day_of_the_month(starts_on: date, months: int, day: date, end: date) -> None:
    assert next_end(Terms(starts_on, months), day) == end


def test_an_agreed_end_goes_before_the_first_day_and_counts_on_from_there() -> None:
    terms = Terms(date(2026, 1, 15), 12, contract_ends_on=date(2026, 12, 31), notice_days=30)
    assert renewal_after(terms, date(2026, 11, 22)) == Renewal(date(2026, 12, 31), date(2026, 12, 1))
    assert next_end(terms, date(2026, 12, 31)) == date(2027, 12, 31)


def test_without_a_term_nothing_renews_and_a_single_one_is_over_once() -> None:
    assert next_end(Terms(date(2026, 1, 1)), date(2026, 5, 1)) is None
    once = Terms(date(2026, 1, 1), contract_ends_on=date(2026, 7, 1))
    assert (next_end(once, date(2026, 6, 30)), next_end(once, date(2026, 7, 1))) == (date(2026, 7, 1), None)
    assert end_after_notice(Terms(date(2026, 1, 1), notice_days=30), date(2026, 5, 1)) == date(2026, 5, 31)
    assert end_after_notice(Terms(date(2026, 1, 1)), date(2026, 5, 1)) is None


@given(terms=TERMS, day=DAYS)
def test_the_next_end_is_the_first_one_ahead(terms: Terms, day: date) -> None:
    end = next_end(terms, day)
    assert end is not None
    assert end > day
    assert terms.term_months is not None
    anchor = terms.contract_ends_on or terms.starts_on
    assert anchor is not None
    first = 0 if terms.contract_ends_on else 1
    ends = [add_months(anchor, count * terms.term_months) for count in range(first, 200)]
    assert end == next(one for one in ends if one > day)


@given(terms=TERMS, day=DAYS)
def test_notice_on_the_last_day_is_in_time_and_a_day_later_too_late(terms: Terms, day: date) -> None:
    end = next_end(terms, day)
    assert end is not None
    last = last_notice_day(end, terms.notice_days)
    assert last is not None
    assert end_after_notice(terms, last) == end
    later = end_after_notice(terms, last + timedelta(days=1))
    assert later is not None
    assert later > end
