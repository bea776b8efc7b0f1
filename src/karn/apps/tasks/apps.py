"""The app's entry in Django."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """What somebody must do."""

    name = "karn.apps.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
