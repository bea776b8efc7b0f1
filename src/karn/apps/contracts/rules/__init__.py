"""What contracts make of a customer, of a price and of a date. Pure functions."""

from karn.apps.contracts.rules.standing import Notice, Standing, Stretch, is_in_force, standing_on
from karn.apps.contracts.rules.wording import (
    DESTINATIONS,
    REASONS,
    destination_words,
    leaving_words,
    price_words,
    reason_words,
)

__all__ = [
    "DESTINATIONS",
    "REASONS",
    "Notice",
    "Standing",
    "Stretch",
    "destination_words",
    "is_in_force",
    "leaving_words",
    "price_words",
    "reason_words",
    "standing_on",
]
