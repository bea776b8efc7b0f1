"""What somebody chooses for himself: language and colours."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from karn.apps.people.actions import set_language
from karn.apps.people.models import Person
from karn.web.back import back
from karn.web.frame import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language from now on: in this browser, and for this person everywhere."""
    language = request.POST.get("language", "")
    response = back(request)
    if language in dict(settings.LANGUAGES):
        if isinstance(request.user, Person):
            set_language(request.user, language=language)
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Show the pages light, dark, or as the machine does."""
    theme = request.POST.get("theme", "")
    response = back(request)
    if theme in THEMES:
        _remember(response, THEME_COOKIE, theme)
    return response


def _remember(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
