"""The four questions for who leaves: by a personal link, once. No login, no cookie, no script.

Opening it never acts. There is no CSRF token: the link itself is what lets somebody answer. What was sent
is never shown again to whoever has the link.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from karn.apps.company.queries import current_company
from karn.apps.exits.actions.answers import answer
from karn.apps.exits.queries.opening import invited_by
from karn.apps.exits.rules.questions import BEST, LONGEST, NOT_CHOSEN, TEXTS
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink
from karn.platform.wording import in_words
from karn.web.asked import word_asked
from karn.web.public_page import language_asked, public_page
from karn.web.words.leaving import things_rated

TEMPLATE = "exits/public.html"


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def exit_questions(request: HttpRequest, token: str) -> HttpResponse:
    """Ask who leaves; keep what is sent. The same 404 for whatever opens nothing."""
    try:
        known = invited_by(token, at=timezone.now()).language
        with translation.override(language := language_asked(request, known)):
            return _sent(request, token, language) if request.method == "POST" else _form(request, language)
    except NoSuchLink:
        with translation.override(language := language_asked(request)):
            return public_page(request, TEMPLATE, {"gone": True}, language, status=404)


@login_not_required
@require_safe
def exit_thanks(request: HttpRequest) -> HttpResponse:
    """Thank for an answer. The address says nothing of whose."""
    with translation.override(language := language_asked(request)):
        return public_page(request, TEMPLATE, {"done": True}, language)


def _sent(request: HttpRequest, token: str, language: str) -> HttpResponse:
    fields = {name: word_asked(request.POST, name) for name in request.POST}
    try:
        answer(secret=token, fields=fields, language=language, at=timezone.now())
    except BadInput as error:
        return _form(request, language, fields, wrong=error)
    return HttpResponseRedirect(f"{reverse('exit_thanks')}?{urlencode({'lang': language})}")


def _form(
    request: HttpRequest,
    language: str,
    fields: Mapping[str, str] | None = None,
    wrong: BadInput | None = None,
) -> HttpResponse:
    given = fields or {}
    asked = {
        "how": _("How was it with us?"),
        "took": _("What did you take from it?"),
        "change": _("What would you change?"),
    }
    told: dict[str, object] = {
        "asks": [(name, asked[name], given.get(name, "")) for name in TEXTS],
        "things": [
            (code, words, given.get(code, ""))
            for code, words in things_rated(current_company().trade).items()
        ],
        "steps": [str(step) for step in range(1, BEST + 1)],
        "longest": LONGEST,
        "choice": given.get("choice", ""),
        "wrong": in_words(wrong) if wrong else "",
        "not_chosen": wrong is not None and wrong.template == NOT_CHOSEN,
    }
    return public_page(request, TEMPLATE, told, language, status=400 if wrong else 200, sheets=("exits.css",))
