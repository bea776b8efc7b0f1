"""What moves with a customer: the signals seen, open and ended."""

from django.db.models import Q

from karn.apps.customers.holders import Held, Holding
from karn.apps.threats.models import Signal


def _said_already(_lost: int, kept: int) -> Q:
    """Return the open signals of rules that fire for the kept customer too: one at a time is enough."""
    rules = Signal.objects.filter(customer=kept, ended_on__isnull=True).values("rule")
    return Q(ended_on__isnull=True, rule__in=rules)


THREATS = Holding("threats", Held(Signal, stays=_said_already))
