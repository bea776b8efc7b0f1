"""Logging in by password or passkey; setting a password with a link."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import perform_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
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
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from karn.apps.mailing.actions.passwords import ask_for_password
from karn.apps.people.actions.logins import use_link
from karn.apps.people.queries.logins import good_link
from karn.kernel.errors import KarnError
from karn.web.entrance.forms import LoginForm
from karn.web.entrance.limits import MUST_WAIT
from karn.web.entrance.machines import can_have_passkeys, machine_of


class Login(LoginView):
    """The page to log in."""

    template_name = "login.html"
    authentication_form = LoginForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; a login that waits for its code is begun anew."""
        clear_login(request)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether passkeys work here."""
        page: dict[str, Any] = super().get_context_data(**kwargs)
        return page | {"can_have_passkeys": can_have_passkeys(self.request), "can_mail": can_mail_links()}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Go through allauth's stages: who has a second factor is asked for it before getting in."""
        answer: HttpResponse = perform_login(
            self.request, form.get_user(), redirect_url=self.get_redirect_url() or None
        )
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say what is wrong; 429 for who must wait."""
        waits = isinstance(form, LoginForm) and form.waits
        return self.render_to_response(
            self.get_context_data(form=form, waits=waits), status=429 if waits else 200
        )


class PasskeyLogin(LoginWebAuthnView):  # type: ignore[misc]
    """Logging in with a passkey alone."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Lead back and say so, or how long to wait. The form counted it, about nobody."""
        waits = form.has_error("credential", MUST_WAIT)
        said = str(form.errors["credential"][0]) if waits else _("This passkey is not known here.")
        messages.error(self.request, said)
        return redirect("login")


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


class AddressForm(forms.Form):
    """The address somebody logs in with."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "username"}),
    )


@never_cache
@login_not_required
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link for a new password, by mail. Whoever asks is told the same."""
    form = AddressForm(request.POST or None)
    if can_mail_links() and request.method == "POST" and form.is_valid():
        address, machine = form.cleaned_data["email"], machine_of(request)
        ask_for_password(address=address, machine=machine, at=timezone.now())
        messages.success(request, _("If somebody here has this address, a mail with a link is on its way."))
        return redirect("login")
    page = {"form": form, "can_mail": can_mail_links()}
    return render(request, "forgotten.html", page, status=400 if form.errors else 200)


def can_mail_links() -> bool:
    """Say whether mail leaves this installation: a folder is read by those who are in already."""
    return bool(settings.INSTALLATION.mail_route != "folder")


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
