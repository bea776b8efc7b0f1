"""Answers for totals, added up."""

from __future__ import annotations

from django.db import models

from karn.apps.exits.models.numbers import Unordered


class Sum(Unordered):
    """At least five answers for totals, as one: the single ones are gone.

    `marks` maps a question to how many answered it and the sum, where at least five did; `themes` a theme to
    how many named it. `month` is the first day of the month in which the last of them came.
    """

    month = models.DateField(db_index=True)
    people = models.PositiveIntegerField()
    marks = models.JSONField(default=dict)
    themes = models.JSONField(default=dict)


class ThemeSum(Unordered):
    """What at least five readable answers are about, as a person confirmed it, added up for others to see.

    `themes` maps a theme to how many of the `people` named it. `month` is the first day of the month in
    which the last of them was confirmed. Which answers are in it stands nowhere.
    """

    month = models.DateField(db_index=True)
    people = models.PositiveIntegerField()
    themes = models.JSONField(default=dict)
