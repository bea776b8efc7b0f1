"""The app's entry in Django."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """What was said."""

    name = "karn.apps.conversations"
    label = "conversations"
    default_auto_field = "django.db.models.BigAutoField"
