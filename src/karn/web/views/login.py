"""Logging in, with waiting after wrong passwords; setting a password with a link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from karn.apps.people.actions.logins import note_wrong_password, use_link
from karn.apps.people.queries.logins import good_link, waiting_time
from karn.kernel.errors import KarnError


class LoginForm(AuthenticationForm):
    """Address and password. After too many wrong ones nobody gets in for a while, whoever exists or not."""

    waits = False

    def clean(self) -> dict[str, Any]:
        """Let in who gives the right password and need not wait. Raises ValidationError for all others."""
        address, machine = self.cleaned_data.get("username", ""), machine_of(self.request)
        wait = waiting_time(address, machine, at=timezone.now())
        if wait:
            self.waits = True
            raise ValidationError(_please_wait(wait))
        try:
            return super().clean()
        except ValidationError:
            note_wrong_password(address=address, machine=machine, at=timezone.now())
            raise


def _please_wait(wait: timedelta) -> str:
    minutes = -(-int(wait.total_seconds()) // 60)
    return ngettext(
        "Too many wrong passwords. Try again in %(n)s minute.",
        "Too many wrong passwords. Try again in %(n)s minutes.",
        minutes,
    ) % {"n": max(minutes, 1)}


class Login(LoginView):
    """The page to log in."""

    template_name = "login.html"
    authentication_form = LoginForm

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say what is wrong; 429 for who must wait."""
        waits = isinstance(form, LoginForm) and form.waits
        return self.render_to_response(
            self.get_context_data(form=form, waits=waits), status=429 if waits else 200
        )


def machine_of(request: HttpRequest | None) -> str:
    """Return the address the request comes from: behind HTTPS, the one the proxy before us tells."""
    meta = request.META if request else {}
    told = str(meta.get("HTTP_X_FORWARDED_FOR", "")) if settings.INSTALLATION.https else ""
    # The proxy adds the last one; what stands before it anybody can write.
    return told.rpartition(",")[2].strip() or str(meta.get("REMOTE_ADDR", ""))


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Once more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Refuse two that differ."""
        if self.cleaned_data["again"] != self.cleaned_data.get("password"):
            raise ValidationError(_("The two are not the same."))
        return str(self.cleaned_data["again"])


@never_cache
@login_not_required
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password with a link. Looking does nothing; a used, old or invented link is the same 404."""
    link = good_link(token, at=timezone.now())
    if link is None:
        raise Http404
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_set(form, token):
        messages.success(request, _("Your password is set. Log in with it."))
        return _unreferred(redirect("login"))
    page = {"form": form, "person": link.person}
    return _unreferred(render(request, "welcome.html", page, status=400 if form.errors else 200))


def _is_set(form: PasswordForm, token: str) -> bool:
    try:
        use_link(token, password=form.cleaned_data["password"], at=timezone.now())
    except ValidationError as error:
        form.add_error("password", error)
        return False
    except KarnError:  # used a moment ago
        raise Http404 from None
    return True


def _unreferred(response: HttpResponse) -> HttpResponse:
    """Let no page that follows learn the address, which is as good as a password."""
    response["Referrer-Policy"] = "no-referrer"
    return response
