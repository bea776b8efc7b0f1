"""The pages' entry in Django: templates, static files and template filters live here."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "karn.web"
    label = "web"

    def ready(self) -> None:
        """Draw charts as soon as the figures are new."""
        from karn.apps.desk.actions import refreshed  # noqa: PLC0415 (models exist only now)
        from karn.web.charts.ahead import draw_ahead  # noqa: PLC0415

        refreshed.connect(draw_ahead, dispatch_uid="charts")
