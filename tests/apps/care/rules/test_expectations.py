"""When an expectation counts as confirmed, and when it is asked about again."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from karn.apps.care.rules.expectations import ASK_AFTER, BELIEVED_DAYS, HORIZONS, ask_again_on, is_confirmed

DAY = date(2026, 6, 15)
days = st.integers(-40, 40).map(lambda n: DAY + timedelta(days=n))
maybe = st.none() | days


@given(confirmed_on=maybe, voice=maybe, confirmer=maybe, on=days)
def test_nothing_is_confirmed_by_nobody_and_whoever_leaves_takes_their_word_along(
    confirmed_on: date | None, voice: date | None, confirmer: date | None, on: date
) -> None:
    told = {"confirmed_on": confirmed_on, "voice_left_on": voice, "confirmer_left_on": confirmer, "on": on}
    confirmed = is_confirmed(**told)  # type: ignore[arg-type]
    if confirmed:
        assert confirmed_on is not None
        assert confirmer is None or confirmer > on
        # It stays so as long as nobody leaves, and was so before anybody left.
        assert is_confirmed(confirmed_on=confirmed_on, voice_left_on=None, confirmer_left_on=None, on=on)
    elif confirmed_on is not None and on < min(voice or date.max, confirmer or date.max):
        raise AssertionError("everybody is still there, and it was confirmed")


def test_what_only_we_believe_is_asked_about_first_and_the_long_run_last() -> None:
    asked = [ask_again_on(horizon, on=DAY, confirmed=True) for horizon in HORIZONS]
    assert asked == sorted(asked) == [DAY + timedelta(days=ASK_AFTER[horizon]) for horizon in HORIZONS]
    assert ask_again_on("long", on=DAY, confirmed=False) == DAY + timedelta(days=BELIEVED_DAYS)
