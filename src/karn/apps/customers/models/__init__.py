"""Customers, their contacts, the company's own attributes, and what is known of duplicates."""

from karn.apps.customers.models.attributes import AttributeKind, AttributeType, Purpose
from karn.apps.customers.models.customers import PRESENT, Contact, Customer, Influence, Kind
from karn.apps.customers.models.duplicates import DuplicateSearch, Likeness, Merge, Verdict

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
    "Verdict",
]
