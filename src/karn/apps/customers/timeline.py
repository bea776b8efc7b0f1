"""Contacts who came and went, for the timeline."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact
from karn.platform.timeline import Entry, Reach


class ContactsCame:
    """Contacts, on their first day."""

    code = "contact_came"
    kind = "contacts"
    name = _("Contacts")

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the contacts who came last. One query."""
        came = Contact.objects.filter(reach.days("starts_on", self.code), customer=customer_id)
        newest = came.filter(starts_on__isnull=False).order_by("-starts_on", "-pk")[:limit]
        title = gettext("%(name)s became a contact")
        return [_entry(self.code, title, it, it.starts_on, reach) for it in newest if it.starts_on]


class ContactsLeft:
    """Contacts, on the day they were gone."""

    code = "contact_left"
    kind = "contacts"
    name = _("Contacts")

    def entries(self, customer_id: int, reach: Reach, limit: int) -> list[Entry]:
        """Return the contacts who left last. One query."""
        gone = Contact.objects.filter(reach.days("ends_on", self.code), customer=customer_id)
        newest = gone.filter(ends_on__isnull=False).order_by("-ends_on", "-pk")[:limit]
        title = gettext("%(name)s left")
        return [_entry(self.code, title, it, it.ends_on, reach) for it in newest if it.ends_on]


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
