from math import sqrt

import pytest

from karn.apps.threats.rules.shares import share

Z = 1.6448536269514722


def test_the_interval_is_wilsons():
    told = share(5, 40)
    assert (told.value, told.says) == (0.125, True)
    for bound in (told.low, told.high):  # as far from the share as the score test allows
        assert abs(bound - 0.125) == pytest.approx(Z * sqrt(bound * (1 - bound) / 40))


def test_of_few_no_share_is_said_and_of_nobody_anything_may_be():
    assert share(3, 19).says is False
    assert (share(0, 0).low, share(0, 0).high, share(0, 0).value) == (0.0, 1.0, 0.0)
