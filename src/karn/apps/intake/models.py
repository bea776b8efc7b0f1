"""Runs of the import door, what they refused, and the mappings they remember."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karn.kernel.errors import BadInput


class RunState(models.TextChoices):
    """How far an import came."""

    UPLOADED = "uploaded", _("Waiting for you")
    LOADING = "loading", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Run(models.Model):
    """One file on its way through the door.

    rows = accepted + updated + unchanged + duplicates + refused once it is done.
    """

    COUNTS: ClassVar = ("accepted", "updated", "unchanged", "duplicates", "refused")

    target = models.CharField(_("kind of data"), max_length=40)
    source = models.CharField(_("source"), max_length=60)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.UPLOADED)
    # Which heading of the file holds which field.
    mapping = models.JSONField(default=dict)
    # The reader's dialect, formats, constants and, for a snapshot, its date.
    options = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    accepted = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("already there"), default=0)
    duplicates = models.PositiveIntegerField(_("twice in the file"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    # How many rows passed the check of the file itself, and how many of them are dealt with: written in
    # the same transaction as the rows, so that an interrupted run goes on exactly where it was.
    valid_rows = models.PositiveIntegerField(default=0)
    stored_rows = models.PositiveIntegerField(default=0)
    # Counts worth telling that are no rows of the file: {"customers_created": 3}.
    notes = models.JSONField(default=dict)
    # Rows whose customer is unknown in this run's source and known in another: {"billing": 412}.
    elsewhere = models.JSONField(default=dict)
    # What the last check found (checks.Weighed), and how many rows a check that runs has looked at.
    weighed = models.JSONField(default=dict)
    weighed_rows = models.PositiveIntegerField(default=0)
    # Why it failed: an error's template and its values, so that each reader reads it in his language.
    error = models.TextField(blank=True)
    error_values = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    # The time of the import: `known_at` of what can change. Kept when an interrupted run goes on.
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def folder(self) -> Path:
        """Where the file and what was made of it wait for the end of the run."""
        uploads: Path = settings.INSTALLATION.uploads
        return uploads / str(self.pk)

    @property
    def progress(self) -> int:
        """How much of the checked rows is stored, or by a check looked at, in per cent."""
        done = self.stored_rows if self.state == RunState.LOADING else self.weighed_rows
        return 100 * done // self.valid_rows if self.valid_rows else 0

    @property
    def problem(self) -> BadInput:
        """Why the run failed."""
        return BadInput(self.error, **self.error_values)

    @property
    def changed(self) -> int:
        """How many rows the run made or changed."""
        return self.accepted + self.updated


class RefusedRow(models.Model):
    """One cell that could not be used, and why. `kept`: its row was stored, without this value."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="refused_rows")
    line = models.PositiveBigIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=300, blank=True)
    value = models.TextField(_("value"), blank=True)
    code = models.CharField(_("reason"), max_length=40)
    detail = models.CharField(max_length=500, blank=True)
    kept = models.BooleanField(default=False)

    class Meta:
        """In the order of the file."""

        ordering: ClassVar = ["line", "id"]
        indexes: ClassVar = [models.Index(fields=["run", "line"], name="intake_refused_run_line")]


class Mapping(models.Model):
    """Which column means what, as last confirmed for files of this source with these headings."""

    source = models.CharField(max_length=60)
    target = models.CharField(max_length=40)
    # SHA-256 of the sorted, simplified headings.
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField()

    class Meta:
        """One memory per kind of file."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "signature"], name="intake_mapping_once")
        ]
