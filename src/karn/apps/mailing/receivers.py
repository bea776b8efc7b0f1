"""What providers tell, through Anymail, closes addresses; who goes for good gets no mail any more."""

from __future__ import annotations

from typing import Any, Final

from anymail.signals import EventType, RejectReason, tracking  # type: ignore[import-untyped]
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone

from karn.apps.customers.models import Contact
from karn.apps.mailing.actions.decisions import withhold_of_contact
from karn.apps.mailing.actions.returns import note_report
from karn.apps.mailing.rules.reports import Report

_COMPLAINTS: Final = frozenset({EventType.COMPLAINED, EventType.UNSUBSCRIBED})
_FOR_GOOD: Final = frozenset({RejectReason.INVALID, RejectReason.BOUNCED})


@receiver(tracking)
def note_tracking(sender: Any, event: Any, esp_name: str, **_further: Any) -> None:  # noqa: ARG001
    """Keep what a provider tells of a mail; of deliveries, openings and clicks nothing is kept."""
    if (kind := _kind(event)) is None:
        return
    report = Report(kind, provider_id=str(event.message_id or ""), address=event.recipient or "")
    note_report(report, way="provider", at=timezone.now())


def _kind(event: Any) -> Any:
    if event.event_type in _COMPLAINTS or event.reject_reason == RejectReason.SPAM:
        return "complaint"
    if event.event_type == EventType.BOUNCED:
        return "delay" if event.reject_reason == RejectReason.TIMED_OUT else "bounce"
    if event.event_type == EventType.REJECTED and event.reject_reason in _FOR_GOOD:
        return "bounce"
    return None


@receiver(pre_delete, sender=Contact)
def note_contact_gone(sender: Any, instance: Contact, **_further: Any) -> None:  # noqa: ARG001
    """Keep what still waits for a contact that is deleted for good: nothing else would tell whose it was."""
    withhold_of_contact(contact=instance.pk, at=timezone.now())
