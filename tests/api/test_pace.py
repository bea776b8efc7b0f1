"""How fast one token may call."""

from typing import Any

import pytest

from karn.api import access
from karn.api.pace import Meter


def test_a_burst_passes_and_what_is_more_waits_until_it_leaked_away() -> None:
    meter = Meter(calls_a_minute=60)
    assert [meter.seconds_to_wait(1, at=0) for _ in range(60)] == [0] * 60
    assert meter.seconds_to_wait(1, at=0) > 0
    assert meter.seconds_to_wait(2, at=0) == 0
    assert [meter.seconds_to_wait(1, at=2.001) for _ in range(3)] == [0, 0, 1]
    assert [meter.seconds_to_wait(1, at=1000) for _ in range(60)] == [0] * 60


def test_who_waits_as_told_gets_in() -> None:
    meter = Meter(calls_a_minute=6)
    at = 0.0
    for _ in range(20):
        while wait := meter.seconds_to_wait(1, at=at):
            at += wait
    assert 130 <= at <= 160  # 14 more than the burst, ten seconds each, and whole seconds


@pytest.mark.django_db
def test_too_many_calls_are_a_429_that_says_how_long_to_wait(manager: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(access, "METER", Meter(calls_a_minute=3))
    answers = [manager.get("/me") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert (answers[3].json()["code"], int(answers[3].headers["Retry-After"]) > 0) == ("too_fast", True)
