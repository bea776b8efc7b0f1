"""Reads of surveys and their versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from karn.apps.surveys.models import Habits, Invitation, Page, Response, Survey, Version

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey and how it stands: how many were asked, and how many answers came."""

    survey: Survey
    asked: int
    answered: int
    without_asking: int


def habits() -> Habits:
    """Return what holds for all surveys, or the defaults (not stored) before anybody chose."""
    return Habits.objects.order_by("pk").first() or Habits()


def surveys_kept() -> list[Asked]:
    """Return all surveys with how they stand, open ones first, the newest first. Three queries."""
    surveys = list(Survey.objects.filter(removed_at__isnull=True).order_by("-made_at", "-pk"))
    surveys.sort(key=lambda survey: survey.closed_at is not None)
    return standing_of(surveys)


def standing_of(surveys: Iterable[Survey]) -> list[Asked]:
    """Return how these surveys stand. Two queries."""
    surveys = list(surveys)
    asked = dict(
        Invitation.objects.filter(survey__in=surveys).order_by().values_list("survey").annotate(Count("pk"))
    )
    counted = (
        Response.objects.filter(survey__in=surveys, removed_at__isnull=True)
        .order_by()
        .values_list("survey")
        .annotate(many=Count("pk"), alone=Count("pk", filter=Q(invitation__isnull=True)))
    )
    answered = {survey: (many, alone) for survey, many, alone in counted}
    return [Asked(survey, asked.get(survey.pk, 0), *answered.get(survey.pk, (0, 0))) for survey in surveys]


@dataclass(frozen=True, slots=True)
class SurveysPage:
    """One page of surveys; `older` is the place of the next one, empty at the end."""

    rows: list[Asked]
    older: str


def surveys_page(*, before: int | None = None, limit: int = 50) -> SurveysPage:
    """Return a page of all surveys, the newest first. Three queries."""
    its = Survey.objects.filter(removed_at__isnull=True)
    rows = list((its.filter(pk__lt=before) if before else its).order_by("-pk")[: limit + 1])
    older = str(rows[limit - 1].pk) if len(rows) > limit else ""
    return SurveysPage(standing_of(rows[:limit]), older)


def survey_numbered(number: int, *, removed: bool = False) -> Survey | None:
    """Return a survey, or None; `removed`: one that was thrown away, too."""
    if number > _LARGEST:
        return None
    its = Survey.objects.filter(pk=number).select_related("segment", "closer")
    return its.first() if removed else its.filter(removed_at__isnull=True).first()


def surveys_in_bin() -> list[Survey]:
    """Return the surveys that were thrown away, the latest first."""
    return list(Survey.objects.filter(removed_at__isnull=False).order_by("-removed_at", "pk"))


def newest_version(survey: Survey) -> Version:
    """Return the version that is asked now."""
    return survey.versions.order_by("-number")[0]


def is_frozen(version: Version) -> bool:
    """Say whether somebody was asked by this version, or answered it: then it stays as it is."""
    return (
        Invitation.objects.filter(version=version).exists()
        or Response.objects.filter(version=version).exists()
    )


def pages_of(survey: Survey) -> list[Page]:
    """Return the pages for anybody that still take answers, the newest first."""
    return list(Page.objects.filter(survey=survey, closed_at__isnull=True).order_by("-made_at", "-pk"))


def page_numbered(survey: Survey, number: int) -> Page | None:
    """Return a page of this survey that takes answers, or None."""
    its = Page.objects.filter(survey=survey, closed_at__isnull=True, pk=min(number, _LARGEST))
    return its.first()
