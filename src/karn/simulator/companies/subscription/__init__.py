"""A Dutch subscription service: online rosters for small companies and self-employed people."""

from karn.simulator.companies.subscription.service import SubscriptionService

__all__ = ["SubscriptionService"]
