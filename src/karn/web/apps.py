"""The pages' entry in Django: templates, static files and template filters live here."""

from typing import Any

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "karn.web"
    label = "web"

    def ready(self) -> None:
        """Draw charts as soon as the figures are new; note when somebody logs in."""
        from karn.apps.desk.signals import refreshed  # noqa: PLC0415 (models exist only now)

        refreshed.connect(_draw, dispatch_uid="charts")
        from karn.web.entrance import seen  # noqa: PLC0415

        seen.connect()


def _draw(**told: Any) -> None:
    from karn.web.charts.ahead import draw_ahead  # noqa: PLC0415 (commands that draw nothing start faster)

    draw_ahead(**told)
