"""The app's entry in Django."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    """What may be sent, and what was: consent, suppression, templates, outbox."""

    name = "karn.apps.mailing"
    label = "mailing"
    default_auto_field = "django.db.models.BigAutoField"
