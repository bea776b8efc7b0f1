"""Surveys, whom they asked, and what was answered."""

from karn.apps.surveys.models.answers import Response
from karn.apps.surveys.models.habits import HABITS, Habits
from karn.apps.surveys.models.invitations import Invitation, Page, Way
from karn.apps.surveys.models.surveys import PLANNED, Occasion, Survey, Version

__all__ = [
    "HABITS", "PLANNED", "Habits", "Invitation", "Occasion", "Page", "Response", "Survey", "Version", "Way",
]  # fmt: skip
