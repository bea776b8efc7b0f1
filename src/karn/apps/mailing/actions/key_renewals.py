"""A new key for the hashes of addresses, where the old one is lost for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from karn.apps.mailing.actions.ledger import renew_list
from karn.apps.mailing.models import Consent, Mail, Suppression
from karn.apps.mailing.queries.digests import (
    KEY,
    digest_by,
    flaw_of_key,
    known_addresses,
    standing_count,
)
from karn.apps.mailing.queries.limits import held_settings
from karn.apps.mailing.signals import digests_renewed
from karn.apps.people.actions.audit import record
from karn.apps.people.rules import Event
from karn.kernel.errors import BadInput
from karn.kernel.points import point
from karn.platform.keys import kept_key

__all__ = ["Renewed", "renew_key"]

GIVEN_UP = "suppressions.key was lost"
"""What stands beside what is lifted because nobody can tell any more whose it was."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """How much of what stood against addresses stands on, and how much was given up."""

    kept: int
    given_up: int


def renew_key(*, at: datetime) -> Renewed:
    """Make a new key for the hashes of addresses, and hash anew those that are still known.

    What stands against an address that a mail or a consent still names stands on. Of the rest nobody can
    tell any more whose it was: it is given up, for good. Killed at any moment, it can be done again. Raises
    BadInput where the key is there and is the one of before.
    """
    if not flaw_of_key():
        raise BadInput("The key suppressions.key is there, and it is the right one: nothing is to be done.")
    path = settings.INSTALLATION.data / KEY
    if path.exists():  # another one than before: it is the new one
        return _hash_anew(path.read_bytes(), at)
    done: list[Renewed] = []
    kept_key(path, lambda key: done.append(_hash_anew(key, at)))
    if not done:
        raise BadInput("Somebody else made a new key just now.")
    return done[0]


def _hash_anew(key: bytes, at: datetime) -> Renewed:
    with transaction.atomic():
        held = held_settings()
        known = known_addresses()
        new = {digest: digest_by(key, address) for digest, address in known.items()}
        # First what cannot be kept: then whatever stands has an address that is known.
        standing = Suppression.objects.filter(lifted_at=None).values_list("pk", "digest")
        lost = [number for number, digest in standing if digest not in new]
        for number in lost:
            Suppression.objects.filter(pk=number).update(lifted_at=at, lifted_for=GIVEN_UP)
        for digest, renewed in new.items():
            for model in (Mail, Consent, Suppression):
                model.objects.filter(digest=digest).update(digest=renewed)
        digests_renewed.send(sender=None, new=new)
        renew_list(new)
        done = Renewed(standing_count(), len(lost))
        told = f"new key: {done.kept} kept, {done.given_up} given up"
        record(by=None, deed=Event.MAIL_OBJECTION_LIFTED, about=held, at=at, detail=told)
        point("mail.key_renewed")
    return done
