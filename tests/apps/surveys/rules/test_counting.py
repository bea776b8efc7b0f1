"""Counts, shares with their intervals, and the Net Promoter Score: against published and direct numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karn.apps.surveys.rules.counting import nps_interval, score, tallies, wilson
from karn.apps.surveys.rules.questions import Answers
from karn.apps.surveys.rules.ready import ready_form

NPS, PRACTICE = ready_form("nps"), ready_form("practice")


def test_wilsons_interval_is_the_published_one() -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 1 of 29."""
    for times, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (1, 29, 0.0061, 0.1718),
    ):
        interval = wilson(times, of)
        assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilsons_interval_holds_the_share_and_solves_its_equation(drawn: tuple[int, int]) -> None:
    times, of = drawn
    interval, share = wilson(times, of, z=1.96), times / of
    assert 0 <= interval.low <= share + 1e-12
    assert share <= interval.high + 1e-12 <= 1 + 1e-9
    for end in (interval.low, interval.high):
        assert (share - end) ** 2 * of == pytest.approx(1.96**2 * end * (1 - end), abs=1e-6)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_the_interval_of_the_promoter_score_is_symmetric(top: int, middle: int, bottom: int) -> None:
    of = max(top + middle + bottom, 1)
    one, other = nps_interval(top, bottom, of), nps_interval(bottom, top, of)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert -100 <= one.low <= one.high <= 100


def said(*places: int) -> list[Answers]:
    return [{"recommend": place} for place in places]


def test_nine_people_are_counted_and_never_a_percentage() -> None:
    few = tallies(NPS, said(*[9] * 7, 3, 3), "en")[0]
    assert [(count.code, count.times) for count in few.counts if count.times] == [("3", 2), ("9", 7)]
    assert {(count.share, count.interval) for count in few.counts} == {(None, None)}
    told = score(NPS, said(*[9] * 7, 3, 3))
    assert told is not None
    assert (told.of, told.value, told.interval, told.top, told.middle, told.bottom) == (
        9,
        None,
        None,
        7,
        0,
        2,
    )


def test_twenty_people_have_shares_and_a_score() -> None:
    many = said(*[9] * 12, *[7] * 5, *[0] * 3)
    count = next(count for count in tallies(NPS, many, "en")[0].counts if count.code == "9")
    assert count.share == 0.6
    assert count.interval == wilson(12, 20)
    told = score(NPS, many)
    assert told is not None
    assert (told.value, told.interval) == (45.0, nps_interval(12, 3, 20))


def test_each_rated_thing_is_counted_for_itself() -> None:
    given: list[Answers] = [{"rates": {"place": 4, "person": 5}}, {"rates": {"person": 5}}, {"took": "Much"}]
    told = {(one.code, one.thing): one.of for one in tallies(PRACTICE, given, "en")}
    assert told == {
        ("how", ""): 0, ("took", ""): 1, ("change", ""): 0,
        ("rates", "The place"): 1, ("rates", "The treatment"): 0, ("rates", "The person"): 2,
    }  # fmt: skip
