"""One's own page: name, language, password, second factor, passkeys, and where one is logged in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from karn.apps.people.actions.logins import replace_password
from karn.apps.people.actions.second_factors import change_own, end_other_entries
from karn.apps.people.queries.second_factors import entries_of, second_factors_of
from karn.kernel.errors import KarnError
from karn.platform.wording import in_words
from karn.web.access import person_of
from karn.web.entrance.limits import note_wrong, refuse_who_must_wait
from karn.web.entrance.machines import can_have_passkeys
from karn.web.entrance.seen import note_entry
from karn.web.views.login import PasswordForm


class MeForm(forms.Form):
    """What everybody may change of oneself."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class OwnPasswordForm(PasswordForm):
    """Another password, for who knows the present one."""

    present = forms.CharField(
        label=gettext_lazy("Present password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "current-password"}),
    )
    field_order = ("present", "password", "again")

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.person = request, person_of(request)

    def clean_present(self) -> str:
        """Refuse a wrong one, and count it."""
        refuse_who_must_wait(self.person.email, self.request)
        present = str(self.cleaned_data["present"])
        if not self.person.check_password(present):
            note_wrong(self.person.email, self.request)
            raise ValidationError(_("This is not your present password."))
        return present


@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """Show one's own things; store another name or language."""
    person = person_of(request)
    form = MeForm(request.POST or None, initial={"name": person.name, "language": _language(request)})
    if request.method == "POST" and form.is_valid():
        try:
            change_own(person, **form.cleaned_data, at=timezone.now())
        except KarnError as error:
            form.add_error("name", in_words(error))
        else:
            translation.activate(person.language)
            messages.success(request, _("What you changed is stored."))
            return redirect("me")
    note_entry(request)
    page = {
        "form": form,
        "has": second_factors_of(person),
        "entries": entries_of(person, session_key=request.session.session_key or ""),
        "can_have_passkeys": can_have_passkeys(request),
    }
    return render(request, "me/me.html", page, status=400 if form.errors else 200)


def _language(request: HttpRequest) -> str:
    return person_of(request).language or translation.get_language() or "en"


@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Set another password; every other session ends."""
    form = OwnPasswordForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_replaced(form):
        update_session_auth_hash(request, form.person)
        messages.success(request, _("Your password is set. You are logged out everywhere else."))
        return redirect("me")
    return render(request, "me/password.html", {"form": form}, status=400 if form.errors else 200)


def _is_replaced(form: OwnPasswordForm) -> bool:
    try:
        replace_password(form.person, password=form.cleaned_data["password"], at=timezone.now())
    except ValidationError as error:
        form.add_error("password", error)
        return False
    return True


@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """Offer the two ways to a second factor; who must have one is led here."""
    person = person_of(request)
    company = getattr(request, "company", None)
    page = {
        "has": second_factors_of(person),
        "must": company is not None and person.role in company.second_factor_roles,
        "can_have_passkeys": can_have_passkeys(request),
    }
    return render(request, "me/second_factor.html", page)


@require_POST
def log_out_others(request: HttpRequest) -> HttpResponse:
    """End every other session."""
    person = person_of(request)
    end_other_entries(person, at=timezone.now())
    update_session_auth_hash(request, person)
    messages.success(request, _("You are logged out everywhere else."))
    return redirect("me")
