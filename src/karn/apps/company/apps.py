"""The app's entry in Django."""

from django.apps import AppConfig


class CompanyConfig(AppConfig):
    """The company that keeps its customers."""

    name = "karn.apps.company"
    label = "company"
    default_auto_field = "django.db.models.BigAutoField"
