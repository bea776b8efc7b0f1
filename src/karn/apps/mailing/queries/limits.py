"""How much may be sent, what stops all of it, and what makes one address wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from karn.apps.mailing.models import Kind, Mail, MailSettings, Reason, State

HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
WENT = Q(state__in=(State.CLAIMED, State.SENT, State.UNKNOWN))
"""What went to somebody, or may have."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Why a mail waits, and until when."""

    reason: Reason
    until: datetime


def mail_settings() -> MailSettings:
    """Return the settings, or those a new installation has (not stored)."""
    return MailSettings.objects.filter(pk=1).first() or MailSettings(pk=1)


def held_settings() -> MailSettings:
    """Return the settings' row, held until the transaction ends: who holds it decides alone."""
    MailSettings.objects.get_or_create(pk=1)
    return MailSettings.objects.select_for_update().get(pk=1)


def gone_this_hour(settings: MailSettings, at: datetime) -> int:
    """Return how many mails went within the hour before `at`, counted anew since somebody let it go on."""
    claimed = Mail.objects.filter(claimed_at__gt=at - HOUR)
    return (claimed.filter(claimed_at__gte=settings.went_on_at) if settings.went_on_at else claimed).count()


def wait_of(mail: Mail, settings: MailSettings, at: datetime) -> Wait | None:
    """Return why a mail must wait for what its address had lately, or None: it may go now.

    Service mail never waits.
    """
    if mail.kind == Kind.SERVICE:
        return None
    had = Mail.objects.filter(WENT, digest=mail.digest, claimed_at__isnull=False).exclude(kind=Kind.SERVICE)
    if mail.kind == Kind.MARKETING:
        cooldown = timedelta(days=settings.marketing_days)
        last = had.filter(kind=Kind.MARKETING, claimed_at__gt=at - cooldown).order_by("-claimed_at").first()
        if last is not None and last.claimed_at is not None:
            return Wait(Reason.COOLDOWN, last.claimed_at + cooldown)
    lately = had.filter(claimed_at__gt=at - MONTH).order_by("-claimed_at")
    over = list(lately.values_list("claimed_at", flat=True)[settings.monthly - 1 : settings.monthly])
    return Wait(Reason.ENOUGH, over[0] + MONTH) if over and over[0] else None
