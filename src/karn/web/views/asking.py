"""Asking: by mail, with a link to hand over, with a page for a wall, or in a talk; and changing the words."""

from __future__ import annotations

from io import BytesIO

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karn.apps.customers.models import Customer
from karn.apps.customers.queries import customers_visible_to
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed
from karn.apps.segments.models import Segment
from karn.apps.segments.queries import customers_in, segment_for, segments_for
from karn.apps.surveys.actions import surveys as actions
from karn.apps.surveys.actions.answers import record_answer
from karn.apps.surveys.actions.asking import address_of, ask_customers, make_personal_link
from karn.apps.surveys.models import Page, Survey, Version
from karn.apps.surveys.queries.people import plan_of
from karn.apps.surveys.queries.surveys import is_frozen, newest_version, page_numbered
from karn.apps.surveys.rules.asking import OPEN_DAYS
from karn.apps.surveys.rules.ready import CODES, ready_form
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.survey_forms import SurveyForm, texts_of_survey
from karn.web.undo import offer_undo
from karn.web.views.surveys import language_of_page, survey_or_404
from karn.web.words.asked import shown
from karn.web.words.surveys import VERDICTS, advised


@needs(Deed.KEEP_SURVEYS)
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Choose whom to ask by mail, see who of them may be asked and the best way; asking is a POST."""
    its, person = survey_or_404(number), person_of(request)
    segment = _segment(person, request)
    page: dict[str, object] = {"survey": its, "segments": segments_for(person), "segment": segment}
    if segment is not None:
        try:
            chosen = list(customers_in(segment, person=person, on=timezone.localdate()).order_by("pk"))
            if request.method == "POST":
                return _ask(request, its, chosen)
            page |= _plan(its, chosen)
        except KarnError as error:
            return render(request, "surveys/ask.html", page | {"wrong": in_words(error)}, status=400)
    return render(request, "surveys/ask.html", page)


def _segment(person: Person, request: HttpRequest) -> Segment | None:
    asked = word_asked(request.POST if request.method == "POST" else request.GET, "segment")
    if not asked:
        return None
    found = segment_for(person, _number(asked))
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise Http404
    return int(text)


def _plan(its: Survey, chosen: list[Customer]) -> dict[str, object]:
    plan = plan_of(its, newest_version(its).questions, chosen, on=timezone.localdate(), at=timezone.now())
    counted = [(VERDICTS[verdict], many, verdict == "ask") for verdict, many in plan.counts]
    return {
        "counts": counted,
        "asked": plan.asked,
        "advice": advised(plan.advice.channel, plan.advice.reasons),
    }


def _ask(request: HttpRequest, its: Survey, chosen: list[Customer]) -> HttpResponse:
    try:
        sent = ask_customers(survey=its, customers=chosen, by=person_of(request), at=timezone.now())
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        said = translation.ngettext("%(count)d person is asked.", "%(count)d people are asked.", sent.asked)
        messages.success(request, said % {"count": sent.asked})
    return redirect("survey", its.pk)


@needs(Deed.ASK_CUSTOMERS)
def ask_one(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link to hand to one customer, shown this once; or record what was told in a talk."""
    its, person = survey_or_404(number), person_of(request)
    customer = _customer(person, request)
    form = newest_version(its).questions
    page: dict[str, object] = {
        "survey": its, "customer": customer, "found": _found(person, request),
        "search": request.GET.get("q", ""),
        "questions": shown(form.questions, request.POST.dict(), language_of_page()), "form": form,
    }  # fmt: skip
    if request.method != "POST" or customer is None:
        return render(request, "surveys/ask_one.html", page)
    try:
        if "link" in request.POST:
            secret = make_personal_link(survey=its, customer=customer, by=person, at=timezone.now())
            shown_once = {
                "survey": its,
                "customer": customer,
                "address": address_of(secret),
                "days": OPEN_DAYS,
            }
            response = render(request, "surveys/link.html", shown_once)
            response["Cache-Control"] = "no-store"
            return response
        told = record_answer(
            survey=its, customer=customer, fields=request.POST.dict(), by=person, at=timezone.now()
        )
    except KarnError as error:
        return render(request, "surveys/ask_one.html", page | {"wrong": in_words(error)}, status=400)
    messages.success(request, _("The answer is recorded."))
    return redirect("survey_answer", told.pk)


