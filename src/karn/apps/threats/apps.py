"""The app's entry in Django."""

from django.apps import AppConfig


class ThreatsConfig(AppConfig):
    """Signals with evidence."""

    name = "karn.apps.threats"
    label = "threats"
    default_auto_field = "django.db.models.BigAutoField"
