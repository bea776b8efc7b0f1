"""The app's entry in Django."""

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    """What departures taught, and who of those still here it may happen to."""

    name = "karn.apps.lessons"
    label = "lessons"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow notices, and the tasks that answers asked for."""
        from karn.apps.farewell.signals import departing, staying  # noqa: PLC0415
        from karn.apps.lessons.receivers import (  # noqa: PLC0415 (models are there)
            follow_improvement,
            follow_task,
            plan_look_back,
        )
        from karn.apps.tasks.signals import settled  # noqa: PLC0415

        departing.connect(plan_look_back, dispatch_uid="lessons.departing")
        staying.connect(plan_look_back, dispatch_uid="lessons.staying")
        settled.connect(follow_task, dispatch_uid="lessons.findings")
        settled.connect(follow_improvement, dispatch_uid="lessons.improvements")
