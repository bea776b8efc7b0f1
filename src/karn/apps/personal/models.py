"""Erasures: what was erased, how far it is, and by which keyed hashes nobody comes back unnoticed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Who was erased."""

    CUSTOMER = "customer", _("Customer")
    CONTACT = "contact", _("Contact")


class Stage(models.TextChoices):
    """How far an erasure is. Each begins when the one before is stored."""

    FILES = "files", _("Files are next")
    DATABASE = "database", _("The database is written anew")
    DONE = "done", _("Done")


class Erasure(models.Model):
    """One person erased: begun in the transaction that erased the rows, done when files are, too.

    Nothing in it tells who it was, once it is done.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    # The row's number, and that of its customer: no keys, the contact's row is gone.
    number = models.BigIntegerField()
    customer = models.BigIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.FILES)
    asked_at = models.DateTimeField(_("asked for"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # By which words the person is sought in files; empty as soon as that is done.
    words = models.JSONField(default=dict)
    # The person's rows, as files name them: {"customers": [7], "contacts": []}; empty likewise.
    rows = models.JSONField(default=dict)
    # What was done: {"customers.customer": {"emptied": 1}, …, "files": {"uploads": 1}}.
    told = models.JSONField(default=dict)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    # SHA-256 of the certificate, as the audit log has it, too; and the number of that entry.
    sha256 = models.CharField(max_length=64, blank=True)
    entry = models.BigIntegerField(null=True)
    # Since when imports bring this person in again, because somebody said so.
    let_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["kind", "number"], name="personal_erasure_of")]

    def __str__(self) -> str:
        return self.reference


class Tombstone(models.Model):
    """A keyed hash of what must not come back: a source's id, or an e-mail address."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="tombstones")
    digest = models.CharField(max_length=32)

    class Meta:
        """Once per erasure."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "erasure"], name="personal_tombstone_once")
        ]
