"""When consumers are reminded that a contract is about to renew itself, and how each reminder stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.contracts.rules.terms import Terms, renewal_after
from karn.apps.farewell.rules.packs import COUNTRIES, ReminderRule, pack_of
from karn.apps.tasks.rules.kinds import Facts, Kind
from karn.kernel.month import add_months

LEAD: Final = timedelta(days=14)
"""So long before the last day a reminder goes where the law names no first one: time to mend an address."""

LATEST_LOOK: Final = timedelta(days=400)
"""Nothing is planned further ahead."""


class ReminderState(StrEnum):
    """How one reminder stands on a day."""

    WAITING = "waiting"  # in the outbox
    SENT = "sent"  # handed over in time
    TOLD = "told"  # reminded otherwise, in time
    FAILED = "failed"  # could not be sent, and there is time left
    MISSED = "missed"  # the last day went by without


@dataclass(frozen=True, slots=True)
class Reminding:
    """One reminder to send: of which renewal, from which day on, and at the latest when.

    `renews_on` is the first day of the next term, `notice_by` the last day on which notice still ends the
    contract then.
    """

    renews_on: date
    notice_by: date
    opens_on: date
    due_by: date


def reminding_of(terms: Terms, rule: ReminderRule, on: date) -> Reminding | None:
    """Return the reminder of the next renewal after `on`; None where the rule asks for none.

    `terms` are those of a contract that renews itself, with a consumer.
    """
    renewal = renewal_after(terms, on)
    if renewal is None or not terms.term_months or terms.term_months < rule.from_term_months:
        return None
    if _leaves_soon(terms, terms.term_months, renewal.on, rule.unless_leaves_within_months):
        return None
    notice_by = renewal.notice_by or renewal.on - timedelta(days=1)
    base = notice_by if rule.before == "last_notice_day" else renewal.on
    due_by = add_months(base, -rule.latest_months) - timedelta(days=rule.latest_days)
    opens_on = base - timedelta(days=rule.earliest_days) if rule.earliest_days else due_by - LEAD
    return Reminding(renewal.on, notice_by, opens_on, due_by)


def _leaves_soon(terms: Terms, term_months: int, renews_on: date, months: int) -> bool:
    """Say whether who renewed leaves within so many months, however unluckily notice falls."""
    longest = add_months(renews_on, term_months) + timedelta(days=terms.notice_days or 0)
    return bool(months) and longest <= add_months(renews_on, months)


def countries_without() -> tuple[str, ...]:
    """Return the countries (two letters) whose pack asks for no reminder."""
    return tuple(code for code in COUNTRIES if len(code) == 2 and pack_of(code).reminder is None)


def _text(facts: Facts) -> str:
    return _("Remind %(name)s in another way: the contract renews itself") % {"name": facts.get("name", "")}


def _why(_facts: Facts) -> str:
    return _("The mail could not be sent. Without a reminder in time they may end it at once.")


REMINDER = Kind(
    "farewell.reminder", gettext_lazy("Reminders that failed"), _text, _why, lambda _facts: 7, keeps_day=True
)
