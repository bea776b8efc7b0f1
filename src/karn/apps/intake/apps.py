"""The app's entry in Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The one door for data."""

    name = "karn.apps.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
