"""What one could ask about: what at least half of the similar ones have."""

from hypothesis import given
from hypothesis import strategies as st

from karn.apps.care.rules.wishes import FEWEST, Question, to_ask, trade_of

THINGS = st.sets(st.sampled_from("abcdef"), max_size=4)


@given(own=THINGS, others=st.dictionaries(st.integers(1, 30), THINGS, max_size=12))
def test_what_is_asked_about_is_had_by_half_of_at_least_four_and_not_by_this_one(
    own: set[str], others: dict[int, set[str]]
) -> None:
    found = to_ask(own, others)
    for one in found:
        having = sum(one.what in things for things in others.values())
        assert (one.having, one.of) == (having, len(others))
        assert having * 2 >= len(others) >= FEWEST
        assert one.what not in own
    assert [one.having for one in found] == sorted((one.having for one in found), reverse=True)


def test_two_others_say_nothing_four_do() -> None:
    others = {number: ["Gold"] for number in (1, 2)}
    assert to_ask([], others) == []
    assert to_ask([], others | {3: ["Silver"], 4: []}) == [Question("Gold", 2, 4)]


def test_the_trade_is_the_attribute_a_company_calls_so() -> None:
    assert trade_of({"Branche": "bouw", "size": "9"}) == ("Branche", "bouw")
    assert trade_of({"sector": " ", "size": "9"}) == ("", "")
