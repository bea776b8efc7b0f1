"""The list of expectations as a client was asked to confirm it: what came back, and the client's own page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from karn.apps.care.actions.confirmations import (
    MOST_ADDED,
    Added,
    ListChanged,
    Told,
    answer_list,
    decide_correction,
    revoke_list,
)
from karn.apps.care.models.confirmations import Confirmation, Correction, Decided
from karn.apps.care.models.expectations import Horizon
from karn.apps.care.queries.confirmations import OpenedList, corrections_of, list_for, opened_list
from karn.apps.company.queries import current_company, local_day
from karn.apps.company.rules.trades import Station
from karn.apps.people.rules import Deed
from karn.kernel.errors import BadInput, KarnError
from karn.platform.links import NoSuchLink
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.public_page import language_asked, public_page
from karn.web.station_pages import at_station

TEMPLATE = "care/public.html"


@needs(Deed.ASK_CUSTOMERS)
@at_station(Station.EXPECTATIONS)
def expectation_list(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a client sent back, old and new side by side; take over, leave, or take the link back."""
    its = list_for(person_of(request), number)
    if its is None:
        raise Http404
    if request.method == "POST":
        return _decided(request, its)
    shown = {
        "its": its,
        "customer": its.customer,
        "corrections": corrections_of(its),
        "lines": its.answer.get("lines", []),
        "opens": its.opens_at(timezone.now()) and its.answered_at is None,
    }
    return render(request, "care/list.html", shown)


def _decided(request: HttpRequest, its: Confirmation) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    if request.POST.get("revoke"):
        revoke_list(confirmation=its, by=person, at=now)
        messages.success(request, _("The link opens nothing any more."))
        return redirect("expectation_list", its.pk)
    take, chosen = bool(request.POST.get("take")), request.POST.get("take") or request.POST.get("leave") or ""
    waiting = {str(one.pk): one for one in its.corrections.filter(decided=Decided.WAITING)}
    for one in list(waiting.values()) if chosen == "all" else [waiting[chosen]] if chosen in waiting else []:
        _decide(request, one, take=take)
    return redirect("expectation_list", its.pk)


def _decide(request: HttpRequest, one: Correction, *, take: bool) -> None:
    try:
        decide_correction(correction=one, take=take, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        said = _("Taken over in the client's own words.") if take else _("The line stays as it was.")
        messages.success(request, said)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def expectations_public(request: HttpRequest, token: str) -> HttpResponse:
    """Show a client the list, once; keep what is sent. The same 404 for whatever opens nothing.

    There is no CSRF token: the link itself is what lets somebody answer. Opening it never acts.
    """
    try:
        its = opened_list(token, at=timezone.now())
    except NoSuchLink:
        language = language_asked(request)
        with translation.override(language):
            return public_page(request, TEMPLATE, {"gone": True}, language, status=404)
    language = language_asked(request, its.confirmation.language)
    with translation.override(language):
        if request.method == "POST":
            return _answered(request, its, language)
        return _receipt(request, its, language) if its.is_answered else _form(request, its, language)


def _answered(request: HttpRequest, its: OpenedList, language: str) -> HttpResponse:
    given = request.POST
    told = [
        Told(
            row.pk,
            word_asked(given, f"said-{row.pk}"),
            word_asked(given, f"text-{row.pk}"),
            word_asked(given, f"seen-{row.pk}"),
        )
        for row in its.lines
    ]
    told = [_meant(one) for one in told]
    try:
        answer_list(opened=its, told=told, more=_more(given), at=timezone.now())
    except NoSuchLink:
        return public_page(request, TEMPLATE, {"gone": True}, language, status=404)
    except ListChanged as error:
        return _form(request, its, language, wrong=in_words(error), status=409)
    except BadInput as error:
        return _form(request, its, language, wrong=in_words(error), status=400)
    return HttpResponseRedirect(f"{request.path}?{urlencode({'lang': language})}")


def _meant(one: Told) -> Told:
    """Return what a client meant: who writes other words would have it otherwise, also beside "right"."""
    has_words = one.text.strip() and one.said != "over"
    return Told(one.number, "other", one.text, one.seen) if has_words else one


def _more(given: QueryDict) -> list[Added]:
    texts = [word_asked(given, f"more-{place}") for place in range(MOST_ADDED)]
    horizons = [word_asked(given, f"horizon-{place}") for place in range(MOST_ADDED)]
    return [Added(text, horizon) for text, horizon in zip(texts, horizons, strict=True)]


def _form(
    request: HttpRequest, its: OpenedList, language: str, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    given = request.POST
    lines = [
        (row, word_asked(given, f"said-{row.pk}"), word_asked(given, f"text-{row.pk}")) for row in its.lines
    ]
    groups = [(name, [line for line in lines if line[0].horizon == code]) for code, name in Horizon.choices]
    return public_page(
        request,
        TEMPLATE,
        {
            "title": _("What you expect of us"),
            "groups": [group for group in groups if group[1]],
            "wrong": wrong,
            "more": [(place, word_asked(given, f"more-{place}")) for place in range(3)],
            "horizons": Horizon.choices,
            "reader": its.confirmation.contact or its.confirmation.customer,
        },
        language,
        status=status,
    )


def _receipt(request: HttpRequest, its: OpenedList, language: str) -> HttpResponse:
    names = dict(Horizon.choices)
    answer = its.confirmation.answer
    told = {
        "title": _("Thank you"),
        "done": True,
        "lines": answer.get("lines", []),
        "added": [(one["text"], names.get(one["horizon"], "")) for one in answer.get("more", [])],
        "on": local_day(its.confirmation.answered_at or timezone.now(), current_company()),
    }
    return public_page(request, TEMPLATE, told, language)
