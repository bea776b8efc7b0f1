"""Surveys, whom they asked, and what was answered."""

from karn.apps.surveys.models.answers import Response
from karn.apps.surveys.models.habits import Habits
from karn.apps.surveys.models.invitations import Invitation, Page, Way
from karn.apps.surveys.models.surveys import Occasion, Survey, Version

__all__ = ["Habits", "Invitation", "Occasion", "Page", "Response", "Survey", "Version", "Way"]
