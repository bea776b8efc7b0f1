"""Draws the dashboard's charts when the figures are new, so that nobody waits for them."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from karn.apps.company.queries import current_company
from karn.apps.desk.queries.dashboard import Dashboard, dashboard
from karn.web.charts.gallery import gallery_of


def draw_ahead(*, as_of: date, **_: object) -> None:
    """Read the dashboard and draw its charts in the company's language and in English, kept for the pages."""
    for language in sorted({current_company().language, "en"}):
        with translation.override(language):
            page = dashboard(as_of)
            if isinstance(page, Dashboard):
                gallery_of(page)
