"""Writes that go through several apps."""

from __future__ import annotations

from datetime import date, datetime

from django.dispatch import Signal

from karn.apps.measures.actions import Progress, refresh_measures
from karn.apps.measures.models import Refresh
from karn.apps.threats.actions import observe_signals
from karn.kernel.points import point

refreshed = Signal()
"""Sent with `as_of` when the figures are new: whoever shows them can prepare."""


def refresh_everything(*, as_of: date, at: datetime, progress: Progress | None = None) -> Refresh:
    """Make everything the pages show anew, as of the day `as_of`: the figures, and who is at risk.

    Raises KarnError when another refresh runs, or when the data cannot be used.
    """
    refresh = refresh_measures(as_of=as_of, at=at, progress=progress)
    observe_signals(on=as_of, at=at)
    point("refresh.signals_observed")
    refreshed.send_robust(sender=None, as_of=as_of)
    return refresh
