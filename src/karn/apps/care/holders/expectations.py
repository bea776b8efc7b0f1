"""What moves with a customer: its start-ups, what it expects, and what it was promised."""

from django.db.models import Q

from karn.apps.care.models.confirmations import Confirmation, Correction
from karn.apps.care.models.expectations import Expectation
from karn.apps.care.models.moments import Moment
from karn.apps.care.models.promises import Promise
from karn.apps.care.models.rounds import AskingRound
from karn.apps.care.models.start_ups import StartUp
from karn.apps.customers.holders import Held, Holding


def _open_there(_lost: int, kept: int) -> Q:
    """Name the open rounds that cannot move, because the other one has an open round already."""
    has_one = AskingRound.objects.filter(customer=kept, closed_at__isnull=True)
    return Q(closed_at__isnull=True) if has_one.exists() else Q(pk__in=())


EXPECTATIONS = Holding(
    "care_expectations",
    Held(Expectation),
    Held(Promise),
    Held(StartUp),
    Held(Confirmation),
    Held(Correction),
    Held(Moment),
    Held(AskingRound, stays=_open_there),
)
