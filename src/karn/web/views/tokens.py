"""Tokens for programs: one's own, or everybody's for administrators; made, shown once, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from karn.apps.people.actions.tokens import create_token, revoke_token
from karn.apps.people.queries.tokens import Listed, token_for, tokens_seen_by
from karn.apps.people.rules import SCOPE_NAMES, Deed, Event, may
from karn.apps.people.rules.scopes import scopes_for
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import person_of
from karn.web.listings import Listing, list_as_file

_LARGEST = 2**63 - 1  # what a database holds
_LASTS = {
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("A year"),
    "": gettext_lazy("Until it is revoked"),
}


class TokenForm(forms.Form):
    """What somebody says of a new token."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=gettext_lazy("For which program it is, so that you know it again."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("The program may"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    days = forms.ChoiceField(
        label=gettext_lazy("Good for"),
        choices=list(_LASTS.items()),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, role: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        its = [(scope.value, SCOPE_NAMES[scope]) for scope in scopes_for(role)]
        self.fields["scopes"].choices = its  # type: ignore[attr-defined]


def tokens(request: HttpRequest) -> HttpResponse:
    """List tokens, and make one: the answer to that shows it, this once."""
    person, now = person_of(request), timezone.now()
    form = TokenForm(person.role, request.POST or None, initial={"days": "365"})
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        ends = now + timedelta(days=int(days)) if days else None
        told = {"name": form.cleaned_data["name"], "scopes": form.cleaned_data["scopes"], "expires_at": ends}
        try:
            token, secret = create_token(person=person, **told, by=person, at=now)
        except KarnError as error:
            form.add_error(None, in_words(error))
        else:
            return _shown_once(request, {"token": token, "secret": secret})
    page = {
        "form": form,
        "tokens": tokens_seen_by(person, at=now),
        "everybodys": may(person.role, Deed.CHANGE_PEOPLE),
        "names": SCOPE_NAMES,
    }
    return render(request, "tokens/list.html", page, status=400 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a token: at once and for good."""
    person = person_of(request)
    token = token_for(person, number) if number <= _LARGEST else None
    if token is None:
        raise Http404
    revoke_token(token, by=person, at=timezone.now())
    told = _("The token “%(name)s” is revoked: programs that use it get in no more.") % {"name": token.name}
    messages.success(request, told)
    return redirect("tokens")


@never_cache
def _shown_once(request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
    """Show a secret. The page is the answer to a POST and kept nowhere."""
    page["address"] = request.build_absolute_uri(reverse("api:me"))
    return render(request, "tokens/made.html", page)


_DEAD = {
    "": "",
    "revoked": gettext_lazy("Revoked"),
    "expired": gettext_lazy("Too old"),
    "off": gettext_lazy("Person switched off"),
    "ended": gettext_lazy("Ended with role or password"),
}

TOKENS = list_as_file(
    Listing[Listed](
        name="tokens",
        address="tokens/tokens",
        rows=lambda request: tokens_seen_by(person_of(request), at=timezone.now()),
        deed=None,
        event=Event.LIST_EXPORTED,
        columns=[
            (gettext_lazy("Name"), lambda row: row.token.name),
            (gettext_lazy("Person"), lambda row: row.token.person.name),
            (gettext_lazy("Begins with"), lambda row: row.token.prefix),
            (gettext_lazy("The program may"), lambda row: row.token.scopes),
            (gettext_lazy("Made"), lambda row: row.token.made_at),
            (gettext_lazy("Good until"), lambda row: row.token.expires_at),
            (gettext_lazy("Last used"), lambda row: row.token.last_used_at),
            (gettext_lazy("State"), lambda row: _DEAD[row.dead]),
        ],
    )
)
