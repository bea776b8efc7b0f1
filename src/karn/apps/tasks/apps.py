"""The app's entry in Django."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """What somebody must do."""

    name = "karn.apps.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let tasks go along with customers who are handed over."""
        from karn.apps.customers.signals import handed_over  # noqa: PLC0415 (models exist only now)
        from karn.apps.tasks.receivers import go_along  # noqa: PLC0415

        handed_over.connect(go_along, dispatch_uid="tasks")
