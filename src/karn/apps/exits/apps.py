"""The app's entry in Django."""

from django.apps import AppConfig


class ExitsConfig(AppConfig):
    """What leavers say, kept apart: no row here knows a customer."""

    name = "karn.apps.exits"
    label = "exits"
    default_auto_field = "django.db.models.BigAutoField"
