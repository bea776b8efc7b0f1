"""The app's entry in Django."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    """What may be sent, and what was: consent, suppression, templates, outbox."""

    name = "karn.apps.mailing"
    label = "mailing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what providers tell, and to who goes for good."""
        from karn.apps.mailing import receivers  # noqa: F401, PLC0415 (models exist only now)
