"""The outbox: what waits, what was sent, what was not and why; one mail as it was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from karn.apps.mailing.actions.decisions import go_on, send_again, settle_unknown, take_back
from karn.apps.mailing.actions.posting import file_of, written_mail
from karn.apps.mailing.actions.settings import change_mail_settings
from karn.apps.mailing.models import Kind, Mail, MailSettings, State
from karn.apps.mailing.queries.composing import as_stored
from karn.apps.mailing.queries.limits import mail_settings
from karn.apps.mailing.queries.outbox import (
    Wish,
    mail_state,
    mails_asked,
    mails_visible_to,
    outbox_page,
)
from karn.apps.mailing.rules.rendering import Rendered
from karn.apps.people.rules import Deed, Event, may
from karn.kernel.errors import KarnError
from karn.platform.versions import ChangedMeanwhile
from karn.platform.wording import in_words
from karn.web.access import needs, person_of
from karn.web.asked import word_asked
from karn.web.back import back
from karn.web.forms.mail import LimitsForm, texts_of_limits
from karn.web.listings import Listing, list_as_file

LONGEST_NUMBER = 18
# A mail stands on a page of its own inside ours: it runs nothing, loads nothing and leads nowhere by itself.
AS_SENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
FRAMING_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@needs(Deed.SEE_CUSTOMERS)
def outbox(request: HttpRequest) -> HttpResponse:
    """List mails, the newest first, and say how mail is doing."""
    wish, now = wish_of(request), timezone.now()
    shown = {
        "wish": wish,
        "page": outbox_page(wish, person=person_of(request)),
        "states": State.choices,
        "kinds": Kind.choices,
        "mailing": mail_state(now),
        "now": now,
    }
    return render(request, "mail/list.html", shown)


def wish_of(request: HttpRequest) -> Wish:
    """Return what the address asks of the outbox."""
    state, kind = word_asked(request.GET, "state"), word_asked(request.GET, "kind")
    after = word_asked(request.GET, "after")
    number = int(after) if after.isascii() and after.isdecimal() and len(after) <= LONGEST_NUMBER else 0
    return Wish(
        state=state if state in State.values else "",
        kind=kind if kind in Kind.values else "",
        search=word_asked(request.GET, "q")[:200].strip(),
        after=number,
    )


def _all_asked(request: HttpRequest) -> Any:
    wish = wish_of(request)
    asked = Wish(state=wish.state, kind=wish.kind, search=wish.search)
    return mails_asked(asked, person=person_of(request)).iterator(chunk_size=500)


MAILS = list_as_file(
    Listing[Mail](
        name="mails",
        address="mail/mails",
        rows=_all_asked,
        event=Event.MAILS_EXPORTED,
        columns=[
            (gettext_lazy("Made"), lambda mail: mail.queued_at),
            (gettext_lazy("Recipient"), lambda mail: mail.address),
            (gettext_lazy("Customer"), lambda mail: mail.customer.name if mail.customer else ""),
            (gettext_lazy("Subject"), lambda mail: mail.title),
            (gettext_lazy("Kind"), lambda mail: mail.get_kind_display()),
            (gettext_lazy("State"), lambda mail: mail.get_state_display()),
            (gettext_lazy("Why"), lambda mail: mail.get_reason_display()),
            (gettext_lazy("When"), lambda mail: mail.settled_at),
            (gettext_lazy("Came back"), lambda mail: mail.get_returned_display() if mail.returned else ""),
        ],
    )
)


@needs(Deed.SEE_CUSTOMERS)
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """Show one mail as it was sent, or will be."""
    its = _mail(request, number)
    live = _written(request, its)
    shown = {"mail": its, "said": live or as_stored(its), "live": live is not None, "now": timezone.now()}
    response = render(request, "mail/mail.html", shown)
    response["Content-Security-Policy"] = FRAMING_POLICY
    return response


@needs(Deed.SEE_CUSTOMERS)
@xframe_options_sameorigin
def mail_body(request: HttpRequest, number: int) -> HttpResponse:
    """Show a mail's HTML alone, for the frame on its page: without scripts, without anything loaded."""
    its = _mail(request, number)
    return as_sent((_written(request, its) or as_stored(its)).html)


