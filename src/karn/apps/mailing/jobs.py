"""Sending in the background; and what waits to leave, for whoever keeps a restored copy apart."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karn.apps.mailing.actions.decisions import set_aside_waiting
from karn.apps.mailing.actions.passwords import LINKING, mail_password_link
from karn.apps.mailing.actions.sending import send_due
from karn.apps.mailing.queries.outbox import can_send, waiting_count
from karn.platform.runs import Job, RunHandle

BATCH = 50


def send_waiting(run: RunHandle) -> None:
    """Send what is due, a batch at a time, until nothing is or something stops it."""
    done = 0
    while True:
        run.progress(done, done + waiting_count())
        sent = send_due(at=timezone.now(), limit=BATCH)
        done += (turn := sum(sent.counts.values()))
        if sent.stopped or turn == 0:
            return


def is_mail_due() -> bool:
    """Say whether there is anything to send just now."""
    return can_send(timezone.now())


SENDING = Job(
    "mailing.sending",
    _("Sending mail"),
    work=send_waiting,
    every=timedelta(seconds=10),
    is_wanted=is_mail_due,
)


def mail_link(run: RunHandle) -> None:
    """Mail a link for a new password to who asked for one."""
    mail_password_link(person=run.argument["person"], key=f"password:{run.number}", at=run.at)


PASSWORD_LINK = Job(LINKING, _("A link for a new password"), work=mail_link)


class WaitingMails:
    """Mails, as something that leaves Karn by itself."""

    name = _("Mails")

    def waiting(self) -> int:
        """Count the mails that wait."""
        return waiting_count()

    def set_aside(self, *, at: datetime) -> int:
        """Keep every waiting mail from leaving by itself: it may have been sent since the backup was made."""
        return set_aside_waiting(at=at)


MAILS = WaitingMails()
