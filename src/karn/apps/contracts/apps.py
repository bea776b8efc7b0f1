"""The app's entry in Django."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """What they buy, what they owe, and how they leave."""

    name = "karn.apps.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"
