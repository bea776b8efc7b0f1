"""The app's entry in Django."""

from django.apps import AppConfig


class ThreatsConfig(AppConfig):
    """Signals with evidence."""

    name = "karn.apps.threats"
    label = "threats"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Look again at who somebody spoke with, or agreed something with."""
        from karn.apps.contracts.signals import renewal_planned  # noqa: PLC0415 (models exist only now)
        from karn.apps.conversations.signals import talked  # noqa: PLC0415
        from karn.apps.customers.signals import customers_merged  # noqa: PLC0415
        from karn.apps.surveys.signals import answered  # noqa: PLC0415
        from karn.apps.tasks.signals import settled  # noqa: PLC0415
        from karn.apps.threats.receivers import (  # noqa: PLC0415
            follow_task,
            keep_merged,
            look_again,
            look_later,
        )

        for told in (talked, settled):
            told.connect(look_again, dispatch_uid="threats")
        for told in (answered, renewal_planned):
            told.connect(look_later, dispatch_uid="threats")
        customers_merged.connect(keep_merged, dispatch_uid="cases.merged")
        settled.connect(follow_task, dispatch_uid="cases")
