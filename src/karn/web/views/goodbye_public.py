"""Public: the page of a goodbye, and the one from which leavers take their data along. GET never acts."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from karn.apps.farewell.actions.goodbyes import DATA_DAYS, mail_data_link
from karn.apps.farewell.actions.take_along import take_data_along
from karn.apps.farewell.models.goodbyes import Far, Goodbye
from karn.apps.farewell.queries.goodbyes import DATA_PURPOSE, ending_of, letter_of, opened_goodbye
from karn.apps.farewell.rules.goodbyes import days_told
from karn.platform.links import NoSuchLink
from karn.web.public_page import language_asked, public_page

TEMPLATE = "farewells/public.html"


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def goodbye_public(request: HttpRequest, token: str) -> HttpResponse:
    """Show who leaves the goodbye; a POST asks for their data, which go to the address on file.

    There is no CSRF token: the link itself is what lets somebody ask. The same 404 for whatever opens
    nothing.
    """
    try:
        its = opened_goodbye(token, at=timezone.now())
    except NoSuchLink:
        return _gone(request)
    language = language_asked(request, its.language)
    with translation.override(language):
        if request.method == "POST":
            mailed = mail_data_link(goodbye=its, at=timezone.now()) is not None
            asked = "mailed" if mailed else "no_address"
            return HttpResponseRedirect(f"{request.path}?lang={language}&asked={asked}#data")
        return _shown(request, its, language)


def _shown(request: HttpRequest, its: Goodbye, language: str) -> HttpResponse:
    ending = ending_of(its, on=timezone.localdate())
    days = days_told(ending.parting, language=language)
    told = {
        "title": _("Thank you and goodbye"),
        "goodbye": its,
        "letter": letter_of(its, ending),
        "stays": its.far == Far.STAYS,
        "days": days,
        "ending": ending,
        "asked": request.GET.get("asked", ""),
        "data_days": DATA_DAYS,
    }
    return public_page(request, TEMPLATE, told, language)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def goodbye_data_public(request: HttpRequest, token: str) -> HttpResponse:
    """Say what can be taken along; a POST hands it out, as a ZIP file."""
    try:
        its = opened_goodbye(token, at=timezone.now(), purpose=DATA_PURPOSE)
    except NoSuchLink:
        return _gone(request)
    language = language_asked(request, its.language)
    with translation.override(language):
        if request.method == "POST":
            return _handed_out(its)
        shown = {"title": _("Your data"), "data": True, "goodbye": its}
        return public_page(request, TEMPLATE, shown, language)


def _handed_out(its: Goodbye) -> HttpResponse:
    response = HttpResponse(take_data_along(goodbye=its, at=timezone.now()), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="data-{timezone.localdate():%Y-%m-%d}.zip"'
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    language = language_asked(request)
    with translation.override(language):
        return public_page(request, TEMPLATE, {"gone": True}, language, status=404)
