"""What moves with a customer: contracts, invoices, orders, departures, hours, costs, what was edited."""

from karn.apps.contracts.models import Cost, Departure, Edit, Hours, Invoice, Order, Subscription
from karn.apps.customers.holders import Held, Holding

# Price states, payments and returns belong to a subscription, an invoice or an order, and go along with it.
CONTRACTS = Holding(
    "contracts",
    Held(Subscription),
    Held(Invoice),
    Held(Order),
    Held(Departure),
    Held(Hours),
    Held(Cost),
    Held(Edit),
)
