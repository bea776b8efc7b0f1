"""To which day a task is put off."""

from datetime import date

import pytest

from karn.apps.tasks.rules.snoozing import snooze_day
from karn.kernel.errors import BadInput

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("asked", "on", "day"),
    [
        ("tomorrow", FRIDAY, date(2026, 11, 21)),
        ("monday", FRIDAY, date(2026, 11, 23)),
        ("monday", date(2026, 11, 23), date(2026, 11, 30)),
        ("monday", date(2026, 11, 22), date(2026, 11, 23)),
        ("week", FRIDAY, date(2026, 11, 27)),
        ("2026-12-28", FRIDAY, date(2026, 12, 28)),
    ],
)
def test_a_choice_is_a_day_to_come(asked: str, on: date, day: date) -> None:
    assert snooze_day(asked, on=on) == day


@pytest.mark.parametrize("asked", ["", "2026-11-20", "2026-11-01", "soon"])
def test_what_is_no_day_to_come_is_refused(asked: str) -> None:
    with pytest.raises(BadInput):
        snooze_day(asked, on=FRIDAY)
