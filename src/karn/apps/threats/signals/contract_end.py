"""A contract that ends soon, with nothing agreed for after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from karn.apps.contracts.models import PriceState, Subscription
from karn.apps.contracts.queries import price_states_on
from karn.apps.threats.rules.finding import Finding, Look, rows
from karn.apps.threats.rules.thresholds import (
    CONTRACT_AHEAD_DAYS,
    NOTICE_DAYS,
    SHORTEST_TERM_MONTHS,
    contract_end_strength,
)
from karn.apps.threats.signals.card import Card


class ContractEnd:
    """A term that runs out within its notice period and 45 days, without a renewal."""

    code = "contract_end"
    card = Card(
        name=_("Contract end near"),
        question=_("Does a contract end soon, with nothing agreed for after?"),
        evidence=_("The end of the term, the notice period, and prices or contracts that begin after it."),
        threshold=_("Ends within the notice period and 45 days (30 days' notice where it is not known)."),
        blind_to=_("Renewals agreed by word, and terms shorter than three months, which renew all the time."),
    )

    def find(self, look: Look) -> Iterator[Finding]:
        """Return customers with a running contract that ends soon, each with its nearest end."""
        renewed = PriceState.objects.filter(
            Q(subscription=OuterRef("pk")) | Q(subscription__customer=OuterRef("customer")),
            starts_on__gte=OuterRef("contract_ends_on"),
        )
        ending = Subscription.objects.filter(
            Q(term_months__isnull=True) | Q(term_months__gte=SHORTEST_TERM_MONTHS),
            Exists(price_states_on(look.on).filter(subscription=OuterRef("pk"))),
            ~Exists(renewed),
            contract_ends_on__gt=look.on,
        )
        found: dict[int, Finding] = {}
        for subscription in ending.order_by("contract_ends_on", "pk"):
            finding = _finding(look, subscription)
            if finding is not None and finding.customer_id in look.watched:
                found.setdefault(finding.customer_id, finding)
        yield from found.values()


def _finding(look: Look, subscription: Subscription) -> Finding | None:
    ends_on = subscription.contract_ends_on
    if ends_on is None:
        return None
    notice = NOTICE_DAYS if subscription.notice_days is None else subscription.notice_days
    strength = contract_end_strength((ends_on - look.on).days, notice)
    if strength is None:
        return None
    since = ends_on - timedelta(days=notice + CONTRACT_AHEAD_DAYS)
    facts = {"day": ends_on.isoformat(), "notice_days": notice}
    evidence = rows("contracts.subscription", subscription.pk)
    return Finding(subscription.customer_id, since, strength, facts, evidence)
