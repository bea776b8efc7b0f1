"""How often leavers name a theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from karn.apps.exits.models import Answer, Choice, Sum, Tag, ThemeSum


@dataclass(frozen=True, slots=True)
class ThemeCounts:
    """Of so many `answers`, how many name each theme, by its code."""

    answers: int
    themes: dict[str, int]

    def share(self, code: str) -> float | None:
        """Return the share of the answers that name the theme; None where there are no answers."""
        return self.themes.get(code, 0) / self.answers if self.answers else None


def theme_counts(since: date | None = None, until: date | None = None) -> ThemeCounts:
    """Return how many answers of periods that begin in these days (`until` exclusive) name each theme.

    Answers that may be read, and those for totals where at least five were added up; never one that waits.
    """
    read, sums = readable(since, until), added_up(since, until)
    told = Counter[str](Tag.objects.filter(answer__in=read).order_by("pk").values_list("code", flat=True))
    people = read.count()
    for one in sums:
        told.update(one.themes)
        people += one.people
    return ThemeCounts(people, dict(sorted(told.items(), key=lambda item: (-item[1], item[0]))))


@dataclass(frozen=True, slots=True)
class Told:
    """Themes as anybody here may know them: `month` by month, at least five answers at a time.

    `confirmed` says whether a person confirmed them, else phrases found them in words nobody may read.
    """

    month: date
    confirmed: bool
    counts: ThemeCounts


def told_themes(since: date | None = None, until: date | None = None) -> list[Told]:
    """Return the sums of themes of months that begin in these days (`until` exclusive), the earliest first.

    Nothing of fewer than five answers is in them, and no two moments differ by fewer. Two queries.
    """
    judged = ThemeSum.objects.all()
    judged = judged.filter(month__gte=since) if since else judged
    judged = judged.filter(month__lt=until) if until else judged
    told = [Told(one.month, True, ThemeCounts(one.people, one.themes)) for one in judged]
    told += [Told(one.month, False, ThemeCounts(one.people, one.themes)) for one in added_up(since, until)]
    return sorted(told, key=lambda one: (one.month, not one.confirmed))


def summed(told: Iterable[Told]) -> ThemeCounts:
    """Return several sums as one."""
    themes, answers = Counter[str](), 0
    for one in told:
        themes.update(one.counts.themes)
        answers += one.counts.answers
    return ThemeCounts(answers, dict(sorted(themes.items(), key=lambda item: (-item[1], item[0]))))


def readable(since: date | None = None, until: date | None = None) -> QuerySet[Answer]:
    """Return the answers that may be read, of periods that begin in these days."""
    its = Answer.objects.filter(choice=Choice.READABLE, held_until=None)
    its = its.filter(period_on__gte=since) if since else its
    return its.filter(period_on__lt=until) if until else its


def added_up(since: date | None = None, until: date | None = None) -> QuerySet[Sum]:
    """Return the sums of answers for totals, of months that begin in these days."""
    its = Sum.objects.all()
    its = its.filter(month__gte=since) if since else its
    return its.filter(month__lt=until) if until else its
