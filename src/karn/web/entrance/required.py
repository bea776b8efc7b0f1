"""Where the company asks a role for a second factor, nothing opens without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

from karn.apps.people.models import Person
from karn.apps.people.queries.second_factors import has_second_factor

OPEN: Final = frozenset({
    "login", "logout", "welcome", "health", "language", "theme", "me", "second_factor",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp",
    "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
})  # fmt: skip
"""The addresses that lead to having one, and out."""


class SecondFactorMiddleware:
    """Leads who must have a second factor and has none to where one is made; after the company's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask once for each page of who must; nobody else waits for a query."""
        if self._lacks_one(request) and resolve(request.path_info).url_name not in OPEN:
            return redirect("second_factor")
        return self.get_response(request)

    def _lacks_one(self, request: HttpRequest) -> bool:
        company = getattr(request, "company", None)
        person = request.user
        if company is None or not isinstance(person, Person):
            return False
        return person.role in company.second_factor_roles and not has_second_factor(person)
