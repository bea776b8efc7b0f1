"""Each night: who left without a word is asked how it was. And what nights would mail, in a restored copy."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.care.actions.failed_payments import care_for_failed_payments
from karn.apps.care.queries.failed_payments import all_failed_payments
from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.farewell.actions.lapses import ask_who_lapsed, set_lapses_aside
from karn.apps.farewell.actions.renewal_reminders import remind_of_renewals
from karn.apps.farewell.queries.lapses import recognised_departures
from karn.apps.farewell.queries.renewal_reminders import due_candidates
from karn.platform.runs import Job, RunHandle


def _ask(run: RunHandle) -> None:
    """Ask whom it is time to ask. Begun again after a kill it goes on: nobody is asked twice."""
    ask_who_lapsed(at=run.at)


ASKING_WHO_LAPSED = Job("farewell.lapses", _("Questions to who left without a word"), _ask, nightly=True)


class DueLetters:
    """Reminders of renewals and of payments, and the questions to who left without a word."""

    name = _("Letters of the next night")

    def waiting(self) -> int:
        """Count the letters that are due and stand in no outbox yet."""
        company = current_company()
        on, count = local_day(timezone.now(), company), 0
        if company.has(Station.GOODBYE):
            count += len(recognised_departures(on)) + sum(1 for _one in due_candidates(on))
        if company.has(Station.PAYMENTS):
            nexts = [one.next(on) for one in all_failed_payments(on)]
            count += sum(1 for one in nexts if one is not None and one.on <= on)
        return count

    def set_aside(self, *, at: datetime) -> int:
        """Let the next night send none of them: the original may have, since the backup was made.

        Reminders are put into the outbox, where people see them; what waits there is set aside after this.
        """
        count = set_lapses_aside(at=at) + remind_of_renewals(at=at)
        while reminded := care_for_failed_payments(at=at):  # one a customer each time
            count += reminded
        return count


DUE_LETTERS = DueLetters()
