"""What moves with a customer: contracts, invoices, orders, departures."""

from karn.apps.contracts.models import Departure, Invoice, Order, Subscription
from karn.apps.customers.holders import Held, Holding

# Price states and payments belong to a subscription or an invoice, and go along with it.
CONTRACTS = Holding("contracts", Held(Subscription), Held(Invoice), Held(Order), Held(Departure))
