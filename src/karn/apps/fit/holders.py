"""What moves with a customer: what was found of it, answered and decided."""

from __future__ import annotations

from django.db.models import Q

from karn.apps.customers.holders import Held, Holding
from karn.apps.fit.models import Answer, Check, Decision


def _stays(_lost: int, kept: int) -> Q:
    """Say which checks stay: all of them where the other has some, for one check holds on a day."""
    known = Check.objects.filter(customer=kept).exists()
    return Q(pk__isnull=False) if known else Q(pk__isnull=True)


FIT = Holding("fit", Held(Check, stays=_stays), Held(Answer), Held(Decision))
