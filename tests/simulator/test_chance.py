from hypothesis import given
from hypothesis import strategies as st

from karn.simulator.chance import Chance


def test_equal_parts_give_equal_draws_and_others_do_not():
    first, same, other = Chance("a", 1), Chance("a", 1), Chance("a", 2)
    draws = [first.draw() for _ in range(3)]
    assert draws == [same.draw() for _ in range(3)]
    assert draws != [other.draw() for _ in range(3)]


def test_the_stream_is_the_one_python_documents():
    """Pinned: a change here changes every simulated company."""
    assert Chance("karn", 7).whole(0, 10**6) == 313654


@given(st.integers(0, 10**6), st.integers(-50, 50), st.integers(0, 50))
def test_a_whole_number_lies_between_its_bounds(seed, low, width):
    chance = Chance(seed)
    assert all(low <= chance.whole(low, low + width) <= low + width for _ in range(20))


def test_weights_are_shares():
    chance = Chance("weights")
    drawn = [chance.weigh((("often", 3.0), ("seldom", 1.0), ("never", 0.0))) for _ in range(4000)]
    assert drawn.count("never") == 0
    assert abs(drawn.count("often") / 4000 - 0.75) < 0.03


def test_numbers_of_times_have_the_mean_that_was_asked():
    chance = Chance("poisson")
    drawn = [chance.times(1.7) for _ in range(4000)]
    assert abs(sum(drawn) / 4000 - 1.7) < 0.1
    assert chance.times(0.0) == 0


def test_a_spread_has_mean_one():
    chance = Chance("spread")
    assert abs(sum(chance.spread(0.6) for _ in range(8000)) / 8000 - 1) < 0.05
