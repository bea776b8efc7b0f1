"""Changing how much may be sent."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from karn.apps.mailing.models import LIMITS, MailSettings
from karn.apps.mailing.queries.limits import held_settings
from karn.apps.people.actions.audit import record
from karn.apps.people.actions.journal import keep_change
from karn.apps.people.actions.permissions import MANAGERS_ONLY, refuse_unless_may
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed, Event
from karn.kernel.errors import BadInput
from karn.platform.versions import refuse_unseen

FIELDS = LIMITS


def change_mail_settings(
    *, by: Person, at: datetime, seen: str | None = None, **wanted: object
) -> MailSettings:
    """Change the given settings (of FIELDS).

    `seen` is the :attr:`MailSettings.version` the changer read. Raises ChangedMeanwhile where another one
    stands there now, BadInput for a setting that cannot be used.
    """
    refuse_unless_may(by, Deed.KEEP_MAIL, otherwise=MANAGERS_ONLY)
    with transaction.atomic():
        kept = held_settings()
        refuse_unseen(kept, seen)
        before, facts = {name: getattr(kept, name) for name in FIELDS}, kept.facts
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
        keep_change(kept, facts, kept.facts, by=by, at=at)
        record(by=by, deed=Event.MAIL_SETTINGS_CHANGED, about=kept, at=at, detail="; ".join(changed))
    return kept
