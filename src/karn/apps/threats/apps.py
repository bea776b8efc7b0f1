"""The app's entry in Django."""

from django.apps import AppConfig


class ThreatsConfig(AppConfig):
    """Signals with evidence."""

    name = "karn.apps.threats"
    label = "threats"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Look again at who somebody spoke with."""
        from karn.apps.conversations.signals import talked  # noqa: PLC0415 (models exist only now)
        from karn.apps.surveys.signals import answered  # noqa: PLC0415
        from karn.apps.tasks.signals import settled  # noqa: PLC0415
        from karn.apps.threats.receivers import look_again  # noqa: PLC0415

        for told in (talked, answered, settled):
            told.connect(look_again, dispatch_uid="threats")
