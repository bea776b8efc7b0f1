"""The app's entry in Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages that look across."""

    name = "karn.apps.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
