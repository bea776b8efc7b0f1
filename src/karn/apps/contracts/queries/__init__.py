"""Reads of contracts, money and departures."""

from karn.apps.contracts.queries.agreements import agreements_of, departures_of, plans, priced
from karn.apps.contracts.queries.money import Bill, Purse, purse_of, unpaid_bills_of, with_collection
from karn.apps.contracts.queries.standing import (
    active_on,
    departures_in_effect,
    ids_on_hold,
    ids_that_ended,
    leaving_on,
    left_on,
    mrr_cents,
    mrr_on,
    paused_on,
    price_states_on,
    standing_of,
    standings_of,
    with_mrr,
)

__all__ = [
    "Bill",
    "Purse",
    "active_on",
    "agreements_of",
    "departures_in_effect",
    "departures_of",
    "ids_on_hold",
    "ids_that_ended",
    "leaving_on",
    "left_on",
    "mrr_cents",
    "mrr_on",
    "paused_on",
    "plans",
    "price_states_on",
    "priced",
    "purse_of",
    "standing_of",
    "standings_of",
    "unpaid_bills_of",
    "with_collection",
    "with_mrr",
]
