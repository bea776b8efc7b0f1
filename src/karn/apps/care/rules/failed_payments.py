"""When somebody is reminded of a payment that failed, and when they count as lost. Pure functions of days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.tasks.rules.kinds import Facts, Kind

STEPS: Final = {1: 1, 2: 7, 3: 14}
"""The reminders, and how many days after the failure each may go."""

LETTERS: Final = {1: "payment_failed", 2: "payment_failed_again", 3: "payment_failed_last"}
"""The ready mail of each."""

COOLDOWN_DAYS: Final = 5
"""Between two reminders to one customer, of whatever invoice, so many days pass."""

LATEST_DAYS: Final = 30
"""Nobody is reminded of what failed longer ago: an old list that is imported writes to nobody."""

SHOWN_DAYS: Final = 120
"""What failed longer ago is no longer listed."""


@dataclass(frozen=True, slots=True)
class Next:
    """The next reminder, and the first day on which it may go."""

    step: int
    on: date


def next_reminder(failed_on: date, *, sent: Collection[int], last_on: date | None, on: date) -> Next | None:
    """Return the next reminder of a payment that failed; None where there is none any more.

    One after the other, each after its days and after the cooldown since `last_on`, the day on which this
    customer was reminded last, of whatever invoice. `on` is today: nothing is planned for the past.
    """
    step = max(sent, default=0) + 1
    if step not in STEPS:
        return None
    day = max(failed_on + timedelta(days=STEPS[step]), on)
    if last_on is not None:
        day = max(day, last_on + timedelta(days=COOLDOWN_DAYS))
    return Next(step, day) if day <= failed_on + timedelta(days=LATEST_DAYS) else None


def _text(facts: Facts) -> str:
    return _("Call %(name)s about a payment that failed") % {"name": facts.get("name", "")}


def _why(facts: Facts) -> str:
    if facts.get("unreachable"):
        return _("A reminder by mail did not reach them.")
    return _("Three reminders by mail did not help.")


PAYMENT: Final = Kind("care.payment", gettext_lazy("Failed payments"), _text, _why, lambda _facts: 6)
