"""Changing how much may be sent."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from karn.apps.mailing.models import MailSettings
from karn.apps.mailing.queries.limits import held_settings
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput

FIELDS = ("hourly", "marketing_days", "monthly", "reply_to")


def change_mail_settings(*, by: Person, at: datetime, **wanted: object) -> MailSettings:
    """Change the given settings (of FIELDS). Raises BadInput for one that cannot be used."""
    refuse_unless_may(by, Deed.KEEP_MAIL, otherwise=MANAGERS_ONLY)
    with transaction.atomic():
        kept = held_settings()
        before = {name: getattr(kept, name) for name in FIELDS}
        for name in wanted.keys() & set(FIELDS):
            setattr(kept, name, wanted[name])
        try:
            kept.full_clean()
        except ValidationError as error:
            told = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
            raise BadInput(told) from error
        changed = [f"{name}: {before[name]} > {getattr(kept, name)}" for name in FIELDS
                   if before[name] != getattr(kept, name) and name != "reply_to"]  # fmt: skip
        kept.save()
        record(by=by, deed=Event.MAIL_SETTINGS_CHANGED, about=kept, at=at, detail="; ".join(changed))
    return kept
