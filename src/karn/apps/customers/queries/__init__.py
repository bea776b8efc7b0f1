"""Reads of customers and their contacts."""

from karn.apps.customers.queries.customers import (
    contacts_of,
    contacts_on,
    contacts_visible_to,
    customers_by_owner,
    customers_in_bin,
    customers_of,
    customers_visible_to,
    is_visible_to,
    left_out,
    sees_all,
    visible_ids,
)

__all__ = [
    "contacts_of",
    "contacts_on",
    "contacts_visible_to",
    "customers_by_owner",
    "customers_in_bin",
    "customers_of",
    "customers_visible_to",
    "is_visible_to",
    "left_out",
    "sees_all",
    "visible_ids",
]
