"""The words of mails: read, changed, tried."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from karn.apps.mailing.actions.templates import change_words, examples, forget_words, send_test
from karn.apps.mailing.queries.composing import frame_of
from karn.apps.mailing.queries.outbox import kept_back
from karn.apps.mailing.queries.templates import Words, all_words, words_of
from karn.apps.mailing.rules.letters import LANGUAGES, LETTERS, ready_parts
from karn.apps.mailing.rules.rendering import PLACEHOLDERS, Parts, Rendered, placeholders_in, rendered
from karn.apps.people.models import Person
from karn.apps.people.rules import Deed
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.forms.mail import WordsForm
from karn.web.views.mail import FRAMING_POLICY, as_sent


@needs(Deed.KEEP_MAIL)
def mail_words(request: HttpRequest) -> HttpResponse:
    """List every mail there are words for."""
    return render(request, "mail/words.html", {"all": all_words(), "languages": LANGUAGES})


@needs(Deed.KEEP_MAIL)
def mail_word(request: HttpRequest, code: str) -> HttpResponse:
    """Show and change one mail's words in one language; 409 with both when somebody else did meanwhile."""
    words, language, person = _words(code), _language(request), person_of(request)
    form, status = WordsForm(request.POST or None, stored=words.stored(language)), 200
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"by": person, "at": timezone.now(), "seen": form.seen}
        try:
            change_words(code=code, language=language, parts=form.parts(), **told)
        except ChangedMeanwhile:
            words = _words(code)
            form.meet(words.stored(language).version, asdict(words.parts(language)))
            status = 409
        except KarnError as error:
            form.add_error("body", in_words(error))
        else:
            messages.success(request, _("The words are stored."))
            return redirect(f"{reverse('mail_word', args=[code])}?language={language}")
    shown = {
        "form": form,
        "words": words,
        "language": language,
        "languages": LANGUAGES,
        "said": _read(words, words.parts(language), language, person),
        "places": [(name, PLACEHOLDERS[name]) for name in sorted(_places(code))],
        "is_ready": words.parts(language) == ready_parts(code, language),
    }
    response = render(request, "mail/word.html", shown, status=400 if form.errors else status)
    response["Content-Security-Policy"] = FRAMING_POLICY
    return response


@needs(Deed.KEEP_MAIL)
@xframe_options_sameorigin
def mail_word_body(request: HttpRequest, code: str) -> HttpResponse:
    """Show the HTML of a mail with examples for values, alone."""
    words, language = _words(code), _language(request)
    return as_sent(_read(words, words.parts(language), language, person_of(request)).html)


@require_POST
@needs(Deed.KEEP_MAIL)
def test_mail(request: HttpRequest, code: str) -> HttpResponse:
    """Send the mail to the one who asks, or say why it does not leave."""
    language, person, now = _language(request), person_of(request), timezone.now()
    _words(code)
    mail = send_test(code=code, language=language, by=person, at=now)
    if why := kept_back(mail, now):
        messages.error(request, _("It does not leave now. %(why)s") % {"why": why})
    elif settings.INSTALLATION.mail_route == "folder":
        messages.success(
            request, _("Within a minute it can be read in the outbox: nothing leaves this machine.")
        )
    else:
        messages.success(request, _("It goes to %(address)s within a minute.") % {"address": person.email})
    return redirect(f"{reverse('mail_word', args=[code])}?language={language}")


@require_POST
@needs(Deed.KEEP_MAIL)
def ready_mail(request: HttpRequest, code: str) -> HttpResponse:
    """Let the ready words stand again."""
    language = _language(request)
    _words(code)
    told: dict[str, Any] = {"by": person_of(request), "at": timezone.now()}
    try:
        forget_words(code=code, language=language, seen=word_asked(request.POST, "seen"), **told)
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, _("The ready words stand again."))
    return redirect(f"{reverse('mail_word', args=[code])}?language={language}")


def _words(code: str) -> Words:
    if code not in LETTERS:
        raise Http404
    return words_of(code)


def _language(request: HttpRequest) -> str:
    asked = word_asked(request.POST, "language") or word_asked(request.GET, "language")
    spoken = (get_language() or "en")[:2]
    return asked if asked in LANGUAGES else spoken if spoken in LANGUAGES else "en"


def _places(code: str) -> set[str]:
    ready = ready_parts(code, "en")
    return placeholders_in(f"{ready.subject} {ready.body}") | {"name", "customer", "company", "sender"}


def _read(words: Words, parts: Parts, language: str, person: Person) -> Rendered:
    stop = "" if words.kind == "service" else "https://example.org/…"
    frame = frame_of(words.kind, language, template=words.code, stop_link=stop)
    return rendered(parts, {**examples(person, language), "company": frame.company}, frame)
