"""Attitude and action: when somebody must ask, by when, and what may come of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karn.apps.company.rules.holidays import next_working_day
from karn.apps.threats.rules.finding import TODAY


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    SOLVED = "solved"
    CLOSED = "closed"


class Step(StrEnum):
    """What happened in a case."""

    OPENED = "opened"
    STRONGER = "stronger"
    ASKED = "asked"
    DID = "did"
    REMINDED = "reminded"
    HANDED = "handed"
    SOLVED = "solved"
    REOPENED = "reopened"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What came of a case in the end."""

    CLIENT_STAYS = "client_stays"
    WE_BELIEVE = "we_believe"
    NO_THREAT = "no_threat"
    LEAVES = "leaves"


STATE_NAMES: Final[dict[str, Promise]] = {
    State.OPEN: _("Open"),
    State.SOLVED: _("Solved, to be asked again"),
    State.CLOSED: _("Closed"),
}
STEP_NAMES: Final[dict[str, Promise]] = {
    Step.OPENED: _("The case was opened"),
    Step.STRONGER: _("It became more urgent"),
    Step.ASKED: _("We asked them"),
    Step.DID: _("Done about it"),
    Step.REMINDED: _("Reminder: nobody had asked yet"),
    Step.HANDED: _("Given to somebody else, or another day"),
    Step.SOLVED: _("Solved"),
    Step.REOPENED: _("Opened again"),
    Step.CLOSED: _("Closed"),
}
OUTCOME_NAMES: Final[dict[str, Promise]] = {
    Outcome.CLIENT_STAYS: _("They say themselves that it is good now"),
    Outcome.WE_BELIEVE: _("We believe it is good; they have not said so"),
    Outcome.NO_THREAT: _("There was no threat"),
    Outcome.LEAVES: _("They leave"),
}

_DAYS_TO_ASK: Final = {TODAY: 2}
_MOST_DAYS_TO_ASK: Final = 5
_DAYS_AFTER_REMINDER: Final = 2
ASK_AGAIN_DAYS: Final = 21
"""Whether what was solved stayed solved shows after three weeks, and is still remembered by both."""


def ask_by(strength: int, on: date, *, country: str, closed: Collection[date]) -> date:
    """Return by which day to have asked: two working days for what must be acted on today, else five."""
    days = _DAYS_TO_ASK.get(strength, _MOST_DAYS_TO_ASK)
    return _after(on, days, country=country, closed=closed)


def remind_until(on: date, *, country: str, closed: Collection[date]) -> date:
    """Return until when a reminder may still be followed, before the weekly meeting takes it up."""
    return _after(on, _DAYS_AFTER_REMINDER, country=country, closed=closed)


def ask_again_on(solved_on: date, *, country: str, closed: Collection[date]) -> date:
    """Return the working day, three weeks on, on which to ask whether it is still solved."""
    return next_working_day(solved_on + timedelta(days=ASK_AGAIN_DAYS - 1), country=country, closed=closed)


def _after(on: date, days: int, *, country: str, closed: Collection[date]) -> date:
    for _day in range(days):
        on = next_working_day(on, country=country, closed=closed)
    return on
