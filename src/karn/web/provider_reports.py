"""What providers post of mails that came back, read report by report.

Anymail reads a post whole: one report it cannot read would cost all that stand beside it, and a provider
that gets an error instead of an answer posts the same again and again. Here what can be read is kept, and
the answer says in words what could not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import copy
from importlib import import_module
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

View = Callable[[HttpRequest], HttpResponse]

_GARBAGE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What reading something that is no report raises in Anymail."""

_NO_REPORT: Final = (*_GARBAGE, ImproperlyConfigured)
"""So does what it takes for a mail that came in, of which it says that the address is set up for another."""

_IN_FORM: Final = "mandrill_events"


def view_for(provider: str) -> View | None:
    """Return the view that hears a provider, by its name in Anymail; None where it has none."""
    try:
        module = import_module(f"anymail.webhooks.{provider}")
    except ImportError:
        return None
    views = [
        value
        for label, value in vars(module).items()
        if label.endswith(("TrackingWebhookView", "CombinedWebhookView"))
        and value.__module__ == module.__name__
    ]
    return _hearing(views[0]) if views else None


def _hearing(found: Any) -> View:
    def post(self: Any, request: HttpRequest, *_further: Any) -> HttpResponse:
        try:
            self.run_validators(request)
        except _GARBAGE:
            return _unread(1, 1)
        events, unread = _events(self, request)
        for event in events:
            self.signal.send(sender=type(self), event=event, esp_name=self.esp_name)
        return _unread(unread, unread + len(events)) if unread else HttpResponse()

    hearing: Any = type(found.__name__, (found,), {"post": post})
    heard: View = hearing.as_view()
    return heard


def _unread(count: int, of: int) -> HttpResponse:
    if count == of:
        told = _("Nothing of this could be read as a report about a mail.")
    else:
        told = ngettext(
            "%(count)s of %(of)s reports could not be read; the others are kept.",
            "%(count)s of %(of)s reports could not be read; the others are kept.",
            count,
        ) % {"count": count, "of": of}
    return HttpResponse(told, status=400, content_type="text/plain; charset=utf-8")


def _events(view: Any, request: HttpRequest) -> tuple[list[Any], int]:
    """Return what the post reports, and how much of it could not be read."""
    whole = _read(view, request)
    if whole is not None:
        return whole, 0
    pieces = [_read(view, piece) for piece in _pieces(request)]
    events = [event for piece in pieces for event in piece or ()]
    return events, max(1, pieces.count(None))


def _read(view: Any, request: HttpRequest) -> list[Any] | None:
    try:
        events = list(view.parse_events(request))
    except _NO_REPORT:
        return None
    return events if all(map(_is_sound, events)) else None


def _is_sound(event: Any) -> bool:
    """Say whether it names its mail and its reader in words that a database can hold, if at all."""
    return all(
        told is None or (isinstance(told, str) and "\0" not in told and told.isprintable())
        for told in (event.message_id, event.recipient)
    )


def _pieces(request: HttpRequest) -> Iterator[HttpRequest]:
    """Yield the post once for each report of a list, with that one alone; nothing where it is none."""
    try:
        sent = request.POST.get(_IN_FORM)
        reports = json.loads(request.body if sent is None else sent)
    except _GARBAGE:
        return
    for report in reports if isinstance(reports, list) else ():
        alone: Any = copy(request)
        if sent is None:
            alone._body = json.dumps([report]).encode()
        else:
            alone._post = QueryDict(mutable=True)
            alone._post[_IN_FORM] = json.dumps([report])
        yield alone
