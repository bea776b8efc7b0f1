"""Mails that were sent, for the timeline."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.mailing.models import Mail, Returned, State
from karn.platform.timeline import Entry, Reach, newest


class Mails:
    """What Karn sent, and what came back."""

    code = "mail"
    kind = "mails"
    name = _("Mails from Karn")
    of = Mail

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the newest mails that went out, or may have. One query."""
        went = newest(self.code, self._rows, customer_id, reach, limit)
        return [self._entry(mail) for mail in went]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Mail]:
        went = Mail.objects.filter(
            reach.instants("settled_at", self.code),
            customer=customer,
            state__in=(State.SENT, State.UNKNOWN),
            settled_at__isnull=False,
        )
        return went.select_related("contact").order_by("-settled_at", "-pk")

    def _entry(self, mail: Mail) -> Entry:
        assert mail.settled_at is not None  # noqa: S101 (the query asked for it)
        who = mail.contact.name if mail.contact else mail.address
        told = [gettext("Mail from Karn"), mail.get_kind_display(), who]
        if mail.returned:
            told.append(mail.get_returned_display())
        if mail.state == State.UNKNOWN:
            told.append(gettext("may have arrived, or not"))
        return Entry(
            at=mail.settled_at,
            code=self.code,
            number=mail.pk,
            icon="mail",
            title=mail.title or gettext("Mail"),
            detail=" · ".join(part for part in told if part),
            tone="bad" if mail.returned != Returned.NOTHING or mail.state == State.UNKNOWN else "",
        )
