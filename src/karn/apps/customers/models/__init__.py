"""Customers, their contacts, the company's own attributes, duplicates, and what is done with many."""

from karn.apps.customers.models.attributes import AttributeKind, AttributeType, Purpose
from karn.apps.customers.models.customers import PRESENT, Contact, Customer, Influence, Kind
from karn.apps.customers.models.duplicates import DuplicateSearch, Likeness, Merge, Verdict
from karn.apps.customers.models.selections import Selection, Together

__all__ = [
    "PRESENT",
    "AttributeKind",
    "AttributeType",
    "Contact",
    "Customer",
    "DuplicateSearch",
    "Influence",
    "Kind",
    "Likeness",
    "Merge",
    "Purpose",
    "Selection",
    "Together",
    "Verdict",
]
