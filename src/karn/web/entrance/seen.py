"""When somebody was last seen in a session, noted every few minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

MARK: Final = "karn_seen"
"""In the session: when it was last noted, in seconds since 1970."""

EVERY: Final = timedelta(minutes=5)


class SeenMiddleware:
    """Notes it; a page within five minutes of the last costs nothing. Stands after the login middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note that the person is here. A session that was not logged in through the page has no mark."""
        if request.user.is_authenticated and (last := request.session.get(MARK)):
            now = timezone.now()
            if now.timestamp() - last > EVERY.total_seconds():
                request.session[MARK] = now.timestamp()
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


def connect() -> None:
    """Mark every session when it begins."""
    user_logged_in.connect(_mark, dispatch_uid="web.seen")


def _mark(request: HttpRequest | None, **_: Any) -> None:
    # force_login in tests and commands pass a request without the headers of a browser.
    if request is not None and "REMOTE_ADDR" in request.META:
        request.session[MARK] = timezone.now().timestamp()


def note_entry(request: HttpRequest) -> None:
    """Put the session somebody stands in on the list: it may have begun before Karn kept one."""
    key = request.session.session_key
    if key and not UserSession.objects.filter(session_key=key).exists():
        UserSession.objects.create_from_request(request)
