"""Where a client can go from where it stands; and the lists to begin with."""

from karn.apps.care.models import Uptake
from karn.apps.care.rules.normal import STARTERS, starters_for
from karn.apps.care.rules.uptakes import NEXT, can_become
from karn.apps.company.rules.trades import Trade


def test_every_state_can_be_reached_and_left() -> None:
    assert set(NEXT) == {"", *Uptake.values}
    assert {after for steps in NEXT.values() for after in steps} == set(Uptake.values)
    assert (can_become("does_not", "proposed"), can_become("", "taken_up")) == (True, False)


def test_every_trade_has_a_list_to_begin_with() -> None:
    assert set(STARTERS) == set(Trade)
    assert all(
        3 < len({name for name, _gain in starters_for(trade)}) == len(STARTERS[trade]) for trade in Trade
    )
