"""The app's entry in Django."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Saved groups of customers, and lists as somebody keeps them."""

    name = "karn.apps.segments"
    label = "segments"
    default_auto_field = "django.db.models.BigAutoField"
