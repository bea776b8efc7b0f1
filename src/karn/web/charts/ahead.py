"""Draws the dashboard's charts when the figures are new, so that nobody waits for them."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from karn.apps.desk.queries.dashboard import Dashboard, dashboard
from karn.web.charts.gallery import gallery_of


def draw_ahead(*, as_of: date, **_: object) -> None:
    """Draw the charts in the company's language and in English; the pages find them drawn."""
    page = dashboard(as_of)
    if not isinstance(page, Dashboard):
        return
    for language in sorted({page.company.language, "en"}):
        with translation.override(language):
            gallery_of(page)
