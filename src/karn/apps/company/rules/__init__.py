"""What a company's settings may be, what its trade switches on, its words and its working days."""

from karn.apps.company.rules.settings import is_currency, is_zone

__all__ = ["is_currency", "is_zone"]
