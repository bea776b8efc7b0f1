"""The app's entry in Django."""

from django.apps import AppConfig


class PlaysConfig(AppConfig):
    """What is done for many at once: for now, who may be asked to come back."""

    name = "karn.apps.plays"
    label = "plays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the tasks of calls, and who said no."""
        from karn.apps.mailing.signals import refused  # noqa: PLC0415
        from karn.apps.plays.receivers import drop_calls, take_over_call  # noqa: PLC0415 (models exist only now)
        from karn.apps.tasks.signals import settled  # noqa: PLC0415

        settled.connect(take_over_call, dispatch_uid="plays.calls")
        refused.connect(drop_calls, dispatch_uid="plays.refused")
