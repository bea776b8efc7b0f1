"""What moves with a customer: how often they want to be heard, where the other said nothing of it."""

from django.db.models import Q

from karn.apps.care.models.rhythm import OwnRhythm
from karn.apps.customers.holders import Held, Holding


def _said_already(_lost: int, kept: int) -> Q:
    """Return what was said where the kept customer said something too: one holds."""
    its = OwnRhythm.objects.filter(customer=kept, removed_at__isnull=True)
    return Q(removed_at__isnull=True) if its.exists() else Q(pk__in=())


RHYTHM = Holding("care_rhythm", Held(OwnRhythm, stays=_said_already))
