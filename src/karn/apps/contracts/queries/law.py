"""What the law wants to know of a contract, and what holds where nobody said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Concluded, Party, Subscription
from karn.apps.contracts.queries.renewals import terms_of
from karn.apps.contracts.rules.terms import Terms
from karn.apps.customers.models import Kind


@dataclass(frozen=True, slots=True)
class Law:
    """A contract as the law sees it.

    `country` is two letters, or a state with them ("US-CA"), empty where nobody said. `is_at_distance`:
    made online, by phone or by letter. `concluded_on`: the day it was made.
    """

    terms: Terms
    country: str
    party: str
    kind: str
    term_kind: str
    concluded_on: date | None
    is_at_distance: bool

    @property
    def is_consumer(self) -> bool:
        """Whether it was made with a private person."""
        return self.party == Party.CONSUMER


def law_of(subscription: Subscription, *, began_on: date | None) -> Law:
    """Return a contract as the law sees it; `began_on` is the first day of its first price.

    Where nothing is stored: the country is the customer's, else the company's; a person is a consumer and
    a company a business; it was made on its first day, and at a distance. No query where the customer is
    there already.
    """
    customer = subscription.customer
    party = Party.CONSUMER if customer.kind == Kind.PERSON else Party.BUSINESS
    return Law(
        terms=terms_of(subscription, began_on),
        country=subscription.law_country or customer.country or current_company().country,
        party=subscription.party or party,
        kind=subscription.kind,
        term_kind=subscription.term_kind,
        concluded_on=subscription.concluded_on or began_on,
        is_at_distance=subscription.concluded != Concluded.IN_PERSON,
    )
