"""The app's entry in Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who logs in."""

    name = "karn.apps.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write down who logs in and out."""
        from karn.apps.people import receivers  # noqa: PLC0415 (models exist only now)

        receivers.connect()
