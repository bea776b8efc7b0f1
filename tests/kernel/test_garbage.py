"""Garbage is looked for rarely for a while, and as often as before afterwards."""

import gc

import pytest

from karn.kernel.garbage import RARELY, seldom_collected


def test_it_looks_rarely_inside_and_as_before_outside() -> None:
    before = gc.get_threshold()
    with seldom_collected():
        assert gc.get_threshold() == RARELY
    assert gc.get_threshold() == before


def test_it_looks_as_before_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(ZeroDivisionError), seldom_collected():
        _ = 1 / 0
    assert gc.get_threshold() == before
