"""The app's entry in Django."""

from django.apps import AppConfig


class PersonalConfig(AppConfig):
    """Personal data: what is kept of whom, handed out, erased."""

    name = "karn.apps.personal"
    label = "personal"
    default_auto_field = "django.db.models.BigAutoField"
