"""Which criteria there are."""

from __future__ import annotations

from django.db.models import QuerySet

from karn.apps.fit.models import Criterion
from karn.kernel.errors import BadInput

_LARGEST = 2**63 - 1


def all_criteria() -> QuerySet[Criterion]:
    """Return the criteria, those switched off too, in their order."""
    return Criterion.objects.filter(deleted_at__isnull=True).order_by("place", "pk")


def criteria_in_force() -> list[Criterion]:
    """Return the criteria by which customers are judged, in their order. One query."""
    return list(all_criteria().filter(off_at__isnull=True))


def criterion_for(number: int, *, deleted: bool = False) -> Criterion | None:
    """Return a criterion, or None; with `deleted` one that was thrown away."""
    its = Criterion.objects.filter(deleted_at__isnull=not deleted)
    return its.filter(pk=number).first() if number <= _LARGEST else None


def criteria_in_bin() -> list[Criterion]:
    """Return what was thrown away, the latest first."""
    return list(Criterion.objects.filter(deleted_at__isnull=False).order_by("-deleted_at", "pk"))


def required_of(criteria: list[Criterion], *, prospect: bool) -> list[int]:
    """Return the criteria (ids) that decide: of somebody who did not sign yet those that can be known."""
    return [one.pk for one in criteria if one.required and (one.at_signing or not prospect)]


def refuse_circles(fields: list[str]) -> None:
    """Raise BadInput where a rule asks for the fit itself."""
    if any(field.startswith("fit.") for field in fields):
        raise BadInput("A criterion cannot ask whether somebody fits: that is what it decides.")
