"""The app's entry in Django."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Asking, and what was answered."""

    name = "karn.apps.surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what mailing tells."""
        from karn.apps.surveys import receivers  # noqa: F401, PLC0415 (models exist only now)
