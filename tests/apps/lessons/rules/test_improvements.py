"""Shares before and after, with their intervals."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.lessons.rules.improvements import newcombe, span_of, verdict, wilson

COUNTS = st.integers(1, 200).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def test_intervals_are_those_of_the_papers():
    # Newcombe 1998, Stat. Med. 17:857 (method 3) and 17:873 (method 10), at his 95 %.
    at_95 = 1.959963984540054
    assert [round(one, 4) for one in wilson(81, 263, at_95)] == [0.2553, 0.3662]
    assert [round(one, 4) for one in newcombe((48, 80), (56, 70), at_95)] == [0.0524, 0.3339]


@given(COUNTS, COUNTS)
def test_an_interval_holds_its_share_and_the_other_way_round_is_the_mirror(before, after):
    low, high = newcombe(before, after)
    change = after[0] / after[1] - before[0] / before[1]
    assert low - 1e-12 <= change <= high + 1e-12
    back = newcombe(after, before)
    assert back == pytest.approx((-high, -low))


def test_as_many_days_before_as_after_at_most_half_a_year():
    span = span_of(date(2026, 5, 1), date(2026, 5, 31))
    assert (span.since, span.until) == (date(2026, 3, 31), date(2026, 6, 1))
    assert span_of(date(2025, 1, 1), date(2026, 5, 31)).until == date(2025, 6, 30)
    assert span_of(date(2026, 6, 1), date(2026, 5, 31)).since == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((5, 19), (0, 40), "too_few"),
        ((20, 40), (2, 40), "less"),
        ((2, 40), (20, 40), "more"),
        ((10, 40), (9, 40), "unclear"),
    ],
)
def test_nothing_is_said_of_few_and_no_change_inside_the_interval(before, after, said):
    assert verdict(before, after) == said
