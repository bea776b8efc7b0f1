"""What allauth asks us: who may sign up (nobody), in which stages one logs in, how secrets are kept."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karn.apps.company.queries import current_company
from karn.apps.people.models import Person
from karn.apps.people.queries.second_factors import second_factors_of
from karn.web.entrance.machines import storable_machine
from karn.web.start import start_page

SAID: Final[dict[str, Promise]] = {
    "mfa/messages/totp_activated.txt": gettext_lazy("From now on a code is asked after your password."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("No code is asked after your password any more."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy(
        "The passkey is removed. Delete it on the device, too."
    ),
}
"""What allauth would say, in our words. What is not here needs no message."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Logging in, without signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Let nobody in who was not invited."""
        return False

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor between our own first and last stage."""
        ours = "karn.web.entrance.stages"
        return [f"{ours}.Started", "allauth.mfa.stages.AuthenticateStage", f"{ours}.Ended"]

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Say whether it is this person's password."""
        return user.is_active and user.check_password(password)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:  # noqa: ARG002
        """Lead who is switched off back, saying no more than to anybody else."""
        messages.error(request, _("This passkey is not known here."))
        return redirect("login")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the page somebody begins with who asked for none."""
        return start_page(request.user) if isinstance(request.user, Person) else reverse("dashboard")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the machine the request comes from."""
        return storable_machine(request)

    def add_message(  # noqa: PLR0917 (allauth's signature)
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say in our words what happened."""
        if said := message or SAID.get(message_template or ""):
            messages.add_message(request, level, str(said), extra_tags=extra_tags)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes and passkeys."""

    def encrypt(self, text: str) -> str:
        """Encrypt the secret of an app or of recovery codes: a copy of the database makes no codes."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt it again, with the key in the data folder."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Name Karn and the company in the app that makes the codes."""
        name = current_company().name
        return f"Karn · {name}" if name else "Karn"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name Karn and the company where the device lists its passkeys."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002 (allauth's name)
        """Propose a name for a new passkey."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor of somebody whose role must have one."""
        person: Person = authenticator.user
        if person.role not in current_company().second_factor_roles:
            return True
        return second_factors_of(person).count > 1


def _box() -> Fernet:
    key = salted_hmac("karn.people.second_factor", "secrets", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(key))
