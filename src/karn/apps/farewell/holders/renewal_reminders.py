"""What moves with a customer: the reminders of its renewals."""

from karn.apps.customers.holders import Held, Holding
from karn.apps.farewell.models.renewal_reminders import RenewalReminder

RENEWAL_REMINDERS = Holding("farewell_reminders", Held(RenewalReminder))
