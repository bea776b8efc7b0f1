"""Our own stages of a login, around allauth's: whoever was changed meanwhile does not get in."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStage
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from karn.apps.people.models import Person

STARTED, ENDED = "karn_started", "karn_ended"


class Started(LoginStage):  # type: ignore[misc]
    """The first: remembers with what password, role and entry number the login began."""

    key = STARTED

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Remember it, and go on."""
        self.state["hash"] = self.login.user.get_session_auth_hash()
        return None, True


class Ended(LoginStage):  # type: ignore[misc]
    """The last: between password and code somebody may be switched off or get another password or role."""

    key = ENDED

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Let in who is still who began; others start again."""
        person: Person = self.login.user
        began: dict[str, Any] = self.controller.get_stage(STARTED).state
        if person.is_active and began.get("hash") == person.get_session_auth_hash():
            return None, True
        messages.error(self.request, _("Something about your login has changed. Log in again."))
        return redirect("login"), False
