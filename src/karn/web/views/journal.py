"""What was changed of what the company set up: a page each."""

from __future__ import annotations

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Plan
from karn.apps.customers.models import AttributeKind
from karn.apps.mailing.models import Template
from karn.apps.mailing.queries.limits import mail_settings
from karn.apps.mailing.queries.templates import words_of
from karn.apps.people.models import Person
from karn.apps.people.queries.journal import changes_about
from karn.apps.people.rules import Deed
from karn.apps.segments.queries import segment_for
from karn.web.access import needs, person_of
from karn.web.words.journal import changes_in_words


@needs(Deed.SEE_CUSTOMERS)
def segment_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was changed of a segment this person can use."""
    found = segment_for(person_of(request), number)
    if found is None:
        raise Http404
    return _page(request, found, reverse("segment", args=[number]))


@needs(Deed.CHANGE_COMPANY)
def plan_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was changed of a plan, its product and its prices."""
    return _page(request, get_object_or_404(Plan, pk=number), reverse("edit_plan", args=[number]))


@needs(Deed.CHANGE_COMPANY)
def company_changes(request: HttpRequest) -> HttpResponse:
    """Show what was changed of the company's settings."""
    return _page(request, current_company(), reverse("company"), _("Company settings"))


@needs(Deed.CHANGE_COMPANY)
def attribute_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show how the declaration of an attribute was changed."""
    return _page(request, get_object_or_404(AttributeKind.everything, pk=number), reverse("attributes"))


@needs(Deed.CHANGE_PEOPLE)
def person_changes(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was changed of somebody who logs in."""
    return _page(request, get_object_or_404(Person, pk=number), reverse("person", args=[number]))


@needs(Deed.KEEP_MAIL)
def mail_word_changes(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was changed of a mail's words, in all languages."""
    found, back = get_object_or_404(Template, code=code), reverse("mail_word", args=[code])
    return _page(request, found, back, str(words_of(code).name))


@needs(Deed.KEEP_MAIL)
def mail_settings_changes(request: HttpRequest) -> HttpResponse:
    """Show what was changed of how much may be sent."""
    return _page(request, mail_settings(), reverse("mail_settings"), _("Mail settings"))


def _page(request: HttpRequest, about: models.Model, back: str, name: str = "") -> HttpResponse:
    changes = changes_in_words(type(about), changes_about(about))
    kind = about._meta.label_lower
    shown = {"about": about, "kind": kind, "name": name or str(about), "changes": changes, "back": back}
    return render(request, "journal.html", shown)
