"""When what a customer pays for ends by notice, and how that is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from karn.apps.company.queries import current_company
from karn.apps.contracts.models import Departure, Party, Subscription
from karn.apps.contracts.queries.law import Law, law_of
from karn.apps.contracts.rules.terms import Terms
from karn.apps.customers.models import Customer
from karn.apps.customers.models.customers import Kind
from karn.apps.farewell.queries.renewal_reminders import unreminded_renewal
from karn.apps.farewell.rules.notice import end_of_contract, last_withdrawal_day
from karn.apps.farewell.rules.notice_steps import Step, steps_from, steps_stored


@dataclass(frozen=True, slots=True)
class ContractEnd:
    """The first day without the contract, or None where nobody can say; and how it is counted."""

    subscription: Subscription | None
    on: date | None
    steps: tuple[Step, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        plan = self.subscription.plan if self.subscription else ""
        return {"contract": plan, "steps": steps_stored(self.steps)}


def told_lines(told: list[dict[str, Any]]) -> list[str]:
    """Return a stored calculation, a sentence a line, in the language in force; each contract by name."""
    lines = []
    for one in told:
        if len(told) > 1 and one["contract"]:
            lines.append(f"{one['contract']}:")
        lines += [step.text for step in steps_from(one["steps"])]
    return lines


def country_of(customer: Customer | None) -> str:
    """Return the country whose rules hold: the customer's, else the company's."""
    return (customer.country if customer else "") or current_company().country


def law_for(subscription: Subscription | None, customer: Customer) -> Law:
    """Return what the law wants to know of a contract. One query, none where the prices came along."""
    if subscription is not None:
        subscription.customer = customer
        return law_of(subscription, began_on=began_on(subscription))
    party = Party.CONSUMER if customer.kind == Kind.PERSON else Party.BUSINESS
    return Law(Terms(None), country_of(customer), party, "", "", None, True)


def began_on(subscription: Subscription) -> date | None:
    """Return the first day that was paid for."""
    return min((state.starts_on for state in subscription.price_states.all()), default=None)


def end_of(
    subscription: Subscription | None, customer: Customer, *, received_on: date, wanted_on: date | None,
    for_cause: bool = False,
) -> ContractEnd:  # fmt: skip
    """Return when the contract ends of which notice was received; not before the last day wanted."""
    law = law_for(subscription, customer)
    unreminded = unreminded_renewal(subscription.pk, on=received_on) if subscription else None
    found = end_of_contract(
        law.terms, received_on=received_on, country=law.country, is_consumer=law.is_consumer, kind=law.kind,
        term_kind=law.term_kind, concluded_on=law.concluded_on, concluded_online=law.is_at_distance,
        last_day_wanted=wanted_on, unreminded=unreminded, for_cause=for_cause,
    )  # fmt: skip
    if found.on is None:
        return _settled_before(subscription, customer, found.why)
    return ContractEnd(subscription, max(found.on, _first_possible(law.terms, received_on)), found.why)


def _settled_before(
    subscription: Subscription | None, customer: Customer, why: tuple[Step, ...]
) -> ContractEnd:
    """Return the end somebody stated already of a contract that nothing was agreed about, else none."""
    standing = standing_departure(customer.pk, subscription.pk if subscription else None)
    on = standing.contract_ends_on if standing else None
    if on is None:
        return ContractEnd(subscription, None, why)
    received, *_rest = why
    return ContractEnd(subscription, on, (received, Step("last_day", {"last": on - timedelta(days=1)})))


def withdrawn_end_of(subscription: Subscription, customer: Customer, *, received_on: date) -> ContractEnd:
    """Return when a contract ends that is withdrawn from: at once."""
    return ContractEnd(subscription, _first_possible(law_for(subscription, customer).terms, received_on))


def can_withdraw(subscription: Subscription, customer: Customer, *, received_on: date) -> bool:
    """Say whether a withdrawal from this contract is in time. Only consumers have that right."""
    law = law_for(subscription, customer)
    if not (law.is_consumer and law.is_at_distance and law.concluded_on):
        return False
    last = last_withdrawal_day(law.concluded_on, country=law.country)
    return last is not None and received_on <= last


def _first_possible(terms: Terms, received_on: date) -> date:
    """Return the first day on which it can end: prices that were never paid cannot be told from none."""
    return max(received_on, terms.starts_on + timedelta(days=1)) if terms.starts_on else received_on


def standing_departure(customer: int, subscription: int | None) -> Departure | None:
    """Return the departure that ends this contract already, if one does."""
    its = Departure.objects.filter(customer=customer, subscription=subscription, undone_on__isnull=True)
    return its.exclude(contract_ends_on=None).order_by("-notice_on", "-pk").first()
