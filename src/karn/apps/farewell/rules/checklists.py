"""What is done for somebody who leaves: the steps, and the day each is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.tasks.rules.kinds import Facts, Kind

PROCEDURE, CALL, THANKS, DATA, ACCESS, BILLING, ERASE = (
    "procedure", "call", "thanks", "data", "access", "billing", "erase",
)  # fmt: skip

STEPS: Final[dict[str, Promise]] = {
    PROCEDURE: _("Read how leaving works here"),
    CALL: _("Thank them by telephone"),
    THANKS: _("Say thank you and goodbye"),
    DATA: _("Hand over what is theirs: work, file, data"),
    ACCESS: _("Stop what still runs: access, appointments"),
    BILLING: _("Settle the last invoice"),
    ERASE: _("Erase what you no longer need"),
}
"""All steps, in their order."""

SOON: Final = 14
"""So many days before it is due a step becomes somebody's task."""


def steps_for(*, is_business: bool) -> tuple[str, ...]:
    """Return the steps for who leaves: a company is also thanked by telephone."""
    return tuple(code for code in STEPS if code != CALL or is_business)


def due_days(
    known_on: date, ends_on: date, *, begun_on: date, access_ends_on: date | None, erase_on: date
) -> dict[str, date]:
    """Return when each step is due: between the day it was known that they leave and the end.

    Reading, calling and thanking come in the first week; handing over two weeks before the end; the
    access on its own day; erasing on its own day, long after. Nothing is due before the goodbye was begun:
    what became known late is not overdue at once.
    """
    last = max(known_on, ends_on)
    due = {
        PROCEDURE: known_on + timedelta(days=2),
        CALL: known_on + timedelta(days=7),
        THANKS: known_on + timedelta(days=7),
        DATA: last - timedelta(days=14),
        ACCESS: access_ends_on or last,
        BILLING: last,
    }
    return {code: max(day, known_on, begun_on) for code, day in (due | {ERASE: erase_on}).items()}


def months_after(day: date, months: int) -> date:
    """Return the day so many months later; the month's last one where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def _text(facts: Facts) -> str:
    code = str(facts.get("step", ""))
    return str(STEPS.get(code, code))


def _why(facts: Facts) -> str:
    name = facts.get("name", "")
    if facts.get("step") == CALL:
        return gettext("%(name)s leaves: a thank-you, nothing to sell.") % {"name": name}
    if facts.get("step") == ERASE:
        return gettext("%(name)s left, and was told that their data goes on this day.") % {"name": name}
    return gettext("%(name)s leaves.") % {"name": name}


STEP: Final = Kind("farewell.step", _("Steps of a goodbye"), _text, _why)
