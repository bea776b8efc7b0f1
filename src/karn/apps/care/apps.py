"""The app's entry in Django."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """The routine that keeps single clients: start-up, expectations, problems, reviews, value, wishes."""

    name = "karn.apps.care"
    label = "care"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the tasks that rows of the routine asked for."""
        from karn.apps.care.actions.problem_tasks import follow_task  # noqa: PLC0415 (models exist only now)
        from karn.apps.care.receivers import (  # noqa: PLC0415
            close_loop,
            follow_post,
            keep_merged,
            keep_rhythm,
            take_over,
        )
        from karn.apps.conversations.signals import talked  # noqa: PLC0415
        from karn.apps.customers.signals import customers_merged  # noqa: PLC0415
        from karn.apps.mailing.signals import followed  # noqa: PLC0415
        from karn.apps.tasks.signals import settled  # noqa: PLC0415

        settled.connect(follow_task, dispatch_uid="care.problems")
        settled.connect(take_over, dispatch_uid="care.expectations")
        settled.connect(close_loop, dispatch_uid="care.wishes")
        customers_merged.connect(keep_merged, dispatch_uid="care.merged")
        followed.connect(follow_post, dispatch_uid="care.mailed")
        talked.connect(keep_rhythm, dispatch_uid="care.rhythm")
