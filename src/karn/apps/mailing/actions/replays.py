"""After a restore: who said no since the backup is left in peace again, before anything can leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from karn.apps.mailing.actions.ledger import Line, listed, name_of
from karn.apps.mailing.actions.objections import keep_from
from karn.apps.mailing.models import Consent, Suppression, Why
from karn.apps.mailing.queries.limits import held_settings
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Event

__all__ = ["replay_objections"]


def replay_objections(*, at: datetime) -> int:
    """Write down again what the list of objections names and this database does not know; return how many.

    What was lifted, or allowed again, since is left alone. Doing so twice changes nothing.
    """
    standing = [line for line in listed() if line.stands]
    with transaction.atomic():
        held_settings()
        return _suppress_again([line for line in standing if line.why], at) + _withdraw_again(
            [line for line in standing if line.consent], at
        )


def _suppress_again(lines: Collection[Line], at: datetime) -> int:
    known = defaultdict(list)
    for one in Suppression.objects.all():
        known[one.digest, one.why].append(one.lifted_at)
    missing = [
        line for line in lines
        if not any(lifted is None or lifted >= line.moment for lifted in known[line.digest, line.why])
    ]  # fmt: skip
    for line in missing:
        stands = keep_from(line.digest, Why(line.why), way=line.way, at=line.moment)
        record(by=None, deed=Event.MAIL_OBJECTED, about=stands, at=at, detail=f"{line.why} restored")
    return len(missing)


def _withdraw_again(lines: Collection[Line], at: datetime) -> int:
    asked = {(line.digest, line.consent): line for line in lines}
    its = Consent.objects.filter(digest__in={line.digest for line in lines}, withdrawn_at=None)
    count = 0
    for consent in its:
        if line := asked.get((consent.digest, name_of(consent))):
            Consent.objects.filter(pk=consent.pk).update(withdrawn_at=line.moment)
            record(by=None, deed=Event.MAIL_ALLOWED_NO_MORE, about=consent, at=at, detail="restored")
            count += 1
    return count
