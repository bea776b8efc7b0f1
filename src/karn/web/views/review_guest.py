"""The form an outsider fills in who holds a review: by a link, without a login, this one review and no more.

What was sent is never shown again, to whoever has the link: until both sides are in nobody reads it.
There is no CSRF token: the link itself is what lets somebody write. Opening it never acts.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from karn.apps.care.actions.reviews import finish_client
from karn.apps.care.models.reviews import Review
from karn.apps.care.queries.reviews import opened_by_link, seats_of
from karn.apps.company.queries import current_company
from karn.apps.company.rules.trades import Station
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink
from karn.platform.wording import in_words
from karn.web.public_page import language_asked, public_page
from karn.web.views.reviews import asked_of, seat_asked, store_seat

TEMPLATE = "reviews/public.html"


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_public(request: HttpRequest, token: str) -> HttpResponse:
    """Show an outsider the form of one review; seal what is sent. The same 404 for whatever opens nothing."""
    language = language_asked(request)
    with translation.override(language):
        try:
            its = _opened(token)
        except NoSuchLink:
            return public_page(request, TEMPLATE, {"gone": True}, language, status=404)
        if its.client_at is not None:
            return public_page(request, TEMPLATE, {"done": True}, language)
        if request.method == "POST" and request.user.is_authenticated:
            return _form(request, its, language, wrong=_("This link is for an outsider, and you work here."))
        if request.method == "POST":
            return _sent(request, its, language)
        return _form(request, its, language)


def _opened(token: str) -> Review:
    """Return the review of a link; none where the company needs no reviews."""
    if not current_company().has(Station.REVIEWS):
        raise NoSuchLink
    return opened_by_link(token, at=timezone.now())


def _sent(request: HttpRequest, its: Review, language: str) -> HttpResponse:
    try:
        if request.POST.get("done"):
            its = finish_client(review=its, by=None, at=timezone.now())
        else:
            store_seat(request, its, None)
    except BadInput as error:
        return _form(request, its, language, wrong=in_words(error))
    if its.opened_at is not None:  # our own view was in already: the link opens nothing more
        return public_page(request, TEMPLATE, {"done": True}, language)
    return HttpResponseRedirect(f"{request.path}?{urlencode({'lang': language})}")


def _form(request: HttpRequest, its: Review, language: str, wrong: str = "") -> HttpResponse:
    seats = seats_of(its, on=timezone.localdate())
    told: dict[str, object] = {
        "guest": its.guest,
        "client": its.customer.name,
        "seats": seats,
        "seat": seat_asked(request, seats),
        "any_done": any(seat.at for seat in seats),
        "questions": asked_of(request, team=False),
        "wrong": wrong,
    }
    return public_page(request, TEMPLATE, told, language, status=400 if wrong else 200)
