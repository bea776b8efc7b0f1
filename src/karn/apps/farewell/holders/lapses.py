"""What moves with a customer: that they left without a word."""

from django.db.models import Q

from karn.apps.customers.holders import Held, Holding
from karn.apps.farewell.models.lapses import Lapse


def _same_day(_lost: int, kept: int) -> Q:
    """Of two that left on the same day the hidden row keeps its own."""
    return Q(left_on__in=list(Lapse.objects.filter(customer=kept).values_list("left_on", flat=True)))


LAPSES = Holding("farewell_lapses", Held(Lapse, stays=_same_day))
