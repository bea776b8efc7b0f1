import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.fit.rules.retaining import Record, difference, wilson

Z_95 = 1.959963984540054


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_difference_is_that_of_newcombe_1998_table_2_method_10(first, second, low, high):
    found = difference(first, second, z=Z_95)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


counts = st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(counts, counts)
def test_the_difference_lies_in_its_interval_and_turns_round_with_its_sides(first, second):
    here, there = difference(first, second), difference(second, first)
    assert -1 <= here.low <= here.value <= here.high <= 1
    assert (round(here.low, 12), round(here.high, 12)) == (-round(there.high, 12), -round(there.low, 12))


def test_wilson_is_the_interval_of_every_rate():
    found = wilson(1, 6)  # METRICS' golden fixture, by the engine's SQL
    assert (round(found.low, 6), round(found.high, 6)) == (0.038106, 0.502417)


def test_fewer_than_twenty_on_a_side_say_nothing():
    assert Record(1, 12, met=100, met_stayed=100, not_met=19, not_met_stayed=0).verdict == "few"


@pytest.mark.parametrize(("stayed", "verdict"), [(10, "predicts"), (48, "undecided"), (60, "contradicts")])
def test_the_verdict_follows_the_interval(stayed, verdict):
    assert Record(1, 12, met=60, met_stayed=48, not_met=60, not_met_stayed=stayed).verdict == verdict
