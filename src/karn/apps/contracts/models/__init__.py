"""What customers buy, owe and cost, how they leave, and what was changed of that by hand."""

from karn.apps.contracts.models.agreements import PriceState, Subscription
from karn.apps.contracts.models.costs import Cost, HourRate, Hours
from karn.apps.contracts.models.departures import Departure
from karn.apps.contracts.models.edits import Edit, EditDeed
from karn.apps.contracts.models.money import Invoice, Order, Payment, Return
from karn.apps.contracts.models.products import ListPrice, Plan, Product
from karn.apps.contracts.models.renewal_plans import RenewalPlan
from karn.apps.contracts.models.words import (
    Concluded,
    Deals,
    DepartureKind,
    Interval,
    Party,
    PaymentStatus,
    State,
    TermKind,
)

__all__ = [
    "Concluded",
    "Cost",
    "Deals",
    "Departure",
    "DepartureKind",
    "Edit",
    "EditDeed",
    "HourRate",
    "Hours",
    "Interval",
    "Invoice",
    "ListPrice",
    "Order",
    "Party",
    "Payment",
    "PaymentStatus",
    "Plan",
    "PriceState",
    "Product",
    "RenewalPlan",
    "Return",
    "State",
    "Subscription",
    "TermKind",
]
