"""The app's entry in Django."""

from django.apps import AppConfig


class FarewellConfig(AppConfig):
    """How customers leave well: notice, withdrawal, receipt and goodbye."""

    name = "karn.apps.farewell"
    label = "farewell"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the tasks that declarations and goodbyes asked for, and who leaves."""
        from karn.apps.farewell.receivers import (  # noqa: PLC0415 (models exist only now)
            say_goodbye,
            take_over_refund,
            take_over_step,
        )
        from karn.apps.farewell.signals import departing, staying  # noqa: PLC0415
        from karn.apps.tasks.signals import settled  # noqa: PLC0415

        settled.connect(take_over_refund, dispatch_uid="farewell.refunds")
        settled.connect(take_over_step, dispatch_uid="farewell.goodbyes")
        departing.connect(say_goodbye, dispatch_uid="farewell.goodbyes")
        staying.connect(say_goodbye, dispatch_uid="farewell.goodbyes.staying")
