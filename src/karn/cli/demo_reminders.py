"""What the nights of the last weeks sent in a demo: reminders of failed payments and of renewals."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

NIGHTS = 21


def remind_in_time(on: date) -> None:
    """Let the nights before `on` do their work, mail and all; where something was sent, do nothing."""
    from karn.apps.care.actions.failed_payments import (  # noqa: PLC0415 (models exist only now)
        care_for_failed_payments,
    )
    from karn.apps.care.models import PaymentReminder  # noqa: PLC0415
    from karn.apps.farewell.actions.renewal_reminders import remind_of_renewals  # noqa: PLC0415
    from karn.apps.farewell.models import RenewalReminder  # noqa: PLC0415
    from karn.apps.mailing.actions.sending import send_due  # noqa: PLC0415

    if PaymentReminder.objects.exists() or RenewalReminder.objects.exists():
        return
    for ago in range(NIGHTS, -1, -1):
        at = datetime.combine(on - timedelta(days=ago), time(4), UTC)
        if care_for_failed_payments(at=at) + remind_of_renewals(at=at):
            send_due(at=at + timedelta(hours=5))
