"""Contacts who came and went, for the timeline."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact
from karn.platform.timeline import Entry, Known, Reach, newest


class ContactsCame:
    """Contacts, on their first day."""

    code = "contact_came"
    kind = "contacts"
    name = _("Contacts")
    of = Contact

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the contacts who came last. One query."""
        came = newest(self.code, self._rows, customer_id, reach, limit)
        title = gettext("%(name)s became a contact")
        return [_entry(self.code, title, it, it.starts_on, reach) for it in came if it.starts_on]

    def among(self, known: Known, reach: Reach) -> list[Entry]:
        """Return an entry for each contact of whom this day is known."""
        title = gettext("%(name)s became a contact")
        return [_entry(self.code, title, it, it.starts_on, reach) for it in known[Contact] if it.starts_on]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Contact]:
        came = Contact.objects.filter(reach.days("starts_on", self.code), customer=customer)
        return came.filter(starts_on__isnull=False).order_by("-starts_on", "-pk")


class ContactsLeft:
    """Contacts, on the day they were gone."""

    code = "contact_left"
    kind = "contacts"
    name = _("Contacts")
    of = Contact

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the contacts who left last. One query."""
        gone = newest(self.code, self._rows, customer_id, reach, limit)
        title = gettext("%(name)s left")
        return [_entry(self.code, title, it, it.ends_on, reach) for it in gone if it.ends_on]

    def among(self, known: Known, reach: Reach) -> list[Entry]:
        """Return an entry for each contact of whom this day is known."""
        title = gettext("%(name)s left")
        return [_entry(self.code, title, it, it.ends_on, reach) for it in known[Contact] if it.ends_on]

    def _rows(self, customer: int, reach: Reach) -> QuerySet[Contact]:
        gone = Contact.objects.filter(reach.days("ends_on", self.code), customer=customer)
        return gone.filter(ends_on__isnull=False).order_by("-ends_on", "-pk")


def _entry(code: str, title: str, contact: Contact, day: date, reach: Reach) -> Entry:
    champion = gettext("spoke up for us") if contact.champion else ""
    left = code == ContactsLeft.code
    return Entry(
        at=reach.start_of(day),
        code=code,
        number=contact.pk,
        icon="user-off" if left else "user",
        title=title % {"name": contact.name},
        detail=" · ".join(part for part in (contact.role, champion) if part),
        tone="bad" if left and contact.champion else "",
        dated=True,
        source=contact.source,
        source_id=contact.source_id,
        known_at=contact.known_at,
    )
