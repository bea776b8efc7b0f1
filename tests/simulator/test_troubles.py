from datetime import date

from karn.simulator.chance import Chance
from karn.simulator.troubles import Cause, Risk, Risks, Trouble, active_causes

RISKS = Risks(
    base=0.01,
    causes={
        Cause.PRICE_RISE: Risk(onset=0.0, days=(1, 2), multiplier=3.0, traced=1.0),
        Cause.NEED_ENDED: Risk(onset=0.0, days=(1, 2), multiplier=20.0, traced=0.5),
    },
)


def test_each_cause_multiplies_the_hazard_up_to_the_ceiling():
    assert RISKS.hazard(1.0, []) == 0.01
    assert RISKS.hazard(2.0, [Cause.PRICE_RISE]) == 0.06
    assert RISKS.hazard(2.0, [Cause.PRICE_RISE, Cause.NEED_ENDED]) == 0.6


def test_the_true_cause_is_drawn_by_what_it_added():
    chance = Chance("cause")
    drawn = [RISKS.true_cause(chance, [Cause.PRICE_RISE, Cause.NEED_ENDED]) for _ in range(4400)]
    shares = {cause: drawn.count(cause) / 4400 for cause in (Cause.NOISE, Cause.PRICE_RISE, Cause.NEED_ENDED)}
    assert abs(shares[Cause.NOISE] - 1 / 22) < 0.012
    assert abs(shares[Cause.PRICE_RISE] - 2 / 22) < 0.015
    assert abs(shares[Cause.NEED_ENDED] - 19 / 22) < 0.02


def test_without_trouble_a_notice_is_noise():
    assert RISKS.true_cause(Chance("alone"), []) == Cause.NOISE


def test_a_trouble_ends_before_its_last_day_and_counts_once():
    troubles = [
        Trouble(Cause.PRICE_RISE, date(2026, 1, 10), date(2026, 2, 1), traced=True),
        Trouble(Cause.PRICE_RISE, date(2026, 1, 20), date(2026, 2, 5), traced=True),
        Trouble(Cause.NEED_ENDED, date(2026, 3, 1), date(2026, 4, 1), traced=False),
    ]
    assert active_causes(troubles, date(2026, 1, 1), date(2026, 2, 1)) == [Cause.PRICE_RISE]
    assert active_causes(troubles, date(2026, 2, 5), date(2026, 3, 1)) == []
    assert active_causes(troubles, date(2026, 3, 31), date(2026, 4, 30)) == [Cause.NEED_ENDED]
