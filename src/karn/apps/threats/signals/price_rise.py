"""The same for more money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import PriceState, State
from karn.apps.threats.rules.finding import Finding, Look, rows
from karn.apps.threats.rules.thresholds import RISE_AHEAD_DAYS, RISE_BACK_DAYS, rise_strength
from karn.apps.threats.signals.card import Card


class PriceRise:
    """A higher price for the same, lately or soon. More pieces or another plan is a choice, not a rise."""

    code = "price_rise"
    card = Card(
        name=_("Price rise"),
        question=_("Does the same cost more, lately or soon?"),
        evidence=_("Consecutive prices of one subscription with the same plan, quantity and interval."),
        threshold=_(
            "Any higher price that begins within 45 days or began in the last 60. One that is still ahead, "
            "or a discount that ends as agreed, weighs less."
        ),
        blind_to=_("Rises agreed under a new subscription, and what the customer got in return."),
    )

    def find(self, look: Look) -> Iterator[Finding]:
        """Return customers whose price rises, each with its steepest rise."""
        begin = look.on - timedelta(days=RISE_BACK_DAYS), look.on + timedelta(days=RISE_AHEAD_DAYS)
        changing = PriceState.objects.filter(starts_on__range=begin).values("subscription")
        states = PriceState.objects.filter(subscription__in=changing).select_related("subscription")
        steepest: dict[int, Finding] = {}
        for before, after in pairwise(states.order_by("subscription", "starts_on")):
            found = _finding(look, before, after) if begin[0] <= after.starts_on <= begin[1] else None
            if found is not None and found.customer_id in look.watched:
                known = steepest.get(found.customer_id)
                if known is None or found.strength > known.strength:
                    steepest[found.customer_id] = found
        yield from steepest.values()


def _finding(look: Look, before: PriceState, after: PriceState) -> Finding | None:
    if not _is_the_same_thing(before, after):
        return None
    discount_ends = before.amount >= after.amount
    ahead = after.starts_on > look.on
    strength = rise_strength(before.mrr, after.mrr, is_ahead=ahead, was_agreed=discount_ends)
    if strength is None:
        return None
    facts = {
        "day": after.starts_on.isoformat(),
        "before": str(before.mrr),
        "after": str(after.mrr),
        "currency": after.subscription.currency,
        "discount_ends": discount_ends,
    }
    since = after.starts_on - timedelta(days=RISE_AHEAD_DAYS) if ahead else after.starts_on
    evidence = rows("contracts.pricestate", before.pk, after.pk)
    return Finding(after.subscription.customer_id, since, strength, facts, evidence)


def _is_the_same_thing(before: PriceState, after: PriceState) -> bool:
    """Say whether two consecutive states are one subscription, both paid, the same plan and quantity."""
    return (
        before.subscription_id == after.subscription_id
        and before.state == after.state == State.ACTIVE
        and before.mrr > 0
        and before.ends_on == after.starts_on
        and before.plan == after.plan
        and before.quantity == after.quantity
        and before.interval == after.interval
    )
