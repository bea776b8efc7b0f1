"""A link for a new password, by mail to who forgot it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.people.actions.logins import ASKED_LINK_LASTS, count_question, make_asked_link
from karn.apps.people.models import Person
from karn.platform.days import day_words
from karn.platform.runs import begin_run

LINKING = "mailing.password_link"
"""The job that makes the link and queues the mail."""

LINK_PAGE = "{site}/welcome/{token}/"


def ask_for_password(*, address: str, machine: str, at: datetime) -> None:
    """Take a question for a new password, from who logs in with this address, or nobody.

    Whoever asks learns nothing, not even by the clock: whether there is such a person is looked at in the
    background. `machine` is where the question comes from; too many questions bring no mail.
    """
    with transaction.atomic():
        asked = count_question(address=address, machine=machine, at=at)
        if asked is not None:
            begin_run(job=LINKING, argument={"person": asked}, at=at)


def mail_password_link(*, person: int, key: str, at: datetime) -> None:
    """Queue a mail with a link for a new password to the person of this number, if any; once for each key."""
    asker = Person.objects.filter(pk=person, is_active=True).first()
    if asker is None:
        return
    with override(asker.language):
        ends_at = timezone.localtime(at + ASKED_LINK_LASTS)
        until = f"{day_words(ends_at.date())} {ends_at:%H:%M}"
    with transaction.atomic():
        link = LINK_PAGE.format(site=settings.INSTALLATION.site, token=make_asked_link(asker, at=at))
        queue_mail(
            to=asker.email, key=key, template="password_link", language=asker.language,
            values={"name": asker.name, "link": link, "day": until}, by=None, at=at,
        )  # fmt: skip
