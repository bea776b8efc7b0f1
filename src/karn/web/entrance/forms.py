"""The forms of logging in and of asking again who it is; each counts what was wrong."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from karn.apps.people.rules import Event
from karn.web.entrance.limits import MUST_WAIT, note_wrong, refuse_who_must_wait


class LoginForm(AuthenticationForm):
    """Address and password. After too many wrong ones nobody gets in for a while, whoever exists or not."""

    @property
    def waits(self) -> bool:
        """Whether this was refused for having to wait, whatever was typed."""
        return self.has_error("__all__", MUST_WAIT)

    def clean(self) -> dict[str, Any]:
        """Let through who gives the right password and need not wait. Raises ValidationError for others."""
        address = self.cleaned_data.get("username", "")
        refuse_who_must_wait(address, self.request)
        try:
            return super().clean()
        except ValidationError:
            note_wrong(address, self.request)
            raise


class _CountedCode:
    """Counts a wrong code like a wrong password: who knows the password cannot try all codes."""

    user: Any

    def clean_code(self) -> str:
        """Return a right code. Raises ValidationError for a wrong one and for who must wait."""
        refuse_who_must_wait(self.user.email, context.request)
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # allauth's form stands beside this class
        except ValidationError:
            note_wrong(self.user.email, context.request, deed=Event.CODE_FAILED)
            raise
        return code


class CodeForm(_CountedCode, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""


class AgainByCodeForm(_CountedCode, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The code before a sensitive change."""


class _CountedKey:
    """Counts a wrong passkey like a wrong password.

    Where nobody said who it is, against the machine alone: what was sent may name anybody, and whoever
    sends it must not make others wait.
    """

    user: Any
    deed = Event.CODE_FAILED

    def clean_credential(self) -> Any:
        """Return the right passkey. Raises ValidationError for a wrong one and for who must wait."""
        refuse_who_must_wait(self._address, context.request)
        try:
            return super().clean_credential()  # type: ignore[misc]  # allauth's form stands beside this class
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            # What no browser sends is not always read as wrong.
            raise ValidationError(_("This passkey is not known here.")) from error

    def clean(self) -> dict[str, Any]:
        """Count it where it was wrong, also where it cannot be read at all."""
        told: dict[str, Any] = super().clean()  # type: ignore[misc]
        wrong = self.has_error("credential")  # type: ignore[attr-defined]
        if wrong and not self.has_error("credential", MUST_WAIT):  # type: ignore[attr-defined]
            note_wrong(self._address, context.request, deed=self.deed)
        return told

    @property
    def _address(self) -> str:
        return self.user.email if self.user is not None else ""


class KeyForm(_CountedKey, webauthn_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey after the password."""


class KeyAloneForm(_CountedKey, webauthn_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of the password."""

    deed = Event.LOGIN_FAILED


class AgainByKeyForm(_CountedKey, webauthn_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey before a sensitive change."""


class AgainByPasswordForm(ReauthenticateForm):  # type: ignore[misc]
    """The password before a sensitive change."""

    def clean_password(self) -> str:
        """Return the right password. Raises ValidationError for a wrong one and for who must wait."""
        refuse_who_must_wait(self.user.email, context.request)
        try:
            password: str = super().clean_password()
        except ValidationError:
            note_wrong(self.user.email, context.request)
            raise
        return password


class NewCodesForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app that makes codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the app")
        self.fields["code"].widget = forms.TextInput(
            attrs={"class": "form-control", "inputmode": "numeric", "autocomplete": "one-time-code"}
        )


class NewPasskeyForm(webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: its name, whether it stands in for the password, and what the device answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _passkey_name()
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Log in with it alone, without e-mail and password"),
            required=False,
            initial=True,
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )


class RenamePasskeyForm(webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _passkey_name(required=True)


def _passkey_name(*, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        max_length=60,
        required=required,
        help_text=_("So that you know it again: “my phone”, “blue key”."),
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