def _written(request: HttpRequest, its: Mail) -> Rendered | None:
    """Return the mail from its file, with links that open something, for who keeps the mail."""
    in_folder = its.via == "folder" and may(person_of(request).role, Deed.KEEP_MAIL)
    return written_mail(its.pk) if in_folder else None


def as_sent(html: str) -> HttpResponse:
    """Return a mail's HTML as an answer that can do nothing."""
    response = HttpResponse(html or "<!doctype html><title>–</title>")
    response["Content-Security-Policy"] = AS_SENT_POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response


@needs(Deed.KEEP_MAIL)
def mail_file(request: HttpRequest, number: int) -> FileResponse:
    """Give the file a mail was written to, with its links, where mails go into a folder."""
    its = _mail(request, number)
    path = _file_of(its)
    if path is None:
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=path.name, content_type="message/rfc822"
    )


def _file_of(its: Mail) -> Any:
    path = file_of(its.pk)
    return path if its.via == "folder" and path.is_file() else None


@require_POST
@needs(Deed.KEEP_MAIL)
def take_mail_back(request: HttpRequest, number: int) -> HttpResponse:
    """Keep a waiting mail from being sent."""
    return _decided(request, number, take_back, _("The mail is not sent."))


@require_POST
@needs(Deed.KEEP_MAIL)
def send_mail_again(request: HttpRequest, number: int) -> HttpResponse:
    """Queue a mail once more."""
    return _decided(request, number, send_again, _("The mail waits to be sent once more."))


@require_POST
@needs(Deed.KEEP_MAIL)
def settle_mail(request: HttpRequest, number: int) -> HttpResponse:
    """Say whether a mail of which nobody knew did arrive."""
    arrived = word_asked(request.POST, "arrived") == "yes"
    return _decided(request, number, settle_unknown, _("It is written down."), arrived=arrived)


def _decided(
    request: HttpRequest, number: int, act: Callable[..., None], said: str, **told: Any
) -> HttpResponse:
    its = _mail(request, number)
    try:
        act(mail=its, by=person_of(request), at=timezone.now(), **told)
    except KarnError as error:
        messages.error(request, in_words(error))
    else:
        messages.success(request, said)
    return redirect("mail", number)


@require_POST
@needs(Deed.KEEP_MAIL)
def mail_goes_on(request: HttpRequest) -> HttpResponse:
    """Let sending go on after it stopped at the hourly cap."""
    go_on(by=person_of(request), at=timezone.now())
    messages.success(request, _("Sending goes on."))
    return back(request, "/mail/")


@needs(Deed.KEEP_MAIL)
def limits(request: HttpRequest) -> HttpResponse:
    """Show and change how much may be sent; 409 with both values when somebody else did meanwhile."""
    form, status = LimitsForm(request.POST or None, kept=mail_settings()), 200
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"by": person_of(request), "at": timezone.now(), "seen": form.seen}
        try:
            change_mail_settings(**told, **form.cleaned_data)
        except ChangedMeanwhile as error:
            if isinstance(error.stored, MailSettings):
                form.meet(error.stored.version, texts_of_limits(error.stored))
            status = 409
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            messages.success(request, _("The settings are stored."))
            return redirect("mail_settings")
    shown = {"form": form, "mailing": mail_state(timezone.now())}
    return render(request, "mail/settings.html", shown, status=400 if form.errors else status)


def _mail(request: HttpRequest, number: int) -> Mail:
    found = (
        mails_visible_to(person_of(request)).select_related("customer", "contact").filter(pk=number).first()
    )
    if found is None:
        raise Http404
    return found
