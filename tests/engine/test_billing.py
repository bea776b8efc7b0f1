"""The words of billing programs mean what the engine reckons with."""

from decimal import Decimal

import pytest

from karn.engine.billing import INTERVALS, STATES
from karn.engine.mrr import MONTHS_IN_INTERVAL, monthly_amount


def test_every_word_is_an_interval_the_engine_knows_and_every_interval_has_a_word() -> None:
    assert set(INTERVALS.values()) == set(MONTHS_IN_INTERVAL)


def test_every_state_is_one_of_three() -> None:
    assert set(STATES.values()) == {"active", "trial", "paused"}


def test_an_interval_and_a_state_are_known_by_their_own_names() -> None:
    assert {name: INTERVALS[name] for name in MONTHS_IN_INTERVAL} == {n: n for n in MONTHS_IN_INTERVAL}
    assert {name: STATES[name] for name in STATES.values()} == {name: name for name in STATES.values()}


@pytest.mark.parametrize("word", sorted(INTERVALS | STATES))
def test_words_are_written_as_the_reader_hands_them_over(word: str) -> None:
    assert word == word.casefold().strip().replace(" ", "_").replace("-", "_")


@pytest.mark.parametrize(
    ("words", "mrr"),
    [
        (("yearly", "annually", "jaarlijks", "per_jaar", "årsvis"), "10.000000"),
        (("quarterly", "kwartaal", "kvartalsvis"), "40.000000"),
        (("monthly", "maandelijks", "månadsvis"), "120.000000"),
        (("4_weeks", "4_weken", "4_veckor"), "130.000000"),
        (("weekly", "wekelijks", "vecka"), "520.000000"),
        (("daily", "dagelijks", "dagligen"), "3650.000000"),
    ],
)
def test_a_price_is_worth_the_same_in_every_language(words: tuple[str, ...], mrr: str) -> None:
    assert [str(monthly_amount(Decimal(120), interval=INTERVALS[word])) for word in words] == [mrr] * len(
        words
    )
