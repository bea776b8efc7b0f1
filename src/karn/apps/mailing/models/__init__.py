"""What may be sent, and what was."""

from karn.apps.mailing.models.consents import Basis, Consent, Purpose, Suppression, Why
from karn.apps.mailing.models.mails import Kind, Mail, Reason, Returned, State
from karn.apps.mailing.models.settings import LIMITS, MailSettings
from karn.apps.mailing.models.templates import Template

__all__ = [
    "LIMITS",
    "Basis",
    "Consent",
    "Kind",
    "Mail",
    "MailSettings",
    "Purpose",
    "Reason",
    "Returned",
    "State",
    "Suppression",
    "Template",
    "Why",
]
