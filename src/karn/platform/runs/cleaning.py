"""Cleaning up at night: runs that were over long ago, and links that open nothing any more."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from karn.platform.models import UNFINISHED, Link, Run
from karn.platform.runs.handle import RunHandle
from karn.platform.runs.job import Job

RUNS = timedelta(days=30)
NIGHTS = timedelta(days=800)
"""Longer: a nightly run's row keeps its night from coming twice, whatever the clock does."""

LINKS = timedelta(days=90)


def clean_up(run: RunHandle) -> None:
    """Delete what nobody looks at any more."""
    ended = Run.objects.exclude(state__in=UNFINISHED)
    ended.filter(night=None, ended_at__lt=run.at - RUNS).delete()
    ended.filter(night__isnull=False, ended_at__lt=run.at - NIGHTS).delete()
    Link.objects.filter(expires_at__lt=run.at - LINKS).delete()


CLEANING = Job("platform.cleaning", _("Cleaning up"), clean_up, nightly=True)
