"""A link for a new password, by mail to who forgot it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from karn.apps.mailing.actions.queueing import queue_mail
from karn.apps.people.actions.logins import ASKED_LINK_LASTS, ask_for_link
from karn.apps.people.queries.logins import digest_of

LINK_PAGE = "{site}/welcome/{token}/"


def mail_password_link(*, address: str, machine: str, at: datetime) -> None:
    """Queue a mail with a link for a new password, to who logs in with this address.

    Nobody is told whether there is such a person: nothing is returned, and nothing raised. `machine` is
    where the question comes from; too many questions bring no mail. The link is good for ASKED_LINK_LASTS.
    """
    with transaction.atomic():
        asked = ask_for_link(address=address, machine=machine, at=at)
        if asked is None:
            return
        person, token = asked
        with override(person.language):
            until = date_format(timezone.localtime(at + ASKED_LINK_LASTS), "DATETIME_FORMAT")
        link = LINK_PAGE.format(site=settings.INSTALLATION.site, token=token)
        queue_mail(
            to=person.email, key=f"password:{digest_of(token)}", template="password_link",
            language=person.language, values={"name": person.name, "link": link, "day": until},
            by=None, at=at,
        )  # fmt: skip
