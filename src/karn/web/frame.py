"""What every page stands in: the company, its time zone, the chosen theme."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from karn.apps.company.models import Company
from karn.apps.company.queries import company_or_none
from karn.platform.quarantine import Quarantine, in_quarantine

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "karn_theme"


class CompanyMiddleware:
    """Shows times in the company's zone, and lets templates name the company as `company`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look the company up once for people who are logged in; others learn nothing of it."""
        company = company_or_none() if request.user.is_authenticated else None
        request.company = company  # type: ignore[attr-defined]  # read by `frame` below
        with timezone.override(ZoneInfo(company.zone) if company else None):
            return self.get_response(request)


def company_of(request: HttpRequest) -> Company:
    """Return the company the page stands in, looked up already; the defaults before it is set up."""
    company: Company | None = getattr(request, "company", None)
    return company or Company(name="")


def frame(request: HttpRequest) -> dict[str, Company | Quarantine | str | None]:
    """Give templates `company`, `theme` (auto, light or dark), and `quarantine` in a restored copy."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return {
        "company": getattr(request, "company", None),
        "theme": theme if theme in THEMES else "auto",
        "quarantine": in_quarantine(),
    }
