"""Reads of improvements, and of what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from karn.apps.farewell.queries.reasons import Share, reason_list, share_of
from karn.apps.lessons.models.improvements import OPEN_IMPROVEMENT, Improvement
from karn.apps.lessons.rules.improvements import Span, newcombe, span_of, verdict, wilson

_LARGEST = 2**63 - 1
MOST = 200


@dataclass(frozen=True, slots=True)
class Effect:
    """The share of a reason before and after the day an improvement was done; `said` is the verdict."""

    span: Span
    before: Share
    after: Share
    said: str

    @property
    def before_interval(self) -> tuple[float, float]:
        """The 90 % interval of the share before."""
        return wilson(self.before.named, self.before.known)

    @property
    def after_interval(self) -> tuple[float, float]:
        """The 90 % interval of the share after."""
        return wilson(self.after.named, self.after.known)

    @property
    def change(self) -> tuple[float, float]:
        """The 90 % interval of how much the share changed."""
        return newcombe(*_counts(self.before, self.after))


@dataclass(frozen=True, slots=True)
class Improving:
    """An improvement with its reason in words; `effect` once it is done."""

    improvement: Improvement
    reason: str
    effect: Effect | None = None


def improvements(state: str = "open", *, on: date) -> list[Improving]:
    """Return the improvements that are open, by the day they are due, or the done ones, the latest first."""
    its = Improvement.objects.select_related("owner")
    listed = reason_list("why")
    if state != "done":
        rows = its.filter(OPEN_IMPROVEMENT).order_by("due_on", "pk")[:MOST]
        return [Improving(one, listed.text_of(one.reason)) for one in rows]
    done = its.filter(removed_at__isnull=True, done_on__isnull=False).order_by(F("done_on").desc(), "-pk")
    return [Improving(one, listed.text_of(one.reason), effect_of(one, on=on)) for one in done[:MOST]]


def improvements_done(since: date, until: date) -> list[Improving]:
    """Return the improvements done from `since` up to and with `until`, the latest first; without effect."""
    its = Improvement.objects.filter(removed_at__isnull=True, done_on__gte=since, done_on__lte=until)
    rows = list(its.select_related("owner").order_by("-done_on", "-pk")[:MOST])
    listed = reason_list("why") if rows else None
    return [Improving(one, listed.text_of(one.reason)) for one in rows] if listed else []


def effect_of(improvement: Improvement, *, on: date) -> Effect | None:
    """Return what came of an improvement by the day `on`; None where it is not done."""
    if improvement.done_on is None:
        return None
    span = span_of(improvement.done_on, on)
    before = share_of(improvement.reason, span.since, span.done_on)
    after = share_of(improvement.reason, span.done_on, span.until)
    return Effect(span, before, after, verdict(*_counts(before, after)))


def _counts(before: Share, after: Share) -> tuple[tuple[int, int], tuple[int, int]]:
    return (before.named, before.known), (after.named, after.known)


def improvement_of(number: int, *, removed: bool = False) -> Improvement | None:
    """Return an improvement, or None; `removed`: one that was thrown away, too."""
    if number > _LARGEST:
        return None
    its: QuerySet[Improvement, Any] = Improvement.objects.select_related("owner").filter(pk=number)
    return (its if removed else its.filter(removed_at__isnull=True)).first()


def improvements_in_bin() -> QuerySet[Improvement]:
    """Return the improvements that were thrown away, the latest first."""
    return Improvement.objects.filter(removed_at__isnull=False).order_by("-removed_at", "pk")


def improved_reasons() -> set[str]:
    """Return the reasons about which something is being done, or was. One query."""
    its = Improvement.objects.filter(removed_at__isnull=True)
    return set(its.order_by().values_list("reason", flat=True))


def open_improvements() -> QuerySet[Improvement]:
    """Return what somebody still has to do, by the day it is due."""
    return Improvement.objects.filter(OPEN_IMPROVEMENT).select_related("owner").order_by("due_on", "pk")
