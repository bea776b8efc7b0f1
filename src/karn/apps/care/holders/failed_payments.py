"""What moves with a customer: reminders of failed payments, and what was decided about them."""

from karn.apps.care.models.failed_payments import PaymentDecision, PaymentReminder
from karn.apps.customers.holders import Held, Holding

FAILED_PAYMENTS = Holding("care_payments", Held(PaymentReminder), Held(PaymentDecision))
