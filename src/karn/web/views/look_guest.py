"""The form an outsider fills in who looks back: by a link, without a login, this one look and no more.

What was sent is not shown again to whoever has the link. There is no CSRF token: the link itself is what lets
somebody write. Opening it never acts.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.apps.lessons.models import PostMortem
from karn.apps.lessons.queries.post_mortems import opened_by_link
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink
from karn.platform.wording import in_words
from karn.web.public_page import language_asked, public_page
from karn.web.views.look_voices import store_said, voice_page

TEMPLATE = "looking_back/public.html"


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def look_public(request: HttpRequest, token: str) -> HttpResponse:
    """Show an outsider the form of one look back; keep what is sent. One 404 for whatever opens nothing."""
    language = language_asked(request)
    with translation.override(language):
        try:
            its = _opened(token)
        except NoSuchLink:
            return public_page(request, TEMPLATE, {"gone": True}, language, status=404)
        if request.method == "POST" and request.user.is_authenticated:
            return _form(request, its, language, wrong=_("This link is for an outsider, and you work here."))
        if request.method == "POST":
            return _sent(request, its, language)
        return _form(request, its, language)


def _opened(token: str) -> PostMortem:
    """Return the look back of a link; none where the company switched lessons off."""
    if not current_company().has(Station.LESSONS):
        raise NoSuchLink
    return opened_by_link(token, at=timezone.now())


def _sent(request: HttpRequest, its: PostMortem, language: str) -> HttpResponse:
    try:
        is_done = store_said(request, its, None)
    except BadInput as error:
        return _form(request, its, language, wrong=in_words(error))
    if is_done:  # the link opens nothing more: say so on this page
        return public_page(request, TEMPLATE, {"done": True}, language)
    return HttpResponseRedirect(f"{request.path}?{urlencode({'lang': language, 'stored': 1})}")


def _form(request: HttpRequest, its: PostMortem, language: str, wrong: str = "") -> HttpResponse:
    told = voice_page(request, its) | {
        "guest": its.guest, "client": its.customer.name, "wrong": wrong,
        "stored": "stored" in request.GET and request.method == "GET",
    }  # fmt: skip
    return public_page(request, TEMPLATE, told, language, status=400 if wrong else 200)
