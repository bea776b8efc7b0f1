"""The ways mail can leave an installation: what Django and Anymail have to know of each."""

from __future__ import annotations

import re
from typing import Any, Final

PROVIDERS: Final[dict[str, str]] = {
    "brevo": "API_KEY",
    "mailersend": "API_TOKEN",
    "mailgun": "API_KEY",
    "mailjet": "API_KEY",
    "mandrill": "API_KEY",
    "postmark": "SERVER_TOKEN",
    "resend": "API_KEY",
    "sendgrid": "API_KEY",
    "sparkpost": "API_KEY",
}
"""The providers, and what each calls its key."""

UNTOLD: Final = frozenset({"brevo", "resend"})
"""Those whom no mail can tell that nobody is to be tracked: their account says it, and Anymail refuses it."""


SIGNED: Final = {
    "mailersend": "SIGNING_SECRET",
    "mailgun": "WEBHOOK_SIGNING_KEY",
    "mandrill": "WEBHOOK_KEY",
}
"""Those who sign what they tell, and what Anymail calls the key of it; mailgun may use its other one."""

PLAIN_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
"""An address as it is told to a server (RFC 5321): no name, no quotes, no sign that ends a line."""


def mail_flaw(chosen: str, url: str, provider: str) -> str:
    """Say what cannot be used of KARN_MAIL, KARN_MAIL_URL and KARN_MAIL_PROVIDER, or nothing."""
    if chosen not in ("", "folder"):
        return "KARN_MAIL is folder, or not set."
    if url and not url.startswith(("smtp://", "smtps://")):
        return "KARN_MAIL_URL begins with smtp:// or smtps://"
    if provider and provider not in PROVIDERS:
        return f"KARN_MAIL_PROVIDER is one of: {', '.join(sorted(PROVIDERS))}."
    return "Say KARN_MAIL_URL or KARN_MAIL_PROVIDER, not both." if url and provider else ""


def returns_flaw(provider: str, webhook_secret: str, signing_key: str) -> str:
    """Say what is missing for the provider to be heard, or nothing."""
    if webhook_secret and provider in ("mailersend", "mandrill") and not signing_key:
        return "KARN_MAIL_SIGNING_KEY is missing: this provider signs what it tells of bounces."
    return ""


def anymail_settings(
    provider: str, key: str, domain: str, webhook_secret: str, signing_key: str = ""
) -> dict[str, Any]:
    """Return Anymail's settings for the chosen provider."""
    told: dict[str, Any] = {}
    if provider not in UNTOLD:
        told["SEND_DEFAULTS"] = {"track_clicks": False, "track_opens": False}
    if webhook_secret:
        told["WEBHOOK_SECRET"] = webhook_secret
    if signing_key and provider in SIGNED:
        told[f"{provider.upper()}_{SIGNED[provider]}"] = signing_key
    if provider == "mailjet":
        public, _colon, secret = key.partition(":")
        return told | {"MAILJET_API_KEY": public, "MAILJET_SECRET_KEY": secret}
    if provider:
        told[f"{provider.upper()}_{PROVIDERS[provider]}"] = key
    if provider == "mailgun" and domain:
        told["MAILGUN_SENDER_DOMAIN"] = domain
    return told


def mail_backends() -> dict[str, str]:
    """Return Django's path of each provider's backend."""
    return {name: f"anymail.backends.{name}.EmailBackend" for name in PROVIDERS}
