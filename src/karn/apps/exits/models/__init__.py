"""The tables of exits, one file per noun. They lie in a database of their own, and point nowhere else."""

from karn.apps.exits.models.answers import Answer, Choice, Tag
from karn.apps.exits.models.habits import ExitHabits
from karn.apps.exits.models.invitations import Asked, Invitation
from karn.apps.exits.models.sums import Sum, ThemeSum

__all__ = ["Answer", "Asked", "Choice", "ExitHabits", "Invitation", "Sum", "Tag", "ThemeSum"]
