"""The app's entry in Django."""

from django.apps import AppConfig


class FitConfig(AppConfig):
    """Who is a right client, by the company's own criteria."""

    name = "karn.apps.fit"
    label = "fit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the tasks of decisions."""
        from karn.apps.fit.receivers import follow_task  # noqa: PLC0415 (models exist only now)
        from karn.apps.tasks.signals import settled  # noqa: PLC0415

        settled.connect(follow_task, dispatch_uid="fit")
