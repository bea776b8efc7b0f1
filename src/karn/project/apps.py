"""The last entry in Django: when it is ready, everything else is, and the registries are filled."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Settings, addresses and wiring."""

    name = "karn.project"
    label = "project"

    def ready(self) -> None:
        """Fill the registries."""
        from karn.project.wiring import fill_registries  # noqa: PLC0415 (models exist only now)

        fill_registries()