def _customer(person: Person, request: HttpRequest) -> Customer | None:
    asked = word_asked(request.POST, "customer") or word_asked(request.GET, "customer")
    if not asked:
        return None
    customer = customers_visible_to(person).filter(pk=_number(asked)).first()
    if customer is None:
        raise Http404
    return customer


def _found(person: Person, request: HttpRequest) -> list[Customer]:
    search = word_asked(request.GET, "q").strip()
    if not search:
        return []
    return list(customers_visible_to(person).filter(name__icontains=search).order_by("name", "pk")[:10])


@require_POST
@needs(Deed.KEEP_SURVEYS)
def new_page(request: HttpRequest, number: int) -> HttpResponse:
    """Open a page for anybody, to print as a QR code."""
    its = survey_or_404(number)
    try:
        page = actions.make_page(
            survey=its, name=word_asked(request.POST, "name"), by=person_of(request), at=timezone.now()
        )
    except KarnError as error:
        messages.error(request, in_words(error))
        return redirect("survey", number)
    return redirect("survey_page", number, page.pk)


@needs(Deed.SEE_CUSTOMERS)
def survey_page(request: HttpRequest, number: int, page: int) -> HttpResponse:
    """Show a survey's page for anybody, to be printed."""
    its = survey_or_404(number)
    found = _page(its, page)
    form = newest_version(its).questions
    texts = [
        {"code": code, "title": form.title.get(code, "")}
        for code in ("nl", "sv", "en")
        if form.title.get(code)
    ]
    told = {"survey": its, "page": found, "address": address_of(found.secret), "texts": texts}
    return render(request, "surveys/page.html", told)


@needs(Deed.SEE_CUSTOMERS)
def page_code(request: HttpRequest, number: int, page: int, kind: str) -> HttpResponse:  # noqa: ARG001
    """Send the QR code of a page as a picture: svg or png."""
    found = _page(survey_or_404(number), page)
    if kind not in ("svg", "png"):
        raise Http404
    code, drawn = segno.make(address_of(found.secret), error="m"), BytesIO()
    code.save(drawn, kind=kind, scale=8, border=4, **({"xmldecl": False} if kind == "svg" else {}))
    media = {"svg": "image/svg+xml", "png": "image/png"}[kind]
    response = HttpResponse(drawn.getvalue(), content_type=media)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@needs(Deed.KEEP_SURVEYS)
def close_page(request: HttpRequest, number: int, page: int) -> HttpResponse:
    """Let a page open nothing more."""
    found = _page(survey_or_404(number), page)
    actions.close_page(page=found, by=person_of(request), at=timezone.now())
    messages.success(request, _("The page opens nothing more; what was answered there stays."))
    return redirect("survey", number)


def _page(survey: Survey, number: int) -> Page:
    found = page_numbered(survey, number)
    if found is None:
        raise Http404
    return found


@needs(Deed.KEEP_SURVEYS)
def new_survey(request: HttpRequest) -> HttpResponse:
    """Write a survey of one's own, or begin with a ready one."""
    begin = request.GET.get("from", "")
    form = SurveyForm(request.POST or None, stands=ready_form(begin) if begin in CODES else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_survey(
                name=form.cleaned_data["name"], form=form.form(), by=person_of(request), at=timezone.now()
            )
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            offer_undo(request, _("The survey is stored."), reverse("remove_survey", args=[made.pk]))
            return redirect("survey", made.pk)
    return _form(request, form, None)


@needs(Deed.KEEP_SURVEYS)
def edit_survey(request: HttpRequest, number: int) -> HttpResponse:
    """Change the words and questions; what was asked already stays as it was."""
    its = survey_or_404(number)
    version = newest_version(its)
    form = SurveyForm(request.POST or None, stands=version.questions, name=its.name, version=version.version)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_survey(
                survey=its, name=form.cleaned_data["name"], form=form.form(), by=person_of(request),
                at=timezone.now(), seen=form.seen,
            )  # fmt: skip
        except ChangedMeanwhile as error:
            if isinstance(error.stored, Version):
                stored = error.stored
                form.meet(stored.version, texts_of_survey(stored.survey.name, stored.questions))
            status = 409
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("The survey is stored."))
            return redirect("survey", number)
    return _form(request, form, its, frozen=is_frozen(version), status=status)


def _form(
    request: HttpRequest, form: SurveyForm, its: Survey | None, *, frozen: bool = False, status: int = 200
) -> HttpResponse:
    status = status if status != 200 or not form.errors else 400
    page = {"form": form, "survey": its, "frozen": frozen}
    return render(request, "surveys/edit.html", page, status=status)
