"""The app's entry in Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who logs in."""

    name = "karn.apps.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
