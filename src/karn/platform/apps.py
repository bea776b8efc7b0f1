"""The platform as Django's entry: its tables are of background runs and of links."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """What every app of the trade stands on."""

    name = "karn.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"
