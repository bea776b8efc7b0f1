"""What moves with a customer: mails to it, and what its people allowed."""

from karn.apps.customers.holders import Held, Holding
from karn.apps.mailing.models import Consent, Mail

MAILING = Holding("mailing", Held(Mail), Held(Consent))
