"""The app's entry in Django."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Hands tables to the engine and keeps its answers."""

    name = "karn.apps.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"
