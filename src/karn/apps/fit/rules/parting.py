"""The steps of a decent farewell, with the day each one is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.farewell.rules.checklists import BILLING, DATA, STEPS, THANKS

PARTING: Final[dict[str, Promise]] = {
    "tell": _("Tell them in person, and why"),
    "notice": _("Confirm the end in writing, with the date"),
    "hand_over": STEPS[DATA],
    "successor": _("Help them find somebody who fits better"),
    "last_invoice": STEPS[BILLING],
    "farewell": STEPS[THANKS],
}
"""What is to be done, in its order; the farewell itself is a letter somebody signs who knew them."""

SHARED: Final = ("hand_over", "last_invoice", "farewell")
"""Those that the goodbye's own checklist has, too: once it asks for them, nobody is asked twice."""

_DAYS_BEFORE: Final = {"hand_over": 14, "successor": 14, "last_invoice": 0, "farewell": 0}
_DAYS_AFTER: Final = {"tell": 3, "notice": 7}


def due_days(on: date, ends_on: date) -> dict[str, date]:
    """Return when each step is due, between the decision `on` a day and the end: none before or after it.

    Telling and confirming soon after the decision, handing over two weeks before the end.
    """
    last = max(on, ends_on)
    after = {code: on + timedelta(days) for code, days in _DAYS_AFTER.items()}
    before = {code: last - timedelta(days) for code, days in _DAYS_BEFORE.items()}
    due = after | before
    return {code: min(max(due[code], on), last) for code in PARTING}
