"""The page on which a customer answers a survey: by a personal link, or by one that hangs on a wall.

It asks for no login and sets no cookie. There is no CSRF token either: the link itself is what lets
somebody answer, and whoever could forge the form would have to know it. Opening it never acts.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache, wraps
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from karn.apps.company.queries import current_company
from karn.apps.surveys.actions.answers import TooMany, answer
from karn.apps.surveys.queries.opening import Opened, opened
from karn.apps.surveys.queries.surveys import habits
from karn.apps.surveys.rules.questions import LANGUAGES, Answers, Form, Question, fields_of, spoken
from karn.kernel.errors import BadInput
from karn.platform.links import NoSuchLink
from karn.platform.wording import in_words
from karn.web.asked import word_asked
from karn.web.words.asked import on_accent, shown

NAMES = {"nl": "Nederlands", "sv": "Svenska", "en": "English"}
_ONCE = 32
_STYLE = Path(__file__).parents[1] / "static" / "survey.css"


def _apart(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Let nobody keep the page, list it, or learn its address, which is as good as a key."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        return keep_apart(view(request, token))

    return guarded


def keep_apart(response: HttpResponse) -> HttpResponse:
    """Put the headers of a page on it that only its reader may know."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@_apart
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Show a survey to who has its link; store what is answered. The same 404 for whatever opens nothing."""
    try:
        return _opened(request, token)
    except NoSuchLink:
        return _gone(request)


def _opened(request: HttpRequest, token: str) -> HttpResponse:
    """Raises NoSuchLink, also where the link ends while it is answered."""
    once = _once(request)
    its = opened(token, at=timezone.now(), once=once)
    language = _language(request, its)
    with translation.override(language):
        if request.method == "POST":
            return _answered(request, its, language, once)
        return _asked(request, its, language, once)


def _once(request: HttpRequest) -> str:
    given = request.POST if request.method == "POST" else request.GET
    text = word_asked(given, "once")
    return text if len(text) == _ONCE and text.isascii() and text.isalnum() else ""


def _language(request: HttpRequest, its: Opened | None) -> str:
    """Return the language asked for, else that of the person asked, else that of the browser."""
    told = (
        request.GET.get("lang", ""),
        its.invitation.language if its and its.invitation else "",
        (translation.get_language() or "")[:2],
    )
    return next((language for language in told if language in LANGUAGES), "en")


def _asked(request: HttpRequest, its: Opened, language: str, once: str) -> HttpResponse:
    at = timezone.now()
    if its.response is None:
        questions = its.form.asked({})
        values = _chosen(request, questions)
        return _page(request, its, language, questions, values, once=once or secrets.token_hex(_ONCE // 2))
    answers = its.response.given
    if request.GET.get("more"):
        further = _further(its.form, answers, ())
        if further:
            return _page(request, its, language, further, {}, once=once)
    if request.GET.get("change") and its.can_change(at):
        return _page(request, its, language, its.form.asked(answers), fields_of(its.form, answers), once=once)
    return _thanks(request, its, language, once)


def _chosen(request: HttpRequest, questions: list[Question]) -> dict[str, str]:
    """Return the answer that the address itself brings along (`a=9`), to the first question."""
    given = request.GET.get("a", "")
    return {f"a-{questions[0].code}": given} if questions and given else {}


def _further(form: Form, answers: Answers, asked: tuple[str, ...]) -> list[Question]:
    """Return the questions that an answer opened and that were not asked yet."""
    return [
        question
        for question in form.asked(answers)
        if question.when and question.code not in answers and question.code not in asked
    ]


def _answered(request: HttpRequest, its: Opened, language: str, once: str) -> HttpResponse:
    fields = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    codes = {question.code for question in its.form.questions}
    asked = tuple(code for code in word_asked(request.POST, "asked").split(",") if code in codes)
    once = once or secrets.token_hex(_ONCE // 2)
    try:
        stored = answer(
            opened=its, fields=fields, asked=asked, language=language, once="" if its.invitation else once,
            at=timezone.now(),
        )  # fmt: skip
    except (BadInput, TooMany) as error:
        questions = [question for question in its.form.questions if question.code in asked]
        questions = questions or its.form.asked({})
        page = _page(request, its, language, questions, fields, once=once, wrong=in_words(error))
        page.status_code = 429 if isinstance(error, TooMany) else 400
        return page
    more = {"more": "1"} if _further(its.form, stored.given, asked) else {}
    sent = {} if its.invitation else {"once": once}
    return HttpResponseRedirect(f"{request.path}?{urlencode({'lang': language} | more | sent)}")


def _page(
    request: HttpRequest, its: Opened, language: str, questions: list[Question], values: dict[str, str],
    *, once: str, wrong: str = "",
) -> HttpResponse:  # fmt: skip
    return rendered(
        request, its.form, language,
        {
            "questions": shown(questions, values, language),
            "asked": ",".join(question.code for question in questions),
            "once": "" if its.invitation else once,
            "personal": its.invitation is not None,
            "state": _state(request, its, once),
            "wrong": wrong,
        },
    )  # fmt: skip


def _thanks(request: HttpRequest, its: Opened, language: str, once: str) -> HttpResponse:
    told = {
        "done": True,
        "thanks": spoken(its.form.thanks, language),
        "can_change": its.can_change(timezone.now()),
        "personal": its.invitation is not None,
        "state": _state(request, its, once),
    }
    return rendered(request, its.form, language, told)


def _state(request: HttpRequest, its: Opened, once: str) -> str:
    kept = {name: "1" for name in ("more", "change") if request.GET.get(name)}
    kept |= {"once": once} if its.page and its.response else {}
    return f"&{urlencode(kept)}" if kept else ""


def rendered(request: HttpRequest, form: Form, language: str, told: dict[str, object]) -> HttpResponse:
    """Return the page of a survey with what is told, in the company's name and colour."""
    return _drawn(
        request,
        {
            "title": spoken(form.title, language),
            "intro": spoken(form.intro, language),
            "languages": [(code, NAMES[code]) for code in LANGUAGES],
            **told,
        },
        language,
    )


def _gone(request: HttpRequest) -> HttpResponse:
    language = _language(request, None)
    with translation.override(language):
        response = _drawn(request, {"gone": True}, language)
    response.status_code = 404
    return response


def _drawn(request: HttpRequest, told: dict[str, object], language: str) -> HttpResponse:
    style, digest = _style(habits().accent)
    page = {"language": language, "company_name": current_company().name, "style": style} | told
    response = render(request, "surveys/public.html", page)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    return response


@lru_cache(maxsize=16)
def _style(accent: str) -> tuple[str, str]:
    """Return the page's style in the company's colour, and the hash by which the policy knows it."""
    colours = f":root{{--accent:{accent};--on-accent:{on_accent(accent)}}}\n"
    style = colours + _STYLE.read_text(encoding="utf-8")
    return style, b64encode(sha256(style.encode()).digest()).decode()
