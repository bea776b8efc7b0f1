"""The person who spoke up for us, or the only one we knew, is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from karn.apps.customers.models import Contact
from karn.apps.customers.queries import contacts_on
from karn.apps.threats.rules.finding import THIS_WEEK, TODAY, Finding, Look, rows
from karn.apps.threats.rules.thresholds import LOST_BACK_DAYS
from karn.apps.threats.signals.card import Card


class LostContact:
    """A champion or the last contact left, and nobody newer has the role."""

    code = "lost_contact"
    card = Card(
        name=_("Lost contact"),
        question=_("Is somebody gone on whom the relation rested?"),
        evidence=_("Contacts with the day they left, and who is there now."),
        threshold=_("A contact who spoke up for us, or the last one we knew, left in the last 90 days."),
        blind_to=_("Departures nobody recorded, and a successor who is known under another role."),
    )

    def find(self, look: Look) -> Iterator[Finding]:
        """Return customers who lost a champion without a successor, or everybody we knew."""
        since = look.on - timedelta(days=LOST_BACK_DAYS)
        gone = Contact.objects.filter(ends_on__gte=since, ends_on__lte=look.on)
        here: dict[int, list[Contact]] = defaultdict(list)
        for contact in contacts_on(look.on).filter(customer__in=gone.values("customer")):
            here[contact.customer_id].append(contact)
        found: dict[int, Finding] = {}
        for contact in gone.order_by("customer", "-ends_on", "-champion", "pk"):
            left = here[contact.customer_id]
            if contact.customer_id in look.watched and _is_missed(contact, left):
                found.setdefault(contact.customer_id, _finding(contact, nobody_left=not left))
        yield from found.values()


def _is_missed(contact: Contact, here: list[Contact]) -> bool:
    """Say whether nobody is left, or a champion went and neither a champion nor a successor is there."""
    if not here:
        return True
    return contact.champion and not any(_replaces(other, contact) for other in here)


def _replaces(other: Contact, lost: Contact) -> bool:
    newer = other.starts_on is not None and (lost.starts_on is None or other.starts_on > lost.starts_on)
    same_role = other.role.strip().casefold() == lost.role.strip().casefold()
    return other.champion or (newer and same_role)


def _finding(contact: Contact, *, nobody_left: bool) -> Finding:
    assert contact.ends_on is not None  # noqa: S101 (chosen by it)
    facts = {"name": contact.name, "day": contact.ends_on.isoformat(), "nobody_left": nobody_left}
    strength = TODAY if nobody_left else THIS_WEEK
    return Finding(
        contact.customer_id, contact.ends_on, strength, facts, rows("customers.contact", contact.pk)
    )
