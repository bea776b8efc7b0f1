"""The app's entry in Django."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Who pays, and their contacts."""

    name = "karn.apps.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
