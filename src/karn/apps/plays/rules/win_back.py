"""Who may be asked to come back, and why others may not; and what its tasks say."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.tasks.rules.kinds import Facts, Kind
from karn.platform.days import day_words


class Why(StrEnum):
    """Why somebody who left is not asked back, the first that holds."""

    OBJECTED = "objected"
    OURS = "ours"
    SAID_NO = "said_no"
    ASKED = "asked"
    TOO_SOON = "too_soon"
    TOO_LATE = "too_late"
    NO_ADDRESS = "no_address"
    BOUNCED = "bounced"
    NO_CONSENT = "no_consent"


WHY_NAMES: Final[dict[str, Promise]] = {
    Why.OBJECTED: _("They want no such mail."),
    Why.OURS: _("We ended it."),
    Why.SAID_NO: _("They said no."),
    Why.ASKED: _("They were asked since they left."),
    Why.TOO_SOON: _("They left only lately."),
    Why.TOO_LATE: _("They left too long ago to be asked back."),
    Why.NO_ADDRESS: _("There is no address mail can go to."),
    Why.BOUNCED: _("Mail to this address came back."),
    Why.NO_CONSENT: _("Nobody said that they want such mail."),
}

EVERY_MONTHS: Final = 6
"""Who allowed it and left hears from us so often, without anything to buy."""

AHEAD_DAYS: Final = 14
ASKS_UNTIL: Final = 75
"""A round of keeping in touch is asked for so many days after it was due, and then let go."""


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday of the day's week, and the next one."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def _call(_facts: Facts) -> str:
    return gettext("Call them: would they like to come back?")


def _why_call(facts: Facts) -> str:
    return gettext("They left on %(day)s, and allowed such a call on %(allowed)s.") % {
        "day": _day(facts, "left_on"), "allowed": _day(facts, "allowed_on"),
    }  # fmt: skip


def _touch(_facts: Facts) -> str:
    return gettext("Ask how they are")


def _why_touch(facts: Facts) -> str:
    return gettext("They left on %(day)s and allowed you to stay in touch. There is nothing to sell.") % {
        "day": _day(facts, "left_on")
    }


def _day(facts: Facts, name: str) -> str:
    told = str(facts.get(name, ""))
    return day_words(date.fromisoformat(told)) if told else ""


CALL: Final = Kind("plays.call", _("Calls to who may come back"), _call, _why_call, is_meeting=True)
TOUCH: Final = Kind("plays.keep_in_touch", _("Keeping in touch with who left"), _touch, _why_touch)
KINDS: Final = (CALL, TOUCH)
